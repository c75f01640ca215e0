//! Candidates in the shape that Ashby gives them: 40 different pages, whose ids say which page of the list they are on.

use std::fmt::Write;

/// Records on a page.
pub const PAGE: usize = 100;
/// Different pages.
const DIFFERENT: usize = 40;
/// What stands where the number of the page is written: as many digits as it has.
const NUMBER: &str = "############";

/// The different pages, each with the places of its number.
pub struct Pages(Vec<(Vec<u8>, Vec<usize>)>);

impl Pages {
    /// Makes them.
    pub fn made() -> Pages {
        let made = (0..DIFFERENT).map(|page| {
            let mut text = String::from("\"results\":[");
            for index in 0..PAGE {
                text.push_str(if index == 0 { "" } else { "," });
                candidate(&mut text, page * PAGE + index);
            }
            text.push(']');
            let places = text.match_indices(NUMBER).map(|(place, _)| place).collect();
            (text.into_bytes(), places)
        });
        Pages(made.collect())
    }

    /// A page's HTTP answer. As with the provider, its word for success comes first and the cursor last.
    pub fn answer(&self, page: usize, pages: usize, answer: &mut Vec<u8>) {
        let (results, places) = &self.0[page % self.0.len()];
        let more = page + 1 < pages;
        let cursor = if more { format!(",\"nextCursor\":\"{}\"", page + 1) } else { String::new() };
        let (before, after) = ("{\"success\":true,", format!(",\"moreDataAvailable\":{more}{cursor}}}"));
        let length = before.len() + results.len() + after.len();
        answer.clear();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nashby-version-status: active\r\n\
             content-length: {length}\r\n\r\n{before}"
        );
        answer.extend_from_slice(head.as_bytes());
        let (start, number) = (answer.len(), format!("{page:0width$}", width = NUMBER.len()));
        answer.extend_from_slice(results);
        for place in places {
            answer[start + place..start + place + NUMBER.len()].copy_from_slice(number.as_bytes());
        }
        answer.extend_from_slice(after.as_bytes());
    }
}

fn id(kind: usize, index: usize) -> String {
    format!("{kind:04x}{index:04x}-5fb5-4805-ad82-{NUMBER}")
}

