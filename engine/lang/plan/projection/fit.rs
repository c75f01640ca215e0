//! Which scalars are what their target demands as they stand in a page.

use crate::conversion::{Target, TargetKind};
use crate::schema::Kinds;

/// What becomes of a value. What is not named here is for `convert`, with the whole target.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Fit {
    /// Which texts stay as they are.
    pub texts: Texts,
    /// Which numbers stay as they are.
    pub numbers: Numbers,
    /// Whether `true` and `false` stay as they are.
    pub booleans: bool,
    /// What becomes of the elements of a list, and whether a null stays one of them.
    pub elements: Option<(Box<Fit>, bool)>,
    /// The only values that it may have, as JSON.
    pub choices: Option<Vec<Box<[u8]>>>,
    /// The demand itself.
    pub target: Target,
}

/// Texts that stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// None.
    None,
    /// Times, as this engine writes them.
    Times,
    /// All.
    All,
}

/// Numbers that stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// None.
    None,
    /// Those of digits only.
    Whole,
    /// All that have no exponent.
    All,
}

impl Fit {
    /// What becomes of the value that a rule gives.
    pub(super) fn of(target: &Target) -> Fit {
        let mut fit = Fit::inside(target);
        // As in the mapping itself, elements are looked at one by one, and the list as a whole is not.
        if let TargetKind::List(element) = &target.kind {
            fit.elements = Some((Box::new(Fit::inside(element)), element.nullable));
            fit.choices = None;
        }
        fit
    }

    fn inside(target: &Target) -> Fit {
        let (texts, numbers, booleans) = match &target.kind {
            TargetKind::Any => (Texts::All, Numbers::All, true),
            TargetKind::Several(kinds) => {
                let texts = if kinds.meets(Kinds::STRING) { Texts::All } else { Texts::None };
                let numbers = match (kinds.meets(Kinds::NUMBER), kinds.meets(Kinds::INTEGER)) {
                    (true, _) => Numbers::All,
                    (false, true) => Numbers::Whole,
                    (false, false) => Numbers::None,
                };
                (texts, numbers, kinds.meets(Kinds::BOOLEAN))
            }
            TargetKind::Text => (Texts::All, Numbers::None, false),
            TargetKind::DateTime => (Texts::Times, Numbers::None, false),
            TargetKind::Integer => (Texts::None, Numbers::Whole, false),
            TargetKind::Number => (Texts::None, Numbers::All, false),
            TargetKind::Boolean => (Texts::None, Numbers::None, true),
            TargetKind::Date | TargetKind::List(_) | TargetKind::Object => (Texts::None, Numbers::None, false),
        };
        let choices = target.choices.as_ref().map(|choices| {
            let texts = choices.iter().map(|choice| choice.to_string().into_bytes().into_boxed_slice());
            texts.collect()
        });
        Fit { texts, numbers, booleans, elements: None, choices, target: target.clone() }
    }
}
