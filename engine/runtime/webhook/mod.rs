//! Webhooks: whether a delivery is from the provider, what it tells, and the unified records in it. Pure.

mod delivery;
pub mod signature;

pub use delivery::{Delivered, Delivery, Means};

use engine_lang::plan::{Plan, Webhooks};

use crate::error::{ErrorKind, RunError};
use crate::secret::Secret;

/// A request that came to a webhook, of which nothing is known yet.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The value of the header that has the signature; empty if there was none.
    pub signature: &'a str,
    /// The body as it came, byte for byte.
    pub body: &'a [u8],
}

/// What a delivery tells, once one of the secrets shows that the provider sent it; `raw` keeps its records as they came.
pub fn receive(plan: &Plan, secrets: &[Secret], incoming: Incoming<'_>, raw: bool) -> Result<Delivery, RunError> {
    let webhooks = webhooks(plan)?;
    // Nothing of the body is looked at before this.
    signature::verify(&webhooks.signature, secrets, incoming)?;
    delivery::read(plan, webhooks, incoming.body, raw)
}

/// The webhooks of a connector, which it need not have.
pub fn webhooks(plan: &Plan) -> Result<&Webhooks, RunError> {
    let connector = plan.connector();
    let message = || format!("the connector `{}` has no webhooks", connector.name);
    connector.webhooks.as_ref().ok_or_else(|| RunError::new(ErrorKind::Input, message()))
}
