//! What a mapping says of what it leaves out: it exists, and is left out.

use indexmap::IndexMap;

use super::{Here, Typing};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::reads::Reads;
use crate::resolve::ResolvedMapping;

impl Typing<'_, '_> {
    /// Fields that are called impossible are the target's, and members that are ignored are the record's.
    pub(super) fn declared(&mut self, mapping: &ResolvedMapping, here: &Here) {
        let Some(target) = mapping.target else { return };
        let properties: Vec<&str> = self.walk.shapes.properties(target).map(|(name, _)| name).collect();
        for (name, why) in &mapping.impossible {
            if properties.iter().all(|own| own != name) {
                let message = format!("`{}` has no field `{name}`", mapping.target_name);
                let names = properties.iter().copied();
                let diagnostic = Diagnostic::error(Code::UnknownField, why.span, message);
                self.walk.diagnostics.push(diagnostic.suggest(why.span, name, names));
            } else if let Some(field) = mapping.fields.iter().find(|field| field.name == *name) {
                let message = format!("`{name}` is called impossible, and the mapping fills it");
                let diagnostic = Diagnostic::warning(Code::Unused, why.span, message);
                self.walk.diagnostics.push(diagnostic.also(field.span, "filled here").help("leave one of the two out"));
            }
        }
        for (path, _) in &mapping.ignored {
            self.walk.path_of_some(&path.value, path.span, &here.dollar);
        }
    }
}

/// What a mapping ignores it does not read, whatever records it is for.
pub fn contradicted(
    mapping: &ResolvedMapping,
    mappings: &IndexMap<String, ResolvedMapping>,
    diagnostics: &mut Diagnostics,
) {
    if mapping.target.is_none() || mapping.ignored.is_empty() {
        return;
    }
    let reads = Reads::of(mapping, mappings);
    for path in reads.contradicted(&mapping.ignored) {
        let message = format!("`{}` is called ignored, and the mapping reads it", path.value.text());
        diagnostics.push(Diagnostic::warning(Code::Unused, path.span, message).help("leave it out of `ignored`"));
    }
}
