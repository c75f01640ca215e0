//! A request, made of the plan and a call; pure, so that `--dry-run` shows just what a run would send.

mod whole;

use engine_lang::expression::{Expression, Name, Scope};
use engine_lang::plan::{KeyPlace, Method, Operation, Pagination, Placed, Plan, Slot, Tree};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderValue;
use serde_json::{Map, Value, json};
use url::Url;

use crate::auth::Authorization;
use crate::call::Call;
use crate::credentials::Credentials;
use crate::error::{ErrorKind, RunError};

/// Everything but the unreserved characters of RFC 3986 is encoded.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One request, ready to be sent.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address, without a credential.
    pub url: Url,
    /// The headers, without a credential.
    pub headers: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
    /// How the request shows its credentials.
    pub authorization: Vec<Authorization>,
}

impl Request {
    /// The first request of a call; all that the caller gives goes into it, or it is refused.
    pub fn first(
        plan: &Plan,
        operation: &Operation,
        call: &Call,
        credentials: &Credentials,
        base_url: Option<&Url>,
    ) -> Result<Request, RunError> {
        let make = |call: &Call| Request::of_call(plan, operation, call, credentials, base_url);
        let request = make(call)?;
        whole::nothing_is_hidden(call, &request, |call| make(call).ok())?;
        Ok(request)
    }

    fn of_call(
        plan: &Plan,
        operation: &Operation,
        call: &Call,
        credentials: &Credentials,
        base_url: Option<&Url>,
    ) -> Result<Request, RunError> {
        let visible = credentials.visible();
        let inputs = call.all();
        let root = json!({ "inputs": inputs, "credentials": visible });
        let names = [Name::new("inputs", &inputs), Name::new("credentials", &visible)];
        let context = Context { plan, scope: Scope { root: &root, names: &names } };
        let base = match base_url {
            Some(url) => url.clone(),
            None => server(plan, credentials)?,
        };
        let mut url = context.address(&base, operation)?;
        for (name, value) in &operation.query {
            if let Some(value) = context.value(value)? {
                append_query(&mut url, name, &value);
            }
        }
        let mut headers = Vec::new();
        for (name, value) in &operation.headers {
            if let Some(value) = context.value(value)? {
                headers.push((name.clone(), plain_text(&value)));
            }
        }
        let body = match &operation.body {
            // Where a caller gives the whole body and gives none, there is an empty one.
            Some(tree) => Some(context.tree(tree)?.unwrap_or_else(|| Value::Object(Map::new()))),
            None => None,
        };
        let authorization = Authorization::all(&plan.connector().auth, credentials)?;
        leaves_paging_alone(operation, body.as_ref())?;
        let mut request = Request { method: operation.method, url, headers, body, authorization };
        if let Some(size) = &operation.page_size {
            request.set(&size.to, &Value::from(size.default));
        }
        // A page is asked for by its number from the first on, since a provider may need one.
        match &operation.pagination {
            Pagination::Page { to, first, .. } | Pagination::Offset { to, first, .. } => {
                request.set(to, &Value::from(*first));
            }
            _ => {}
        }
        request.has_what_is_needed(operation)?;
        Ok(request)
    }

    /// A page need not be larger than what is wanted of it.
    pub fn fit_page(&mut self, operation: &Operation, limit: Option<u64>) {
        if let (Some(limit), Some(size)) = (limit, &operation.page_size)
            && limit < u64::from(size.default)
        {
            self.set(&size.to, &Value::from(limit.max(1)));
        }
    }

    /// Writes a value that paging needs.
    pub fn set(&mut self, slot: &Slot, value: &Value) {
        match slot {
            Slot::Query(name) => {
                let kept: Vec<(String, String)> =
                    self.url.query_pairs().filter(|(key, _)| key != name).map(|(k, v)| (k.into(), v.into())).collect();
                self.url.set_query(None);
                for (key, kept) in kept {
                    append_query(&mut self.url, &key, &Value::String(kept));
                }
                append_query(&mut self.url, name, value);
            }
            Slot::Header(name) => {
                self.headers.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
                self.headers.push((name.clone(), plain_text(value)));
            }
            Slot::Body(path) => {
                let mut at = self.body.get_or_insert_with(|| Value::Object(Map::new()));
                for name in path {
                    if !at.is_object() {
                        *at = Value::Object(Map::new());
                    }
                    at = &mut at[name.as_str()];
                }
                *at = value.clone();
            }
        }
    }

