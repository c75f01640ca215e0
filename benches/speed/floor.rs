//! The program that one would write by hand: typed structs, `reqwest` and `serde_json`. It does what the engine does
//! for these two mappings, and nothing else: no retries, no limits, no diagnostics.

use std::io::{BufWriter, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Reads all pages from the server at an address, and writes each candidate as a line.
pub fn run(case: &str, url: &str, output: impl Write) {
    rustls::crypto::ring::default_provider().install_default().expect("a provider of TLS");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let url = format!("{url}/candidate.list");
    let mut output = BufWriter::new(output);
    match case {
        "plain" => runtime.block_on(read(&url, &mut output, Person::of)),
        "ashby" => runtime.block_on(read(&url, &mut output, Unified::of)),
        other => panic!("there is no case `{other}`"),
    }
    output.flush().expect("an output");
}

async fn read<R: DeserializeOwned, W: Serialize>(url: &str, output: &mut impl Write, map: fn(R) -> W) {
    let client = reqwest::Client::new();
    let mut cursor = None;
    loop {
        let mut asked = json!({ "limit": 100 });
        if let Some(cursor) = &cursor {
            asked["cursor"] = json!(cursor);
        }
        let request = client.post(url).basic_auth("key", Some("")).header("content-type", "application/json");
        let answer = request.body(asked.to_string()).send().await.and_then(reqwest::Response::error_for_status);
        let body = answer.expect("an answer").bytes().await.expect("its body");
        match pass_on(&body, output, map) {
            Some(next) => cursor = Some(next),
            None => return,
        }
    }
}

/// Writes the candidates of a page, and gives the cursor of the next.
fn pass_on<R: DeserializeOwned, W: Serialize>(body: &[u8], output: &mut impl Write, map: fn(R) -> W) -> Option<String> {
    let page: Page<R> = serde_json::from_slice(body).expect("a page");
    assert!(page.success, "the provider refuses");
    for candidate in page.results {
        serde_json::to_writer(&mut *output, &map(candidate)).expect("an output");
        output.write_all(b"\n").expect("an output");
    }
    page.more_data_available.then(|| page.next_cursor.expect("a cursor"))
}

/// What is written of one page.
pub fn page(case: &str, body: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    match case {
        "plain" => pass_on(body, &mut output, Person::of),
        _ => pass_on(body, &mut output, Unified::of),
    };
    output
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<R> {
    success: bool,
    results: Vec<R>,
    more_data_available: bool,
    next_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    value: Option<String>,
    r#type: Option<String>,
    is_primary: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    title: Option<String>,
    is_archived: Option<bool>,
}

#[derive(Deserialize)]
struct User {
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlainCandidate {
    id: String,
    name: Option<String>,
    primary_email_address: Option<Contact>,
    primary_phone_number: Option<Contact>,
    email_addresses: Option<Vec<Contact>>,
    company: Option<String>,
    position: Option<String>,
    school: Option<String>,
    application_ids: Option<Vec<String>>,
    source: Option<Source>,
    credited_to_user: Option<User>,
    timezone: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Serialize)]
struct Person {
    id: String,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    emails: Option<Vec<PersonEmail>>,
    company: Option<String>,
    title: Option<String>,
    school: Option<String>,
    application_ids: Option<Vec<String>>,
    source: Option<String>,
    source_archived: Option<bool>,
    credited_to: Option<String>,
    timezone: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Serialize)]
struct PersonEmail {
    address: Option<String>,
    kind: Option<&'static str>,
    primary: Option<bool>,
}

impl Person {
    fn of(from: PlainCandidate) -> Person {
        let (source, source_archived) = from.source.map_or((None, None), |source| (source.title, source.is_archived));
        let email = |contact: Contact| PersonEmail {
            address: contact.value,
            kind: contact.r#type.map(|kind| match kind.as_str() {
                "Personal" => "personal",
                "Work" => "work",
                "Other" => "other",
                other => panic!("the kind `{other}` is not known"),
            }),
            primary: contact.is_primary,
        };
        Person {
            id: from.id,
            name: from.name,
            email: from.primary_email_address.and_then(|contact| contact.value),
            phone: from.primary_phone_number.and_then(|contact| contact.value),
            emails: from.email_addresses.map(|contacts| contacts.into_iter().map(email).collect()),
            company: from.company,
            title: from.position,
            school: from.school,
            application_ids: from.application_ids,
            source,
            source_archived,
            credited_to: from.credited_to_user.and_then(|user| user.email),
            timezone: from.timezone,
            created_at: from.created_at.map(time),
            updated_at: from.updated_at.map(time),
        }
    }
}

