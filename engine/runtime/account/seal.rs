//! Seals a text: nobody reads or changes it without the key. XChaCha20-Poly1305, keys from passphrases by Argon2id.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, Generate, Key, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use serde_json::{Value, json};

use super::FORM;
use crate::secret::Secret;

/// The bytes of a key.
pub const KEY: usize = 32;
/// The bytes of a salt (RFC 9106, 3.1).
pub const SALT: usize = 16;

/// A key, wiped when it is no longer needed.
pub type SealKey = Zeroizing<[u8; KEY]>;

/// Bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N], String> {
    <[u8; N]>::try_generate().map_err(|error| format!("the system gives no random numbers: {error}"))
}

/// The key of a passphrase: the second recommended choice of RFC 9106, 4 (64 MiB, three passes), in one lane.
///
/// The numbers belong to the form of the file, so that a file cannot ask for less, or for all memory.
pub fn key_of(passphrase: &Secret, salt: &[u8]) -> Result<SealKey, String> {
    let params = Params::new(64 << 10, 3, 1, Some(KEY)).map_err(|error| error.to_string())?;
    let mut key = SealKey::default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, key.as_mut())
        .map_err(|error| error.to_string())?;
    Ok(key)
}

/// Seals a text, with a nonce that is never used again.
pub fn seal(key: &SealKey, text: &Secret) -> Result<Value, String> {
    let nonce: [u8; 24] = random()?;
    let payload = Payload { msg: text.expose().as_bytes(), aad: FORM.as_bytes() };
    let sealed = cipher(key).encrypt(&XNonce::from(nonce), payload).map_err(|_| "the text cannot be sealed")?;
    Ok(json!({ "nonce": STANDARD.encode(nonce), "sealed": STANDARD.encode(sealed) }))
}

/// Opens what was sealed; `None` if the key is another one, or a single bit was changed.
pub fn open(key: &SealKey, kept: &Value) -> Option<Secret> {
    let nonce: [u8; 24] = bytes(&kept["nonce"])?.try_into().ok()?;
    let sealed = bytes(&kept["sealed"])?;
    let payload = Payload { msg: &sealed, aad: FORM.as_bytes() };
    let text = cipher(key).decrypt(&XNonce::from(nonce), payload).ok()?;
    String::from_utf8(text).ok().map(Secret::new)
}

/// Bytes that a file has as base64.
pub fn bytes(value: &Value) -> Option<Vec<u8>> {
    STANDARD.decode(value.as_str()?).ok()
}

fn cipher(key: &SealKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::<XChaCha20Poly1305>::from(**key))
}

#[cfg(test)]
mod tests {
    use super::{open, random, seal};
    use crate::secret::Secret;

    #[test]
    fn only_the_key_opens_a_seal() {
        let (key, other) = (random().unwrap().into(), random().unwrap().into());
        let kept = seal(&key, &Secret::new("text".to_owned())).unwrap();
        assert_eq!(open(&key, &kept).unwrap().expose(), "text");
        assert!(open(&other, &kept).is_none());
        let mut changed = kept.clone();
        changed["sealed"] = kept["sealed"].as_str().unwrap().replacen(|_| true, "/", 1).into();
        assert!(changed == kept || open(&key, &changed).is_none());
        assert_ne!(seal(&key, &Secret::new("text".to_owned())).unwrap(), kept);
    }
}
