//! What all operations share: address, credentials, auth, scopes, errors, limits.

use std::time::Duration;

use indexmap::IndexMap;

use super::expression::Place;
use super::{Resolver, text};
use crate::definition::{ConnectorFile, Limits};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Expression;
use crate::plan::{self, Placed};
use crate::yaml::Spanned;

impl Resolver<'_> {
    /// Everything of `connector.yaml` but the operations.
    pub(super) fn connector(&mut self, file: &ConnectorFile) -> plan::Connector {
        self.name_is_the_folder(file);
        let base_url = self.base_url(file);
        self.codes(file);
        let auth = self.auth(&file.auth);
        let limits = self.limits(file.limits.as_ref());
        let connect = self.connect(file.connect.as_ref());
        let credentials = file.credentials.iter().map(|(name, credential)| {
            let Spanned { value, .. } = credential;
            let secret = value.secret.as_ref().is_none_or(|secret| secret.value);
            let (label, env) = (value.label.value.clone(), value.env.value.clone());
            (name.clone(), plan::Credential { label, secret, env, help: text(value.help.as_ref()) })
        });
        let scopes = file.scopes.iter().map(|(name, scope)| {
            let (module, access) = (text(scope.value.module.as_ref()), scope.value.access.value);
            (name.clone(), plan::Scope { module, access, optional: scope.value.optional })
        });
        let left_out = file.left_out.iter().map(|(name, why)| {
            let span = self.nodes.key_span(why.node);
            (name.clone(), Placed::new(why.value.clone(), span))
        });
        let errors = file.errors.iter().map(|(code, error)| plan::ErrorKind {
            code: code.clone(),
            kind: error.value.kind.value,
            help: text(error.value.help.as_ref()),
        });
        // What failed was reported, so that no plan will be made; the rest is checked with something in its place.
        let nothing = || Placed::new(Expression::Literal(serde_json::Value::Null), self.nodes.span(file.base_url.node));
        plan::Connector {
            name: file.connector.value.clone(),
            title: file.title.value.clone(),
            version: file.version.value.clone(),
            category: text(file.category.as_ref()),
            docs: text(file.docs.as_ref()),
            base_url: base_url.unwrap_or_else(nothing),
            credentials: credentials.collect(),
            auth,
            scopes: scopes.collect(),
            left_out: left_out.collect(),
            connect,
            errors: errors.collect(),
            limits,
            operations: IndexMap::new(),
            webhooks: None,
            writes: IndexMap::new(),
        }
    }

    fn name_is_the_folder(&mut self, file: &ConnectorFile) {
        let path = self.sources.path(self.nodes.span(file.connector.node).source());
        let folder = path.rsplit(['/', '\\']).nth(1);
        if folder.is_some_and(|folder| folder != file.connector.value) {
            let message = format!(
                "the connector is called `{}`, and its folder `{}`",
                file.connector.value,
                folder.unwrap_or("")
            );
            self.error(
                Code::WrongChoice,
                file.connector.node,
                message,
                "give both the same name: people run it by that name",
            );
        }
    }

    fn base_url(&mut self, file: &ConnectorFile) -> Option<Placed<Expression>> {
        let base_url = self.expression(file.base_url.node, Place::Connector)?;
        if let Expression::Literal(value) = &base_url.value {
            let text = value.as_str().unwrap_or("");
            let sound = url::Url::parse(text).is_ok_and(|url| {
                matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none()
            });
            if !sound {
                let message = format!("`{text}` is not an address that paths can be added to");
                self.error(
                    Code::InvalidUrl,
                    file.base_url.node,
                    message,
                    "write an absolute address, such as `https://api.example.com`",
                );
                return None;
            }
        }
        Some(base_url)
    }

    /// A star stands for the beginning of a code, and for nothing else.
    fn codes(&mut self, file: &ConnectorFile) {
        let wild = |code: &str| code.get(1..).is_some_and(|rest| rest.contains('*'));
        for (code, error) in file.errors.iter().filter(|(code, _)| wild(code)) {
            let span = self.nodes.key_span(error.node);
            let message = format!("`{code}` covers no code: a star can only begin it");
            let help = format!("write `*{}`, or the whole code", code.rsplit('*').next().unwrap_or_default());
            self.diagnostics.push(Diagnostic::error(Code::InvalidSetting, span, message).help(help));
        }
    }

    fn limits(&mut self, limits: Option<&Spanned<Limits>>) -> plan::Limits {
        let limits = limits.map(|limits| &limits.value);
        let attempts = limits.and_then(|limits| limits.attempts.as_ref());
        if let Some(attempts) = attempts
            && !(1..=20).contains(&attempts.value)
        {
            self.error(
                Code::InvalidSetting,
                attempts.node,
                "attempts are counted from 1 to 20",
                "1 sends each request once",
            );
        }
        let text = |pick: fn(&Limits) -> &Option<Spanned<String>>| limits.and_then(|limits| pick(limits).as_ref());
        plan::Limits {
            attempts: attempts.map_or(5, |attempts| attempts.value),
            deadline: self.duration(text(|limits| &limits.deadline), Duration::from_secs(15 * 60)),
            connect_timeout: self.duration(text(|limits| &limits.connect_timeout), Duration::from_secs(10)),
            read_timeout: self.duration(text(|limits| &limits.read_timeout), Duration::from_secs(60)),
            response_size: self.size(text(|limits| &limits.response_size), 64 << 20),
        }
    }
}
