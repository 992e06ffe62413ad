//! Finds the known word that a mistyped one most likely meant. Knows nothing of what the words name.

/// The known word nearest to `given`, unless even the nearest differs in more than a third of its letters.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase().replace('-', "_");
    known
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&given, &word.replace('-', "_")), word))
        .filter(|(distance, word)| *distance * 3 <= word.chars().count().max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_a_typo_and_refuses_a_stranger() {
        let known = ["time_limit_ms", "worker_threads"];
        assert_eq!(nearest("time_limt_ms", known), Some("time_limit_ms"));
        assert_eq!(nearest("Worker-Threads", known), Some("worker_threads"));
        assert_eq!(nearest("temperature", known), None);
    }
}
