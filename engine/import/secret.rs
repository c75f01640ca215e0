//! What nobody may see of a request: told by the word of the document, or else by its name.

use serde_json::Value;

use crate::names::words;

/// Whose key it is, or what it opens; a key of another kind, as for paging or sorting, is none that proves who asks.
const KEYS: &[&str] = &[
    "access",
    "account",
    "admin",
    "api",
    "app",
    "application",
    "auth",
    "client",
    "consumer",
    "dev",
    "developer",
    "license",
    "master",
    "merchant",
    "partner",
    "private",
    "sdk",
    "secret",
    "server",
    "service",
    "subscription",
    "system",
    "user",
];
/// A token of these is a place in a list, or stands for one request.
const PLACES: &[&str] =
    &["batch", "continuation", "cursor", "device", "next", "page", "pagination", "paging", "start", "sync", "track"];

/// Whether a header or an argument of this name proves who asks: an API key, a token or a secret.
pub fn is_key(name: &str) -> bool {
    let words = words(name);
    let last = words.last().map_or("", String::as_str);
    let before = words.len().checked_sub(2).map_or("", |before| words[before].as_str());
    match last {
        "key" => KEYS.contains(&before),
        "token" => !PLACES.contains(&before),
        "secret" | "authorization" | "auth" | "password" | "cookie" => true,
        joined => {
            let key = joined.strip_suffix("key").is_some_and(|owner| KEYS.contains(&owner));
            let token = joined.strip_suffix("token").is_some_and(|kind| !PLACES.contains(&kind));
            key || token || joined.ends_with("secret")
        }
    }
}

/// Whether the document says that nobody may see a value, or that it is not given back.
pub fn is_hidden(schema: &Value) -> bool {
    schema["format"] == "password" || schema["writeOnly"] == true
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn keys_are_told_by_their_names() {
        for name in [
            "X-Api-Key",
            "apiKey",
            "apikey",
            "X-ListenAPI-Key",
            "trakt-api-key",
            "apiSecret",
            "X-VTEX-API-AppToken",
            "X-VTEX-API-AppKey",
            "token",
            "X-Postmark-Server-Token",
            "WM_SEC.ACCESS_TOKEN",
            "ClearBlade-SystemSecret",
            "clearblade-devtoken",
            "Ocp-Apim-Subscription-Key",
            "x-tyk-authorization",
            "X-CONFIGCAT-SDKKEY",
            "app_key",
            "galaxy-ap-password",
            "bucketSecretKey",
            "access_token",
            "client_secret",
        ] {
            assert!(is_key(name), "{name}");
        }
        for name in [
            "Idempotency-Key",
            "x-idempotency-key",
            "X-Next-Token",
            "PageToken",
            "nextToken",
            "key",
            "keyword",
            "partitionkey",
            "tokens",
            "author",
            "tokenId",
            "continuationToken",
            "sortKey",
            "x-jws-signature",
            "Signature",
        ] {
            assert!(!is_key(name), "{name}");
        }
    }
}