/// The provider's times are in UTC; only the zeros at the end of a fraction are not wanted.
fn time(mut text: String) -> String {
    if text.ends_with("0Z") && text.contains('.') {
        let end = text.trim_end_matches('Z').trim_end_matches('0').trim_end_matches('.').len();
        text.truncate(end);
        text.push('Z');
    }
    text
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    id: String,
    name: Option<String>,
    primary_email_address: Option<Contact>,
    email_addresses: Option<Vec<Contact>>,
    social_links: Option<Vec<SocialLink>>,
    primary_phone_number: Option<Contact>,
    phone_numbers: Option<Vec<Contact>>,
    company: Option<String>,
    position: Option<String>,
    application_ids: Option<Vec<String>>,
    location: Option<Location>,
    custom_fields: Option<Vec<CustomField>>,
    tags: Option<Vec<Tag>>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct SocialLink {
    r#type: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    location_components: Option<Vec<LocationComponent>>,
}

#[derive(Deserialize)]
struct LocationComponent {
    r#type: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CustomField {
    id: Option<String>,
    title: Option<String>,
    value: Option<Value>,
    value_label: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tag {
    id: Option<String>,
    title: Option<String>,
    is_archived: Option<bool>,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the names are those of the records")]
struct Unified {
    id: String,
    remote_id: String,
    unified_custom_fields: Option<()>,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    emails: Option<Vec<UnifiedEmail>>,
    social_links: Option<Vec<SocialLink>>,
    phone: Option<String>,
    phone_numbers: Option<Vec<UnifiedPhone>>,
    company: Option<String>,
    title: Option<String>,
    application_ids: Option<Vec<String>>,
    remote_application_ids: Option<Vec<String>>,
    hired_at: Option<()>,
    country: Option<String>,
    custom_fields: Option<Vec<UnifiedField>>,
    tags: Option<Vec<UnifiedTag>>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Serialize)]
struct UnifiedEmail {
    r#type: Option<String>,
    value: Option<String>,
}

#[derive(Serialize)]
struct UnifiedPhone {
    r#type: Option<&'static str>,
    phone: Option<String>,
}

#[derive(Serialize)]
struct UnifiedField {
    id: Option<String>,
    remote_id: Option<String>,
    name: Option<String>,
    value: Option<Value>,
    value_id: Option<String>,
    remote_value_id: Option<String>,
}

#[derive(Serialize)]
struct UnifiedTag {
    remote_id: Option<String>,
    name: Option<String>,
}

impl Unified {
    fn of(from: Candidate) -> Unified {
        let (first_name, last_name) = match from.name.as_deref().map(|name| name.split_once(' ')) {
            Some(Some((first, last))) => (Some(first.to_owned()), Some(last.to_owned())),
            Some(None) => (from.name.clone(), None),
            None => (None, None),
        };
        let email = |contact: Contact| UnifiedEmail {
            r#type: contact.r#type.map(|kind| kind.to_lowercase()),
            value: contact.value,
        };
        let link = |link: SocialLink| SocialLink { r#type: link.r#type.map(|kind| kind.to_lowercase()), url: link.url };
        let phone = |contact: Contact| UnifiedPhone {
            r#type: contact.r#type.map(|kind| match kind.as_str() {
                "Personal" => "personal",
                "Work" => "work",
                "Other" => "other",
                _ => "unmapped_value",
            }),
            phone: contact.value,
        };
        let country = from.location.and_then(|location| location.location_components).and_then(|components| {
            components.into_iter().find(|component| component.r#type == "Country").map(|component| component.name)
        });
        let tags = from.tags.map(|tags| tags.into_iter().filter(|tag| tag.is_archived != Some(true)));
        Unified {
            remote_id: from.id.clone(),
            id: from.id,
            unified_custom_fields: None,
            name: from.name,
            first_name,
            last_name,
            email: from.primary_email_address.and_then(|contact| contact.value),
            emails: from.email_addresses.map(|contacts| contacts.into_iter().map(email).collect()),
            social_links: from.social_links.map(|links| links.into_iter().map(link).collect()),
            phone: from.primary_phone_number.and_then(|contact| contact.value),
            phone_numbers: from.phone_numbers.map(|contacts| contacts.into_iter().map(phone).collect()),
            company: from.company,
            title: from.position,
            remote_application_ids: from.application_ids.clone(),
            application_ids: from.application_ids,
            hired_at: None,
            country,
            custom_fields: from.custom_fields.map(|fields| fields.into_iter().map(UnifiedField::of).collect()),
            tags: tags.map(|tags| tags.map(|tag| UnifiedTag { remote_id: tag.id, name: tag.title }).collect()),
            created_at: from.created_at.map(time),
            updated_at: from.updated_at.map(time),
        }
    }
}

impl UnifiedField {
    fn of(from: CustomField) -> UnifiedField {
        let chosen = match (&from.value_label, &from.value) {
            (Some(_), Some(Value::String(value))) => Some(value.clone()),
            _ => None,
        };
        UnifiedField {
            remote_id: from.id.clone(),
            id: from.id,
            name: from.title,
            value: from.value_label.or(from.value),
            remote_value_id: chosen.clone(),
            value_id: chosen,
        }
    }
}
