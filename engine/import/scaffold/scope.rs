//! What a scope allows, by the words of its name: what writes is sent once, so nothing is taken for reading in doubt.

use crate::names::words;
use crate::operation::Operation;
use crate::shape::Converter;

const READS: &[&str] = &["read", "readonly"];
/// Words of scopes that change something, also beside one that reads: `Mail.ReadWrite`, `posts:read_create`.
const WRITES: &[&str] = &[
    "write",
    "writes",
    "writable",
    "writeonly",
    "manage",
    "admin",
    "publish",
    "post",
    "create",
    "add",
    "insert",
    "append",
    "update",
    "edit",
    "modify",
    "change",
    "set",
    "delete",
    "remove",
    "send",
    "upload",
    "import",
    "execute",
    "run",
    "invite",
    "approve",
    "archive",
    "assign",
    "merge",
    "move",
    "submit",
    "cancel",
    "control",
    "full",
    "fullcontrol",
];

/// Whether a scope of this name only reads.
pub fn only_reads(scope: &str) -> bool {
    let words = words(scope);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    has(READS) && !has(WRITES)
}

/// Notes the POST requests that only read if their scopes do: only they would be sent again after a failure.
pub fn tell_of_reading(operations: &[Operation], converter: &mut Converter<'_>) {
    let reads = |operation: &&Operation| {
        operation.method == "POST"
            && !operation.scopes.is_empty()
            && operation.scopes.iter().all(|scope| only_reads(scope))
    };
    let names: Vec<String> = operations.iter().filter(reads).map(|operation| format!("`{}`", operation.name)).collect();
    if !names.is_empty() {
        converter.note(format!(
            "by the names of their scopes, these POST requests only read, and are sent again after a failure: {}; write `access: write` to one that changes something",
            names.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::only_reads;

    #[test]
    fn a_scope_reads_if_a_word_of_it_says_so_and_none_says_otherwise() {
        for scope in [
            "candidates:read",
            "candidatesRead",
            "Mail.Read",
            "User.Read.All",
            "read:org",
            "READ_USERS",
            "https://www.googleapis.com/auth/spreadsheets.readonly",
            "crm.lists.read",
        ] {
            assert!(only_reads(scope), "{scope}");
        }
        for scope in [
            "Mail.ReadWrite",
            "Sites.ReadWrite.All",
            "read_write",
            "crm.lists.readwrite",
            "thread:post",
            "https://www.googleapis.com/auth/spreadsheets",
            "spread:write",
            "readers",
            "messages:read,write",
            "boards:read_create",
            "repo",
            "",
        ] {
            assert!(!only_reads(scope), "{scope}");
        }
    }
}
