//! What a mapping says of what it leaves out: it exists, and is left out.

use super::{Here, Typing};
use crate::diagnostic::{Code, Diagnostic};
use crate::reads::Reads;
use crate::resolve::ResolvedMapping;

impl Typing<'_, '_> {
    /// Fields that are called impossible are the target's, and members that are ignored are the record's.
    pub(super) fn declared(&mut self, mapping: &ResolvedMapping, here: &Here) {
        let Some(target) = mapping.target else { return };
        let properties = self.walk.shapes.properties(target);
        for (name, why) in &mapping.impossible {
            if properties.iter().all(|(own, _)| own != name) {
                let message = format!("`{}` has no field `{name}`", mapping.target_name);
                let names = properties.iter().map(|(name, _)| name.as_str());
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
        let reads = Reads::of(mapping, self.mappings);
        for path in reads.contradicted(&mapping.ignored) {
            let message = format!("`{}` is called ignored, and the mapping reads it", path.value.text());
            self.walk
                .diagnostics
                .push(Diagnostic::warning(Code::Unused, path.span, message).help("leave it out of `ignored`"));
        }
    }
}
