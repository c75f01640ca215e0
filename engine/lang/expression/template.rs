//! A minijinja template, compiled once; rendered over a view of JSON, so that nothing is converted for it.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::machinery::{WhitespaceConfig, ast, parse};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Value as TemplateValue, ValueKind};
use minijinja::{Environment, Error, Expression, Output, State, UndefinedBehavior};
use serde_json::Value;

use super::references::{Hop, Misused, References, references};
use super::silent::is_silent;
use super::taken::{is_spelling, whole_inputs};
use super::{Name, Step, filter};

/// Longer templates are refused: long chains of operators would exhaust the stack of the template compiler.
pub const MAX_LENGTH: usize = 4096;
/// Steps of the template machine that one evaluation may take; a loop over a large list takes a few for each element.
const FUEL: u64 = 1_000_000;
const NAME: &str = "template";
/// The name that nothing has.
pub const NOTHING: &str = "null";

/// A compiled template.
#[derive(Debug, Clone)]
pub struct Template {
    text: Arc<str>,
    program: Program,
    references: Arc<References>,
    spelling: bool,
    silent: bool,
    whole: Arc<[String]>,
}

#[derive(Debug, Clone)]
enum Program {
    /// Exactly one chain of members: the value as it is, to the last digit.
    Chain(Arc<[Step]>),
    /// Exactly one expression: keeps its type.
    Expression(Arc<Expression<'static, 'static>>),
    /// Text around expressions, or statements.
    Text(Arc<Environment<'static>>),
}

/// Why a template does not compile, and which bytes of it are to blame.
#[derive(Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// Where, if that is known.
    pub range: Option<Range<usize>>,
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_debug(false);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(format);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    filter::register(&mut environment);
    environment
});

/// Whether a filter never takes these arguments; notes why.
fn is_misused(misused: &mut Misused) -> bool {
    let reason = filter::misuse(&ENVIRONMENT, &misused.filter, &misused.arguments, &misused.named);
    misused.reason = reason.unwrap_or_default();
    !misused.reason.is_empty()
}

impl Template {
    /// Compiles a template.
    pub fn parse(text: &str) -> Result<Template, TemplateError> {
        if text.len() > MAX_LENGTH {
            let message = format!("the template has {} bytes, and at most {MAX_LENGTH} are compiled", text.len());
            return Err(TemplateError { message, range: None });
        }
        let tree =
            parse(text, NAME, SyntaxConfig, WhitespaceConfig::default()).map_err(|error| TemplateError::of(&error))?;
        let mut references = references(&tree, text);
        references.misused.retain_mut(is_misused);
        let spelling = sole_expression(&tree, text).is_some_and(|(expression, _)| is_spelling(expression));
        let silent = is_silent(&tree);
        let whole = whole_inputs(&tree, &references).into();
        let read = nothing_for_none(text, &references);
        let program = match (sole_expression(&tree, &read), sole_chain(&references)) {
            (Some((ast::Expr::GetAttr(_), _)), Some(steps)) => Program::Chain(steps.into()),
            (Some((_, expression)), _) => Program::Expression(Arc::new(
                ENVIRONMENT
                    .compile_expression_owned(expression.to_owned())
                    .map_err(|error| TemplateError::of(&error))?,
            )),
            (None, _) => {
                let mut environment = ENVIRONMENT.clone();
                environment.add_template_owned(NAME, read).map_err(|error| TemplateError::of(&error))?;
                Program::Text(Arc::new(environment))
            }
        };
        Ok(Template { text: text.into(), program, references: Arc::new(references), spelling, silent, whole })
    }

    /// The template as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it names, for a walk along a shape.
    pub fn references(&self) -> &References {
        &self.references
    }

    /// Whether it is one chain of members, and so gives a value as it is.
    pub fn is_chain(&self) -> bool {
        matches!(self.program, Program::Chain(_))
    }

    /// Whether it is one value in another spelling.
    pub(super) fn is_spelling(&self) -> bool {
        self.spelling
    }

    /// Whether it writes nothing of what it computes.
    pub fn is_silent(&self) -> bool {
        self.silent
    }

    /// The inputs that stand in what it gives with all that they hold, whatever else is given.
    pub fn whole_inputs(&self) -> &[String] {
        &self.whole
    }

    /// Whether it gives text and nothing else.
    pub fn is_text(&self) -> bool {
        matches!(self.program, Program::Text(_))
    }

