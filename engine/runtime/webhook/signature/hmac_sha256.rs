//! HMAC (RFC 2104) with SHA-256 over the body, compared in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine_lang::plan::Encoding;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::secret::Secret;
use crate::webhook::Incoming;

/// The bytes of a signature.
const LENGTH: usize = 32;

/// Whether one of the secrets signed the body; else why not, without a word of what would have been right.
pub fn verify(prefix: &str, encoding: Encoding, secrets: &[Secret], incoming: Incoming<'_>) -> Result<(), String> {
    let Some(text) = incoming.signature.strip_prefix(prefix) else {
        return Err(format!("the signature does not begin with `{prefix}`"));
    };
    let bytes = match encoding {
        Encoding::Hex => hex::decode(text).map_err(|_| "the signature is not hexadecimal")?,
        Encoding::Base64 => STANDARD.decode(text).map_err(|_| "the signature is not base64")?,
    };
    if bytes.len() != LENGTH {
        return Err(format!("the signature has {} bytes, and {LENGTH} are needed", bytes.len()));
    }
    // Anyone can sign with an empty secret.
    let mut secrets = secrets.iter().filter(|secret| !secret.expose().is_empty());
    let signed = |secret: &Secret| {
        Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
            .is_ok_and(|hmac| hmac.chain_update(incoming.body).verify_slice(&bytes).is_ok())
    };
    if secrets.any(signed) { Ok(()) } else { Err("the signature is not one of this body".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, sections 4.2 to 4.8 without the truncated one: key and data as text or hexadecimal, and the result.
    const VECTORS: [(&str, &[u8], &str); 4] = [
        ("Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            "\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}\u{b}",
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{e}\u{f}\u{10}\u{11}\u{12}\u{13}\u{14}\u{15}\u{16}\u{17}\u{18}\u{19}",
            &[0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            "It's a Secret to Everybody",
            b"Hello, World!",
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        ),
    ];

    fn judge(secret: &str, signature: &str, body: &[u8]) -> Result<(), String> {
        let secrets = [Secret::new(secret.to_owned())];
        verify("sha256=", Encoding::Hex, &secrets, Incoming { signature, body })
    }

    #[test]
    fn known_answers() {
        for (secret, body, answer) in VECTORS {
            assert_eq!(judge(secret, &format!("sha256={answer}"), body), Ok(()), "{answer}");
            assert_eq!(judge(secret, &format!("sha256={}", answer.to_uppercase()), body), Ok(()), "{answer}");
            let encoded = STANDARD.encode(hex::decode(answer).unwrap());
            let secrets = [Secret::new(secret.to_owned())];
            assert_eq!(verify("", Encoding::Base64, &secrets, Incoming { signature: &encoded, body }), Ok(()));
        }
    }

    #[test]
    fn every_other_signature_is_refused() {
        let (secret, body, answer) = VECTORS[0];
        let right = format!("sha256={answer}");
        for (signature, reason) in [
            (answer.to_owned(), "does not begin with `sha256=`"),
            (right.to_uppercase(), "does not begin with `sha256=`"),
            (format!(" {right}"), "does not begin with `sha256=`"),
            ("sha256=".to_owned(), "has 0 bytes"),
            (right[..right.len() - 2].to_owned(), "has 31 bytes"),
            (right[..right.len() - 1].to_owned(), "not hexadecimal"),
            (format!("{right}00"), "has 33 bytes"),
            (format!("{right}\n"), "not hexadecimal"),
            (right.replace("5bdc", "zzzz"), "not hexadecimal"),
            (right.replace("5bdc", "5bdd"), "not one of this body"),
        ] {
            let told = judge(secret, &signature, body).unwrap_err();
            assert!(told.contains(reason), "{signature}: {told}");
        }
        assert!(judge("jefe", &right, body).is_err());
        for place in 0..body.len() {
            let mut changed = body.to_vec();
            changed[place] ^= 1;
            assert!(judge(secret, &right, &changed).is_err(), "byte {place}");
        }
    }

    #[test]
    fn no_secret_and_an_empty_one_sign_nothing() {
        // HMAC of nothing with the empty key.
        let signature = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
        let incoming = Incoming { signature, body: b"" };
        assert!(verify("", Encoding::Hex, &[], incoming).is_err());
        assert!(verify("", Encoding::Hex, &[Secret::new(String::new())], incoming).is_err());
    }

    #[test]
    fn one_of_several_secrets_is_enough() {
        let (secret, body, answer) = VECTORS[0];
        let secrets = ["the new one", secret].map(|secret| Secret::new(secret.to_owned()));
        assert_eq!(verify("", Encoding::Hex, &secrets, Incoming { signature: answer, body }), Ok(()));
    }
}
