//! Other names: each alias means one operation, and nothing else is called so; what is left out is no operation.

use indexmap::IndexMap;

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::{Operation, Placed};

/// Reports aliases that are already a name of an operation, of this one or another.
pub fn check(operations: &[&Operation], walk: &mut Walk<'_>) {
    for (index, operation) in operations.iter().enumerate() {
        for (place, alias) in operation.aliases.iter().enumerate() {
            let before = |other: usize, own: usize| (other, own) < (index, place);
            let known = operations.iter().enumerate().find_map(|(other, theirs)| {
                let has_name = theirs.name == alias.value || theirs.path_text.strip_prefix('/') == Some(&*alias.value);
                let mut aliases = theirs.aliases.iter().enumerate().filter(|(own, _)| before(other, *own));
                let twin = || aliases.find(|(_, own)| own.value == alias.value).map(|(_, own)| own.span);
                has_name.then_some(theirs.span).or_else(twin)
            });
            let Some(known) = known else { continue };
            let message = format!("`{}` is a name of an operation already", alias.value);
            walk.diagnostics.push(
                Diagnostic::error(Code::DuplicateName, alias.span, message)
                    .label("again here")
                    .also(known, "first here")
                    .help("leave the alias out: an operation is called by its name, and by its path without the first slash"),
            );
        }
    }
}

/// Reports names of what is left out that are names of operations: nobody would read the reason.
pub fn left_out(names: &IndexMap<String, Placed<String>>, operations: &[&Operation], walk: &mut Walk<'_>) {
    for (name, Placed { span, .. }) in names {
        let is_called = |own: &&&Operation| {
            own.name == *name
                || own.path_text.strip_prefix('/') == Some(name.as_str())
                || own.aliases.iter().any(|alias| alias.value == *name)
        };
        let Some(known) = operations.iter().find(is_called) else { continue };
        let message = format!("`{name}` is left out, and is a name of an operation");
        let diagnostic = Diagnostic::error(Code::DuplicateName, *span, message).also(known.span, "this one");
        walk.diagnostics.push(diagnostic.help("it can be called: take it out of `left_out`"));
    }
}
