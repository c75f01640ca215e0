//! The imitated provider: finds the operation that is asked for, checks the credential, and makes the answer. Pure.

use engine_lang::Plan;
use engine_lang::expression::{Expression, Found, Step};
use engine_lang::plan::{KeyPlace, Operation};
use indexmap::IndexMap;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::paging;
use crate::auth::Authorization;
use crate::credentials::Credentials;
use crate::exchange::Exchange;
use crate::request::{method_name, plain_text};

/// A request as the provider sees it.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

/// An answer as the provider gives it.
#[derive(Debug, Clone)]
pub struct Given {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A provider made of a plan and recorded exchanges.
pub struct Provider {
    plan: Plan,
    base: String,
    authorization: Vec<Authorization>,
    exchanges: IndexMap<String, Vec<Exchange>>,
}

impl Provider {
    /// A provider without any exchange.
    pub fn new(plan: Plan, base: &str) -> Result<Provider, String> {
        let connector = plan.connector();
        let authorization = Authorization::all(&connector.auth, &Credentials::invented(connector))
            .map_err(|error| error.to_string())?;
        Ok(Provider { plan, base: base.to_owned(), authorization, exchanges: IndexMap::new() })
    }

    /// Adds what was recorded of an operation; not of the look-ups that its records are made of.
    pub fn add(&mut self, operation: &str, mut exchanges: Vec<Exchange>) {
        let makes_several = |own: &Operation| own.mapping.as_ref().is_some_and(|mapping| mapping.several);
        if self.plan.operation(operation).is_some_and(makes_several)
            && let Some(first) = exchanges.first().map(|exchange| exchange.request.clone())
        {
            exchanges.retain(|exchange| exchange.request == first);
        }
        self.exchanges.insert(operation.to_owned(), exchanges);
    }

    /// The answer to a request.
    pub fn answer(&self, asked: &Asked) -> Given {
        let is_form = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("content-type") && value.starts_with("multipart/form-data")
        };
        // Where a file is uploaded to, nobody asks for a credential.
        if asked.headers.iter().any(is_form) {
            return Given { status: 204, headers: Vec::new(), body: Vec::new() };
        }
        if !self.is_authorized(asked) {
            return refusal(401, "the credential is not the one that the sandbox expects");
        }
        let Some((operation, parts)) = self.find(asked) else {
            return refusal(404, &format!("no operation has {} {}", asked.method, asked.path));
        };
        let Some([first, rest @ ..]) = self.exchanges.get(&operation.name).map(Vec::as_slice) else {
            return refusal(501, &format!("nothing was recorded of {}", operation.name));
        };
        let last = rest.last().unwrap_or(first);
        if operation.records.value.is_singular() {
            return self.one(operation, &parts, asked, first);
        }
        match self.elements(operation, asked) {
            Some(elements) => paging::page(operation, asked, &self.base, &elements, first, last),
            None => refusal(501, "the sandbox cannot cut this operation's records into pages"),
        }
    }

    fn is_authorized(&self, asked: &Asked) -> bool {
        self.authorization.iter().all(|key| {
            let given = match key.place {
                KeyPlace::Header => &asked.headers,
                KeyPlace::Query => &asked.query,
            };
            given.iter().any(|(name, value)| key.place.is_same(name, &key.name) && value == key.value.expose())
        })
    }

    /// The operation with this method and path, and the parts of the path that vary: the one with the fewest of them,
    /// and of several the first of which something was recorded.
    fn find(&self, asked: &Asked) -> Option<(&Operation, Vec<String>)> {
        let parts: Vec<String> = asked
            .path
            .trim_start_matches('/')
            .split('/')
            .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
            .collect();
        let operations = self.plan.connector().operations.values();
        operations
            .filter(|operation| method_name(operation.method) == asked.method && operation.path.len() == parts.len())
            .filter_map(|operation| {
                let mut varying = Vec::new();
                for (pattern, part) in operation.path.iter().zip(&parts) {
                    match &pattern.value {
                        Expression::Literal(text) if plain_text(text) == *part => {}
                        Expression::Literal(_) => return None,
                        _ => varying.push(part.clone()),
                    }
                }
                Some((operation, varying))
            })
            .min_by_key(|(operation, varying)| {
                let unrecorded = self.exchanges.get(&operation.name).is_none_or(Vec::is_empty);
                (varying.len(), unrecorded)
            })
    }