    /// Renders it. Blank text is absent, as is a value that is undefined or none.
    pub fn evaluate(&self, names: &[Name<'_>]) -> Result<Option<Value>, String> {
        match &self.program {
            Program::Chain(steps) => {
                let root = names.iter().find(|name| self.asks(name)).map(|name| name.value);
                let found = root.and_then(|root| steps.iter().try_fold(root, |value, step| step.of(value)));
                Ok(found.filter(|value| !is_blank(value)).cloned())
            }
            Program::Expression(expression) => {
                expression.eval(self.context(names)).map(|value| json(&value)).map_err(|error| message(&error))
            }
            Program::Text(environment) => {
                let rendered = environment.get_template(NAME).and_then(|template| template.render(self.context(names)));
                let text = rendered.map_err(|error| message(&error))?;
                let trimmed = text.trim();
                Ok((!trimmed.is_empty()).then(|| Value::String(trimmed.to_owned())))
            }
        }
    }
}

impl Template {
    fn asks(&self, name: &Name<'_>) -> bool {
        self.references.members.iter().any(|reference| reference.root == name.name)
    }

    /// What the template names, and of each value only the members that it reads: the rest need not be copied.
    fn context(&self, names: &[Name<'_>]) -> TemplateValue {
        let seen = |name: &Name<'_>| {
            let of_name = self.references.members.iter().filter(|reference| reference.root == name.name);
            let members = of_name.map(|reference| match reference.hops.first() {
                Some(Hop::Member(member, _)) => Some(member.as_str()),
                _ => None,
            });
            (name.name, name.seen(members.collect::<Option<Vec<&str>>>().as_deref()))
        };
        names.iter().filter(|name| self.asks(name)).map(seen).collect()
    }
}

impl TemplateError {
    fn of(error: &Error) -> Self {
        Self { message: message(error), range: error.range() }
    }
}

fn message(error: &Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}

/// The template with a name that stands for nothing in place of each `none`, so that what is absent is equal to it: of
/// the two, minijinja makes different values. The name is as long, and cannot be given to anything.
fn nothing_for_none(text: &str, references: &References) -> String {
    let mut read = text.to_owned();
    for range in &references.nones {
        if read.get(range.clone()).is_some_and(|word| word.eq_ignore_ascii_case("none")) {
            read.replace_range(range.clone(), NOTHING);
        }
    }
    read
}

/// The text between the braces, if the template is one expression and nothing else.
fn sole_expression<'t, 's, 'a>(tree: &'t ast::Stmt<'s>, text: &'a str) -> Option<(&'t ast::Expr<'s>, &'a str)> {
    let ast::Stmt::Template(template) = tree else { return None };
    let [ast::Stmt::EmitExpr(emit)] = template.children.as_slice() else { return None };
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix(['-', '+']).unwrap_or(inner);
    Some((&emit.expr, inner.strip_suffix(['-', '+']).unwrap_or(inner).trim()))
}

/// The steps of the only chain, if nothing is called and every hop is to a member.
fn sole_chain(references: &References) -> Option<Vec<Step>> {
    let [only] = references.members.as_slice() else { return None };
    let steps = only.hops.iter().map(|hop| match hop {
        Hop::Member(name, _) => Some(Step::Member(name.clone())),
        Hop::Element => None,
    });
    steps.collect::<Option<Vec<_>>>().filter(|_| references.calls.is_empty() && references.unknowable.is_empty())
}

/// Null and blank text are absent.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Writes a value as JSON would, except text, which is written as it is; nothing is written for none.
fn format(output: &mut Output<'_>, _: &State<'_, '_>, value: &TemplateValue) -> Result<(), Error> {
    let text = match value.kind() {
        ValueKind::Undefined | ValueKind::None => return Ok(()),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => {
            json(value).map_or_else(String::new, |value| value.to_string())
        }
        ValueKind::Number => number(value),
        _ => value.to_string(),
    };
    output.write_str(&text).map_err(Error::from)
}

/// A number as JSON. A float holds fifteen decimal digits; those after them are of the computation, as in
/// `19.99 * 100`, which is `1998.9999999999998`.
fn number(value: &TemplateValue) -> String {
    match f64::try_from(value.clone()) {
        Ok(float) if !value.is_integer() => {
            TemplateValue::from(format!("{float:.14e}").parse().unwrap_or(float)).to_string()
        }
        _ => value.to_string(),
    }
}

