//! The nearest known name for an unknown one. Knows strings only.

/// The known name that `name` was most likely meant to be, when one is near enough.
///
/// ```
/// assert_eq!(portalis_configs::nearest("bind_adress", ["bind_address", "body_limit"]), Some("bind_address"));
/// assert_eq!(portalis_configs::nearest("colour", ["bind_address", "body_limit"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_lowercase().replace('-', "_");
    let wanted = plain(name);
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&wanted, &plain(k)), k))
        .filter(|(distance, k)| *distance <= (k.len().max(name.len()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// The advice for an unknown `what`: the nearest known name, or all of them.
pub(crate) fn advice<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match nearest(name, known.clone()) {
        Some(near) => format!("unknown {what} '{name}'; did you mean '{near}'?"),
        None => {
            let mut all: Vec<&str> = known.into_iter().collect();
            all.sort_unstable();
            match all.as_slice() {
                [] => format!("unknown {what} '{name}'; none is known here"),
                all => format!("unknown {what} '{name}'; known: {}", all.join(", ")),
            }
        }
    }
}
