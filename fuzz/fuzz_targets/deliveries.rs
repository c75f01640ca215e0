//! Any bytes as a delivery that the provider signed: its records, or a reason, come out.

#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use engine_lang::Plan;
use engine_runtime::catalog::{Catalog, Folder};
use engine_runtime::error::ErrorKind;
use engine_runtime::secret::Secret;
use engine_runtime::webhook::{Incoming, receive};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../connectors");
    Catalog::new(vec![Box::new(Folder::new(folder))]).load("ashby").unwrap().plan
});

fuzz_target!(|body: &[u8]| {
    let hmac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap().chain_update(body);
    let signature = format!("sha256={}", hex::encode(hmac.finalize().into_bytes()));
    let secrets = [Secret::new("secret".to_owned())];
    for raw in [false, true] {
        let incoming = Incoming { signature: &signature, body };
        match receive(&PLAN, &secrets, incoming, raw) {
            Ok(delivery) => assert!(!delivery.event.is_empty()),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Answer, "{error}"),
        }
    }
});