/// One of a few words, as chance would have it.
fn pick<const N: usize>(words: [&'static str; N], index: usize, salt: usize) -> &'static str {
    words[(index.wrapping_mul(2_654_435_761).wrapping_add(salt * 40_503) >> 7) % N]
}

/// A name for a number.
fn syllables(number: usize) -> String {
    let digits = [number / 512 % 8, number / 64 % 8, number / 8 % 8, number % 8];
    digits.map(|digit| ["Ba", "ke", "li", "mo", "nu", "ra", "si", "to"][digit]).concat()
}

#[allow(clippy::too_many_lines, reason = "one candidate, from its first member to its last")]
fn candidate(text: &mut String, index: usize) {
    let given = pick(["Jürgen", "Ada", "Chidi", "Mei", "Anna Maria", "Siobhán", "Tom"], index, 1);
    let family = pick(["Özdemir-Weiß", "Okafor", "Lindqvist", "O'Brien", "de la Cruz", "Ng"], index, 2);
    // Hardly two candidates have the same name; the second family name is made of the number.
    let family = format!("{family} {}", syllables(index));
    let address = format!("person.{index}@example.com");
    let phone = format!("+49 30 23125 {index:04}");
    let (company, title) = (
        pick(["Nordsee Strömungstechnik", "Acme \\\"Two\\\" Ltd", "Example & Sons", "Initrode"], index, 3),
        pick(["Hydrodynamicist", "Software engineer", "Head of people", "Nurse"], index, 4),
    );
    let (city, region, country) = [
        ("Hamburg", "Hamburg", "Germany"),
        ("Lyon", "Auvergne-Rhône-Alpes", "France"),
        ("Toronto", "Ontario", "Canada"),
        ("Leeds", "England", "United Kingdom"),
        ("Osaka", "Kansai", "Japan"),
    ][index % 5];
    let (candidate, place) = (id(1, index), id(2, index % 5).replace(NUMBER, "1018aedf01bb"));
    let handle = format!("eyJoYW5kbGUiOnsidHlwZSI6IkNhbmRpZGF0ZUZpbGUiLCJmaWxlSWQiOiJmZjNlNjIw{index:08}");
    let file = format!(r#"{{"id":"{}","name":"CV {family}.pdf","handle":"{handle}"}}"#, id(3, index));
    let milliseconds = index % 1_000;
    write!(
        text,
        r#"{{"id":"{candidate}","createdAt":"2025-10-14T06:51:37.{milliseconds:03}Z","updatedAt":"2026-05-18T14:09:26.735Z","name":"{given} {family}","#
    )
    .expect("text");
    write!(
        text,
        r#""primaryEmailAddress":{{"value":"{address}","type":"Personal","isPrimary":true}},"emailAddresses":[{{"value":"{address}","type":"Personal","isPrimary":true}},{{"value":"work.{address}","type":"Work","isPrimary":false}}],"#
    )
    .expect("text");
    match index % 8 {
        0 => text.push_str(r#""primaryPhoneNumber":null,"phoneNumbers":[],"#),
        _ => write!(
            text,
            r#""primaryPhoneNumber":{{"value":"{phone}","type":"Personal","isPrimary":true}},"phoneNumbers":[{{"value":"{phone}","type":"Personal","isPrimary":true}}],"#
        )
        .expect("text"),
    }
    write!(
        text,
        r#""socialLinks":[{{"type":"LinkedIn","url":"https://www.linkedin.com/in/example-{index}"}},{{"type":"GitHub","url":"https://github.com/example-{index}"}}],"tags":[{{"id":"{}","title":"{}","isArchived":{}}}],"#,
        id(4, index % 6).replace(NUMBER, "84f7e9bb08e2"),
        pick(["Composites", "Silver medallist", "Referred"], index, 5),
        index.is_multiple_of(6),
    )
    .expect("text");
    write!(
        text,
        r#""position":"{title}","company":"{company}","school":"Technische Universität Invented-Hafen","applicationIds":["{}","{}"],"resumeFileHandle":{file},"fileHandles":[{file}],"#,
        id(5, index),
        id(6, index)
    )
    .expect("text");
    write!(
        text,
        r#""customFields":[{{"id":"7bf2f71c-e56b-4b7d-85ba-46a7f2ad36fa","title":"Open to relocation","isPrivate":false,"value":{}}},{{"id":"6154cf1e-8f01-414d-9066-dabcbf5819b4","title":"Recruiter summary","isPrivate":true,"value":"Ten years of tank testing.\n\nAsked for {} days a week."}},{{"id":"6f07f311-cb06-459a-8eb4-7c1ad520affd","title":"Notice period","isPrivate":false,"valueLabel":"{} months","value":"n{}m"}}],"#,
        index.is_multiple_of(3),
        index % 5 + 1,
        index % 4,
        index % 4
    )
    .expect("text");
    write!(
        text,
        r#""profileUrl":"https://app.example.com/candidate-searches/new/right-side/candidates/{candidate}","source":{{"id":"76bc1b99-471d-4be1-931f-60f4d0ac28d8","title":"Employee referral","isArchived":false,"sourceType":{{"id":"8a6571d8-3cfe-47a6-a95f-84a36de71481","title":"Referral","isArchived":false}}}},"creditedToUser":{{"id":"{}","firstName":"Ines","lastName":"Example","email":"ines.{}@example.com","globalRole":"Organization Admin","isEnabled":true}},"timezone":"Europe/Berlin","#,
        id(7, index % 30),
        index % 30
    )
    .expect("text");
    write!(
        text,
        r#""location":{{"id":"{place}","locationSummary":"{city}, {region}, {country}","locationComponents":[{{"type":"City","name":"{city}"}},{{"type":"Region","name":"{region}"}},{{"type":"Country","name":"{country}"}}]}},"fraudStatus":"Unreviewed"}}"#
    )
    .expect("text");
}
