//! "Did you mean": the name that was probably intended.

/// The candidate nearest to `wrong`, if one is near enough to be a slip of the hand; else the only one that it begins.
pub fn closest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let normal = |name: &str| name.to_lowercase().replace(['_', '-', '.', ':', ' '], "");
    let wrong = normal(wrong);
    let candidates: Vec<(String, &str)> = candidates.into_iter().map(|name| (normal(name), name)).collect();
    let slip = candidates
        .iter()
        .map(|(normal, name)| (strsim::damerau_levenshtein(&wrong, normal), normal, *name))
        .filter(|(distance, normal, _)| distance * 3 <= normal.chars().count().max(wrong.chars().count()))
        .min_by_key(|(distance, _, _)| *distance)
        .map(|(_, _, name)| name);
    let mut begun = candidates.iter().filter(|(normal, _)| wrong.len() >= 3 && normal.starts_with(&wrong));
    slip.or_else(|| match (begun.next(), begun.next()) {
        (Some((_, name)), None) => Some(name),
        _ => None,
    })
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
            ("moreData", Some("moreDataAvailable")),
            ("colour", None),
        ] {
            assert_eq!(closest(wrong, names), right, "{wrong}");
        }
    }
}
