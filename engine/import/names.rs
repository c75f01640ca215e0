//! Names of files, operations and inputs, made from the document's own.

use std::collections::{BTreeMap, BTreeSet};

/// Names that are given once: the second `pet` is `pet_2`.
#[derive(Debug, Default)]
pub struct Unique {
    taken: BTreeSet<String>,
    /// The number that was last tried for a name.
    last: BTreeMap<String, usize>,
}

impl Unique {
    /// The name, or the name with the first number that is free.
    pub fn name(&mut self, plain: &str) -> String {
        let mut name = plain.to_owned();
        while !self.taken.insert(name.clone()) {
            let number = self.last.entry(plain.to_owned()).or_insert(1);
            *number += 1;
            name = format!("{plain}_{number}");
        }
        name
    }
}

/// `JobPosting`, `jobPosting` and `job-posting` as `job_posting`.
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `jobList` as `job-list`.
pub fn kebab(name: &str) -> String {
    words(name).join("-")
}

/// The words of a name in small letters; one at least.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let letters: Vec<char> = name.chars().collect();
    let mut fresh = true;
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            fresh = true;
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| letters.get(index)).copied().unwrap_or(' ');
        let after = letters.get(index + 1).copied().unwrap_or(' ');
        // A capital begins a word, and so does the last of several before a small letter: `listAPIKeys`.
        let begins = letter.is_uppercase() && (!before.is_uppercase() || after.is_lowercase());
        if fresh || begins {
            words.push(String::new());
        }
        fresh = false;
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    if words.is_empty() {
        words.push("unnamed".to_owned());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Unique, kebab, snake};

    #[test]
    fn a_name_is_given_once() {
        let mut unique = Unique::default();
        let names: Vec<String> = ["a", "a_2", "a", "a", "b"].iter().map(|name| unique.name(name)).collect();
        assert_eq!(names, ["a", "a_2", "a_3", "a_4", "b"]);
    }

    #[test]
    fn words_are_told_apart() {
        for (name, expected) in [
            ("JobPosting", "job_posting"),
            ("jobPosting.list", "job_posting_list"),
            ("listAPIKeys", "list_api_keys"),
            ("already_snake", "already_snake"),
            ("OAuth2Token", "o_auth2_token"),
            ("/pets/{id}", "pets_id"),
            ("--", "unnamed"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(kebab("jobList"), "job-list");
    }
}