    /// What is sent at a place, as text.
    pub fn text(&self, slot: &Slot) -> Option<String> {
        match slot {
            Slot::Query(name) => self.url.query_pairs().find(|(key, _)| key == name).map(|(_, text)| text.into_owned()),
            Slot::Header(name) => {
                let header = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
                header.map(|(_, value)| value.clone())
            }
            Slot::Body(path) => path.iter().try_fold(self.body.as_ref()?, |at, name| at.get(name)).map(plain_text),
        }
    }

    /// The number that is sent at a place, also as text, without its fraction: a size counts as the least that it can mean.
    pub fn number(&self, slot: &Slot) -> Option<u64> {
        number(&self.text(slot)?, f64::floor)
    }

    /// Whether its headers can be sent: a line break or another control character would end one.
    pub(crate) fn headers_can_be_sent(&self) -> Result<(), RunError> {
        match self.headers.iter().find(|(_, value)| !header_takes(value)) {
            None => Ok(()),
            Some((name, _)) => {
                let message = format!("the header `{name}` would hold a line break or another control character");
                Err(RunError::new(ErrorKind::Input, message))
            }
        }
    }

    /// The credentials that it shows in one place.
    pub fn shown_in(&self, place: KeyPlace) -> impl Iterator<Item = &Authorization> {
        self.authorization.iter().filter(move |own| own.place == place)
    }

    /// The method's name.
    pub fn method_name(&self) -> &'static str {
        method_name(self.method)
    }
}

/// Whether text can be the value of a header (RFC 9110, 5.5).
pub fn header_takes(text: &str) -> bool {
    HeaderValue::from_str(text).is_ok()
}

/// The whole number that a value is, also as text: `2.0` and `2e0` are 2, and 2.7 is none.
pub fn value_as_number(value: &Value) -> Option<u64> {
    number(&plain_text(value), |number| if number.fract() == 0.0 { number } else { f64::NAN })
}

/// A number by its value, made whole.
fn number(text: &str, whole: impl Fn(f64) -> f64) -> Option<u64> {
    let by_value = || text.parse().ok().map(whole).filter(|number| (0.0..1e15).contains(number));
    text.parse().ok().or_else(|| format!("{:.0}", by_value()?).parse().ok())
}

/// A body that a caller gives as a whole has no member that paging writes beside it.
fn leaves_paging_alone(operation: &Operation, body: Option<&Value>) -> Result<(), RunError> {
    let Some(Tree::Value(whole)) = &operation.body else { return Ok(()) };
    let given = body.and_then(Value::as_object);
    let written = operation.slots().into_iter().filter_map(|slot| match slot {
        Slot::Body(path) => path.first(),
        _ => None,
    });
    let mut twice = written.filter(|name| given.is_some_and(|given| given.contains_key(*name)));
    let Some(name) = twice.next() else { return Ok(()) };
    let input = whole.value.sole_input().unwrap_or("the body");
    let message = format!("`{name}` in `{input}` is what paging writes, since the list is read as a whole");
    Err(RunError::new(ErrorKind::Input, message).help(format!("leave `{name}` out; `--limit` ends the list earlier")))
}

