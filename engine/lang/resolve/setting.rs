//! Settings with a notation of their own: durations, sizes and places in a request.

use std::time::Duration;

use super::Resolver;
use crate::definition::Text;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Placed, Slot};
use crate::source::Span;

impl Resolver<'_> {
    /// `500ms`, `10s`, `15m`, `1h`.
    pub(super) fn duration(&mut self, text: Option<&Text>, default: Duration) -> Duration {
        let Some(text) = text else { return default };
        let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        match number_with_unit(&text.value, &units) {
            Some(milliseconds) if milliseconds > 0 => Duration::from_millis(milliseconds),
            _ => {
                let message = format!("`{}` is not a duration", text.value);
                self.error(Code::InvalidSetting, text.node, message, "write `500ms`, `10s`, `15m` or `1h`");
                default
            }
        }
    }

    /// `64KiB`, `64MiB`.
    pub(super) fn size(&mut self, text: Option<&Text>, default: u64) -> u64 {
        let Some(text) = text else { return default };
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];
        match number_with_unit(&text.value, &units) {
            Some(bytes) if bytes > 0 => bytes,
            _ => {
                let message = format!("`{}` is not a size", text.value);
                self.error(Code::InvalidSetting, text.node, message, "write `64KiB`, `64MiB` or `1GiB`");
                default
            }
        }
    }

    /// The name of a header (RFC 9110, 5.1): any other is in no message, and would never be found.
    pub(super) fn header_name(&mut self, name: &str, span: Span) -> bool {
        let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let is_name = !name.is_empty() && name.bytes().all(is_token);
        if !is_name {
            let message = format!("`{name}` is no name of a header");
            let help = "a name has letters, digits and `-`";
            self.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message).help(help));
        }
        is_name
    }

    /// `body.cursor`, `query.page`, `header.x-page`.
    pub(super) fn slot(&mut self, text: &Text) -> Option<Slot> {
        let parts: Vec<&str> = text.value.split('.').collect();
        let slot = match parts.as_slice() {
            // The query has no depth: a dot is one of the name.
            ["query", names @ ..] if names.iter().any(|name| !name.is_empty()) => Some(Slot::Query(names.join("."))),
            ["header", name] if !name.is_empty() => {
                let is_name = self.header_name(name, self.nodes.span(text.node));
                is_name.then(|| Slot::Header((*name).to_owned()))
            }
            ["body", names @ ..] if !names.is_empty() && names.iter().all(|name| !name.is_empty()) => {
                Some(Slot::Body(names.iter().map(|name| (*name).to_owned()).collect()))
            }
            _ => {
                let message = format!("`{}` is no place in a request", text.value);
                self.error(
                    Code::InvalidSetting,
                    text.node,
                    message,
                    "write `body.name`, `query.name` or `header.name`",
                );
                None
            }
        };
        self.slots.extend(slot.clone().map(|slot| Placed::new(slot, self.nodes.span(text.node))));
        slot
    }
}

fn number_with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}
