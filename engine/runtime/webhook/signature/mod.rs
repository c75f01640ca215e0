//! Signatures: one file and one line here for each kind.

mod hmac_sha256;

use engine_lang::plan::Signature;

use super::Incoming;
use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// Whether one of the secrets signed the body; several are in use while one replaces another.
pub fn verify(signature: &Signature, secrets: &[Secret], incoming: Incoming<'_>) -> Result<(), RunError> {
    let verdict = match signature {
        _ if incoming.signature.is_empty() => Err("it has no signature".to_owned()),
        Signature::HmacSha256 { prefix, encoding, .. } => hmac_sha256::verify(prefix, *encoding, secrets, incoming),
    };
    verdict.map_err(|reason| {
        RunError::new(ErrorKind::Signature, format!("the delivery is not shown to be the provider's: {reason}"))
            .note("header", signature.header())
            .help("do nothing with it; or the secret is not the one that the webhook has, or the body was changed on its way")
    })
}