/// The method as HTTP spells it.
pub fn method_name(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Head => "HEAD",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

/// The server that requests go to, which credentials that are not secret may name.
pub fn server(plan: &Plan, credentials: &Credentials) -> Result<Url, RunError> {
    let visible = credentials.visible();
    let root = json!({ "credentials": visible });
    let context = Context { plan, scope: Scope { root: &root, names: &[Name::new("credentials", &visible)] } };
    let base = &plan.connector().base_url;
    let text = context.value(base)?.map_or(String::new(), |value| plain_text(&value));
    let url = Url::parse(&text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| {
        RunError::new(ErrorKind::Input, format!("`{text}` is not an absolute http or https address"))
            .at(&plan.location(base.span))
    })
}

struct Context<'a> {
    plan: &'a Plan,
    scope: Scope<'a>,
}

impl Context<'_> {
    fn value(&self, expression: &Placed<Expression>) -> Result<Option<Value>, RunError> {
        expression.value.evaluate(self.scope).map_err(|reason| {
            RunError::new(ErrorKind::Input, format!("`{}` cannot be computed: {reason}", expression.value.text()))
                .at(&self.plan.location(expression.span))
        })
    }

    /// The base with the operation's path added, each part encoded so that no value can leave its place.
    fn address(&self, base: &Url, operation: &Operation) -> Result<Url, RunError> {
        let mut path = base.path().trim_end_matches('/').to_owned();
        for part in &operation.path {
            let text = self.value(part)?.map_or(String::new(), |value| plain_text(&value));
            let dynamic = !matches!(part.value, Expression::Literal(_));
            if dynamic && matches!(text.as_str(), "" | "." | "..") {
                let message = format!("`{}` is `{text}`, which cannot be a part of a path", part.value.text());
                return Err(RunError::new(ErrorKind::Input, message).at(&self.plan.location(part.span)));
            }
            path.push('/');
            path.push_str(&if dynamic { utf8_percent_encode(&text, UNRESERVED).to_string() } else { text });
        }
        let mut url = base.clone();
        url.set_path(&path);
        Ok(url)
    }

    fn is_null(&self, input: &str) -> bool {
        self.scope.root["inputs"].get(input).is_some_and(Value::is_null)
    }

    /// A body; what is absent is not in it.
    fn tree(&self, tree: &Tree) -> Result<Option<Value>, RunError> {
        match tree {
            // A null that is written in the file is sent: the author asked for it.
            Tree::Value(Placed { value: Expression::Literal(value), .. }) => Ok(Some(value.clone())),
            // So is one that a caller gives for an input: where none may be given, there is none.
            Tree::Value(Placed { value, .. }) if value.sole_input().is_some_and(|name| self.is_null(name)) => {
                Ok(Some(Value::Null))
            }
            Tree::Value(expression) => self.value(expression),
            Tree::List(list) => {
                let items: Result<Vec<_>, _> = list.iter().map(|tree| self.tree(tree)).collect();
                Ok(Some(items?.into_iter().flatten().collect()))
            }
            Tree::Object(members) => {
                let mut object = Map::new();
                for member in members {
                    if let Some(value) = self.tree(&member.value)? {
                        object.insert(member.name.value.clone(), value);
                    }
                }
                Ok(Some(Value::Object(object)))
            }
        }
    }
}

/// Adds a parameter; a list is repeated. Blanks become `%20`, which every server reads.
fn append_query(url: &mut Url, name: &str, value: &Value) {
    if let Value::Array(list) = value {
        list.iter().for_each(|value| append_query(url, name, value));
        return;
    }
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let pair = format!("{}={}", encode(name), encode(&plain_text(value)));
    let query = url.query().filter(|query| !query.is_empty()).map_or(pair.clone(), |query| format!("{query}&{pair}"));
    url.set_query(Some(&query));
}

/// Text as it is, everything else as JSON.
pub fn plain_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_with_a_fraction_is_no_whole_one() {
        for (value, whole) in [
            (json!(2), Some(2)),
            (json!("2"), Some(2)),
            (json!(2.0), Some(2)),
            (json!("2e0"), Some(2)),
            (json!(2.7), None),
            (json!("2.7"), None),
            (json!(-1), None),
            (json!("many"), None),
        ] {
            assert_eq!(value_as_number(&value), whole, "{value}");
        }
        assert_eq!(number("2.7", f64::floor), Some(2));
    }
}