    /// Every element of the lists that hold an operation's records, but for those of another whole than was asked for.
    fn elements(&self, operation: &Operation, asked: &Asked) -> Option<Vec<Value>> {
        let mut elements = Vec::new();
        for exchange in self.exchanges.get(&operation.name).into_iter().flatten() {
            let mut lead = operation.records.value.lead().iter();
            let list = lead.try_fold(&exchange.response.body, |value, step| step.of(value))?;
            elements.extend(list.as_array()?.iter().filter(|element| agrees(element, asked)).cloned());
        }
        Some(elements)
    }

    /// Every record that was recorded of an operation.
    fn records(&self, operation: &Operation) -> Vec<Value> {
        let exchanges = self.exchanges.get(&operation.name).into_iter().flatten();
        exchanges
            .flat_map(|exchange| match operation.records.value.find(&exchange.response.body) {
                Found::One(record) => record.into_iter().cloned().collect::<Vec<_>>(),
                Found::Many(records) => records.into_iter().flatten().cloned().collect(),
            })
            .collect()
    }

    /// One record: among all recorded ones of the same shape, the one that has every value that was asked for.
    fn one(&self, operation: &Operation, parts: &[String], asked: &Asked, first: &Exchange) -> Given {
        let mut wanted: Vec<String> = asked.query.iter().map(|(_, value)| value.clone()).collect();
        wanted.extend(parts.iter().cloned());
        wanted.extend(asked.body.as_object().into_iter().flat_map(|body| body.values()).map(plain_text));
        let reads = operation.access == engine_lang::plan::Access::Read;
        if wanted.is_empty() || !reads {
            return given(&first.response.body, first);
        }
        let agreeing = |record: &Value| {
            let members = record.as_object().into_iter().flat_map(|record| record.values());
            let values: Vec<String> = members.map(plain_text).collect();
            wanted.iter().filter(|wanted| values.contains(wanted)).count()
        };
        let alike = self.plan.connector().operations.values();
        let alike = alike.filter(|other| other.record == operation.record && other.name != operation.name);
        let recorded = self.records(operation).into_iter().chain(alike.flat_map(|other| self.records(other)));
        // A caller may also name what the record belongs to, which the record itself need not say.
        let mut found: Option<(usize, Value)> = None;
        // What has no id, such as the address of a file, need not say whose it is: the first serves for every one.
        let mut has_ids = false;
        for record in recorded {
            has_ids |= record.get("id").is_some();
            let agreement = agreeing(&record);
            if agreement > found.as_ref().map_or(0, |(best, _)| *best) {
                found = Some((agreement, record));
            }
        }
        match found {
            Some((_, record)) => {
                let mut body = first.response.body.clone();
                write(&mut body, operation.records.value.lead(), record);
                given(&body, first)
            }
            None if !has_ids => given(&first.response.body, first),
            None => refusal(404, &format!("no recorded record has {}", wanted.join(" and "))),
        }
    }
}

/// Whether a record has the texts that a request's body has under the same names, such as the id of what it belongs to.
fn agrees(record: &Value, asked: &Asked) -> bool {
    let wanted = asked.body.as_object().into_iter().flatten().filter(|(_, value)| value.is_string());
    wanted.into_iter().all(|(name, value)| record.get(name).is_none_or(|own| own == value))
}

/// An answer with the status and headers of a recorded one.
pub fn given(body: &Value, recorded: &Exchange) -> Given {
    let headers = recorded.response.header_pairs().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Given { status: recorded.response.status, headers: headers.collect(), body: body.to_string().into_bytes() }
}

fn refusal(status: u16, message: &str) -> Given {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Given { status, headers, body: json!({ "sandbox": message }).to_string().into_bytes() }
}

/// Writes a value where the steps lead; makes the objects on the way.
pub fn write(root: &mut Value, steps: &[Step], value: Value) {
    let mut at = root;
    for step in steps {
        at = match step {
            Step::Member(name) => {
                if !at.is_object() {
                    *at = json!({});
                }
                &mut at[name.as_str()]
            }
            Step::Element(index) => {
                let index = usize::try_from(*index).unwrap_or(0);
                match at.get_mut(index) {
                    Some(_) => &mut at[index],
                    None => return,
                }
            }
        };
    }
    *at = value;
}
