//! "Did you mean": the name that was probably intended.

/// The candidate nearest to `wrong`, if one is near enough to be a slip of the hand.
pub fn closest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let normal = |name: &str| name.to_lowercase().replace(['_', '-', '.', ':', ' '], "");
    let wrong = normal(wrong);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wrong, &normal(candidate)), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.chars().count().max(wrong.chars().count()))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn slips_are_mended_and_strangers_are_not() {
        let names = ["results", "nextCursor", "title", "moreDataAvailable"];
        for (wrong, right) in [
            ("result", Some("results")),
            ("next_cursor", Some("nextCursor")),
            ("titel", Some("title")),
            ("colour", None),
        ] {
            assert_eq!(closest(wrong, names), right, "{wrong}");
        }
    }
}
