//! How an operation is asked, and what it does to the provider's data: what its file says, or what its method and its
//! scopes allow.

use super::Resolver;
use crate::definition::{Access, ConnectorFile, Method, Operation};
use crate::diagnostic::{Code, Diagnostic};

impl Resolver<'_> {
    /// The access of an operation. What reads is sent again after a failure, so nobody may call that reading which
    /// its method or its scopes call writing.
    /// Also says whether it surely changes something: a scope that does not exist leaves that open.
    pub(super) fn access(&mut self, own: &Operation, method: Method, file: &ConnectorFile) -> (Access, bool) {
        let scopes = || own.scopes.iter().filter_map(|scope| Some((scope, file.scopes.get(&scope.value)?)));
        let implied = implied(own, method, file);
        let Some(access) = &own.access else {
            let is_known = own.scopes.iter().all(|scope| file.scopes.contains_key(&scope.value));
            return (implied, implied != Access::Read && is_known);
        };
        let writing_scope = scopes().find(|(_, declared)| declared.value.access.value != Access::Read);
        let is_plain_post = method == Method::Post && writing_scope.is_none();
        if access.value == Access::Read && implied != Access::Read && !is_plain_post {
            let message = "this operation writes, and what is called `read` is sent again after a failure";
            let mut diagnostic = Diagnostic::error(Code::WrongChoice, self.nodes.span(access.node), message)
                .help("leave `access` out, or write `write` or `destructive`");
            if let Some((scope, _)) = writing_scope {
                let reason = format!("`{}` allows writing", scope.value);
                diagnostic = diagnostic.also(self.nodes.span(scope.node), reason);
            }
            self.diagnostics.push(diagnostic);
        }
        (access.value, access.value != Access::Read)
    }
}

/// The method of an operation.
pub fn method(own: &Operation, file: &ConnectorFile) -> Method {
    let shared = file.defaults.as_ref().and_then(|defaults| defaults.value.method.as_ref());
    own.method.as_ref().or(shared).map_or(Method::Get, |method| method.value)
}

/// What its method and its scopes allow an operation.
pub fn implied(own: &Operation, method: Method, file: &ConnectorFile) -> Access {
    let scopes = own.scopes.iter().filter_map(|scope| file.scopes.get(&scope.value));
    let strongest = scopes.map(|declared| declared.value.access.value).max();
    match method {
        Method::Get | Method::Head => Access::Read,
        Method::Post => strongest.unwrap_or(Access::Write),
        Method::Put | Method::Patch => strongest.unwrap_or(Access::Write).max(Access::Write),
        // Whether it can be brought back only its file can say.
        Method::Delete => Access::Destructive,
    }
}
