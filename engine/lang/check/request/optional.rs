//! Optional inputs: what of a request a caller may leave out.

use crate::check::guard::is_nothing;
use crate::definition::InputType;
use crate::expression::{Expression, Hop, Reference, Step};
use crate::plan::Input;
use crate::resolve::ResolvedOperation;
use crate::source::Span;

/// An input of which what is named may be absent.
#[derive(Debug, Clone)]
pub(super) struct Optional {
    /// What is named: `inputs.owner`
    pub name: String,
    /// Where the input is declared.
    pub declared: Span,
    /// Whether all of it is named.
    pub is_whole: bool,
    /// Whether nothing else is named that could stand in its place.
    pub is_alone: bool,
    /// Whether a value of it may be `false` or 0, which a condition takes for nothing.
    pub may_be_false: bool,
}

/// What a leaf of a request gives, as far as the caller decides.
pub(super) enum Gives {
    /// The same in every call.
    Constant,
    /// What the caller gives, or something in its place.
    Something,
    /// Nothing, if the caller leaves this out.
    Perhaps(Optional),
}

impl Optional {
    /// The input that a chain of members leads to, if what is named of it may be absent.
    pub(super) fn named(reference: &Reference, resolved: &ResolvedOperation) -> Option<Optional> {
        let (first, below) = reference.hops.split_first().filter(|_| reference.root == "inputs")?;
        let Hop::Member(name, _) = first else { return None };
        let is_whole = !below.iter().any(|hop| matches!(hop, Hop::Member(..)));
        Optional::of(name, reference.text(), is_whole, resolved)
    }

    fn of(input: &str, name: String, is_whole: bool, resolved: &ResolvedOperation) -> Option<Optional> {
        let declared = resolved.input_spans.get(input).copied().unwrap_or(resolved.operation.span);
        let input = resolved.operation.inputs.get(input)?;
        let is_optional = !is_whole || !input.required && input.default.is_none();
        is_optional.then(|| Optional { name, declared, is_whole, is_alone: true, may_be_false: may_be_false(input) })
    }

    /// What is done where it is not to be left out.
    pub(super) fn other(&self) -> &'static str {
        if self.is_whole { "add `required: true` or a `default` to the input" } else { "make an input of it" }
    }
}

impl Gives {
    pub(super) fn of(expression: &Expression, resolved: &ResolvedOperation) -> Gives {
        match expression {
            Expression::Literal(_) => Gives::Constant,
            Expression::Path(path) => {
                let [Step::Member(root), Step::Member(input), below @ ..] = path.lead() else {
                    return Gives::Something;
                };
                if root != "inputs" {
                    return Gives::Constant;
                }
                let members = below.iter().filter_map(Step::name);
                let names: Vec<&str> = ["inputs", input].into_iter().chain(members).collect();
                let optional = Optional::of(input, names.join("."), below.is_empty(), resolved);
                optional.map_or(Gives::Something, Gives::Perhaps)
            }
            Expression::Template(template) => {
                let references = template.references();
                let optional = references.nothing_without.iter().find_map(|own| Optional::named(own, resolved));
                match optional {
                    Some(optional) => {
                        let is_alone = references.members.iter().all(|own| own.text() == optional.name);
                        Gives::Perhaps(Optional { is_alone, ..optional })
                    }
                    None if references.members.iter().any(|own| own.root == "inputs") => Gives::Something,
                    None => Gives::Constant,
                }
            }
        }
    }
}

/// Whether a value of an input may be `false` or 0.
pub(super) fn may_be_false(input: &Input) -> bool {
    matches!(input.kind, InputType::Boolean | InputType::Integer | InputType::Number)
        && input.choices.as_ref().is_none_or(|choices| choices.iter().any(is_nothing))
}
