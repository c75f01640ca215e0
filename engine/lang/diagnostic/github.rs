//! Diagnostics as workflow commands, which GitHub Actions shows beside the lines of a change.
//!
//! The form is that of GitHub's page on workflow commands for Actions.

use super::json::severity_name;
use super::{Diagnostic, Diagnostics};
use crate::source::Sources;

/// One command a line, in the order of the files.
pub fn github(diagnostics: &Diagnostics, sources: &Sources) -> String {
    diagnostics.sorted().into_iter().map(|diagnostic| command(diagnostic, sources)).collect()
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let (start, end) = (sources.location(diagnostic.primary.span), sources.end(diagnostic.primary.span));
    let help: Vec<String> = diagnostic.help.iter().map(|help| format!("\nhelp: {help}")).collect();
    format!(
        "::{} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
        severity_name(diagnostic.severity),
        property(start.path.trim_start_matches("./")),
        start.line,
        end.line,
        start.column,
        end.column,
        property(diagnostic.code.name()),
        data(&format!("{}{}", diagnostic.message, help.concat())),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
