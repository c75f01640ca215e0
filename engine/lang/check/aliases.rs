//! Aliases of operations: each means one operation, and nothing else is called so.

use super::walk::Walk;
use crate::diagnostic::{Code, Diagnostic};
use crate::plan::Operation;

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
