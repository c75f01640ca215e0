//! Lists of links, each with its relation, as in `links: [{ rel: next, href: /b }]`.

use serde_json::Value;

use super::told::bare;
use crate::vocabulary::{Meaning, plain};

/// The address of the next page in a member of an answer that is a list of links.
pub fn next_of_links<'a>(name: &str, list: &'a Value) -> Option<&'a Value> {
    let links = list.as_array().filter(|_| Meaning::Links.is_of(&plain(bare(name))))?;
    let is_next = |link: &&Value| {
        let relation = member(link, Meaning::Relation).and_then(Value::as_str);
        relation.is_some_and(|relation| plain(relation) == "next")
    };
    links.iter().filter(is_next).find_map(|link| member(link, Meaning::Address))
}

fn member(link: &Value, meaning: Meaning) -> Option<&Value> {
    let mut members = link.as_object().into_iter().flatten();
    members.find(|(name, _)| meaning.is_of(&plain(name))).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::next_of_links;
    use serde_json::json;

    #[test]
    fn a_link_says_what_it_leads_to() {
        for (name, list, next) in [
            ("link", json!([{ "relation": "self", "url": "/a" }, { "relation": "next", "url": "/b" }]), Some("/b")),
            ("_links", json!([{ "rel": "next", "href": "/b" }]), Some("/b")),
            ("links", json!([{ "rel": "prev", "href": "/b" }]), None),
            ("links", json!([{ "rel": "next" }]), None),
            ("steps", json!([{ "rel": "next", "href": "/b" }]), None),
            ("links", json!({ "rel": "next", "href": "/b" }), None),
        ] {
            assert_eq!(next_of_links(name, &list), next.map(|next| json!(next)).as_ref(), "{name} {list}");
        }
    }
}
