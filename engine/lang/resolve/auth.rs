//! How requests show who asks: each way is of one kind, and no two of them are sent in one place.

use super::Resolver;
use super::expression::Place;
use crate::definition::{Auth, Ways};
use crate::diagnostic::Code;
use crate::plan;
use crate::yaml::{NodeId, Spanned};

impl Resolver<'_> {
    /// All that is sent; nothing for `none`.
    pub(super) fn auth(&mut self, auth: &Spanned<Ways>) -> Vec<plan::Auth> {
        let written: Vec<(NodeId, &Auth)> = match &auth.value {
            Ways::One(way) => vec![(auth.node, way)],
            Ways::Several(ways) => ways.iter().map(|way| (way.node, &way.value)).collect(),
        };
        if written.is_empty() {
            let help = "where nothing is sent, write `auth: { none: {} }`";
            self.error(Code::WrongChoice, auth.node, "`auth` has no way to authenticate", help);
        }
        let mut sent: Vec<plan::Auth> = Vec::new();
        for (node, way) in &written {
            if way.none.is_some() && written.len() > 1 {
                self.error(Code::WrongChoice, *node, "`none` stands beside what is sent", "leave it out");
            }
            let Some(way) = self.way(*node, way) else { continue };
            let (place, name) = way.sent();
            if sent.iter().map(plan::Auth::sent).any(|(other, own)| other == place && place.is_same(own, name)) {
                let message = format!("`{name}` is sent by a way before this one, and a request has it once");
                self.error(Code::InvalidSetting, *node, message, "leave one of the two out");
            }
            sent.push(way);
        }
        sent
    }

    fn way(&mut self, node: NodeId, way: &Auth) -> Option<plan::Auth> {
        let Auth { none, basic, bearer, api_key } = way;
        let written = [none.is_some(), basic.is_some(), bearer.is_some(), api_key.is_some()];
        if written.iter().filter(|written| **written).count() != 1 {
            let help = "write exactly one of `none`, `basic`, `bearer` and `api_key`; \
                        where a request shows several, `auth` is a list: `- bearer: ...`, `- api_key: ...`";
            self.error(Code::WrongChoice, node, "a way to authenticate is of exactly one kind", help);
            return None;
        }
        if let Some(basic) = basic {
            let username = self.expression(basic.value.username.node, Place::Connector);
            let password = self.expression(basic.value.password.node, Place::Connector);
            return Some(plan::Auth::Basic { username: username?, password: password? });
        }
        if let Some(bearer) = bearer {
            let token = self.expression(bearer.value.token.node, Place::Connector)?;
            return Some(plan::Auth::Bearer { token });
        }
        let key = &api_key.as_ref()?.value;
        let value = self.expression(key.value.node, Place::Connector)?;
        Some(plan::Auth::ApiKey { place: key.place.value, name: key.name.value.clone(), value })
    }
}