/// A template value as JSON, types kept.
fn json(value: &TemplateValue) -> Option<Value> {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => None,
        ValueKind::String if value.as_str().is_some_and(|text| text.trim().is_empty()) => None,
        ValueKind::Seq | ValueKind::Iterable => {
            let elements = value.try_iter().ok()?;
            Some(elements.map(|element| json(&element).unwrap_or(Value::Null)).collect())
        }
        ValueKind::Map => {
            let keys = value.try_iter().ok()?;
            Some(
                keys.map(|key| {
                    (key.to_string(), value.get_item(&key).ok().and_then(|v| json(&v)).unwrap_or(Value::Null))
                })
                .collect(),
            )
        }
        // Text says its number digit for digit; the JSON form of an integer or a float is the same.
        ValueKind::Number => serde_json::from_str(&number(value)).ok().or_else(|| serde_json::to_value(value).ok()),
        _ => serde_json::to_value(value).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, Template};
    use serde_json::{Value, json};

    fn evaluated(text: &str, record: &Value) -> Value {
        let template = Template::parse(text).unwrap();
        template.evaluate(&[Name::new("record", record)]).unwrap().unwrap_or(Value::Null)
    }

    #[test]
    fn types_survive_and_nothing_pythonic_reaches_a_user() {
        let record = json!({
            "yes": true, "no": null, "n": 3, "big": serde_json::from_str::<Value>("12345678901234567890123").unwrap(),
            "price": serde_json::from_str::<Value>("1.10").unwrap(), "list": [1, null, "x", true], "name": "Jürgen",
        });
        for (text, expected) in [
            ("{{ record.n }}", json!(3)),
            ("{{ record.yes }}", json!(true)),
            ("{{ record.no }}", Value::Null),
            ("{{ record.missing.deeper }}", Value::Null),
            ("{{ record.list }}", json!([1, null, "x", true])),
            ("is {{ record.yes }}", json!("is true")),
            ("is {{ record.list }}", json!("is [1,null,\"x\",true]")),
            ("{{ record.name }} {{ record.no }}", json!("Jürgen")),
            ("{{ record.no }} {{ record.no }}", Value::Null),
            ("{{ record.name ~ record.yes ~ record.no }}", json!("Jürgentrue")),
            ("{{ [record.yes, record.n] | join('-') }}", json!("true-3")),
            ("{{ record.name | lower }}", json!("jürgen")),
            ("{{ record.no | lower }}", Value::Null),
            ("n={{ record.big }}", json!("n=12345678901234567890123")),
            ("n={{ record.price }}", json!("n=1.1")),
            ("{{ record.price }}", serde_json::from_str("1.10").unwrap()),
            ("{{ record.price * 2 }}", json!(2.2)),
            ("{{ 19.99 * 100 }}", json!(1999.0)),
            ("{{ 0.1 + 0.2 }} {{ -7 / 3 }}", json!("0.3 -2.33333333333333")),
            ("{{ 'x' if record.no }}", Value::Null),
            ("{% for x in record.list %}{{ x }},{% endfor %}", json!("1,,x,true,")),
        ] {
            assert_eq!(evaluated(text, &record), expected, "{text}");
        }
    }

    #[test]
    fn null_and_absent_are_none() {
        let record =
            json!({ "no": null, "yes": "x", "n": 0, "list": [{ "a": null, "n": 1 }, { "n": 2 }, { "a": "x" }] });
        for absent in ["record.no", "record.missing", "record.missing.deeper"] {
            for (asked, holds) in [
                ("is none", true),
                ("is not none", false),
                ("== none", true),
                ("== None", true),
                ("!= none", false),
                ("in [none, 'y']", true),
                ("not in ['y', none]", false),
                ("is eq none", true),
                ("is ne(none)", false),
                ("is sameas none", true),
                ("is in [none]", true),
                ("is defined", false),
                ("is undefined", true),
                ("is lt 5", false),
                ("is ge 5", false),
            ] {
                let found = evaluated(&format!("{{{{ {absent} {asked} }}}}"), &record);
                assert_eq!(found, json!(holds), "{absent} {asked}");
            }
        }
        for (text, expected) in [
            ("{{ record.yes is none }}{{ record.n == none }}{{ record.n is not none }}", json!("falsefalsetrue")),
            ("{{ 'open' if none == record.no else 'closed' }}", json!("open")),
            ("{% if record.no is none %}open{% else %}closed{% endif %}", json!("open")),
            ("{{ record.list | selectattr('a', 'none') | list | length }}", json!(2)),
            ("{{ record.list | rejectattr('a', 'none') | list | length }}", json!(1)),
            ("{{ record.list | selectattr('a', 'eq', none) | list | length }}", json!(2)),
            ("{{ record.list | map(attribute='a') | reject('none') | list }}", json!(["x"])),
            ("{{ record.list | map(attribute='a') | select('ne', none) | list }}", json!(["x"])),
            ("{{ record.list | selectattr('n', 'lt', 2) | list | length }}", json!(1)),
            ("{% set all = namespace(last=none) %}{{ 'never' if all.last == none }}", json!("never")),
            ("{{ { 'a': none, 'none': [none, 1] } }}", json!({ "a": null, "none": [null, 1] })),
            ("{{ record.no | default(none) }}{{ record.no | default('none') }}", json!("none")),
            ("{{ dict(no=none).no == none }} none", json!("true none")),
        ] {
            assert_eq!(evaluated(text, &record), expected, "{text}");
        }
    }

    #[test]
    fn endless_templates_end() {
        let template =
            Template::parse("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}").unwrap();
        assert!(template.evaluate(&[]).is_err());
    }
}
