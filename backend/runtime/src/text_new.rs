//! The characters that std knows and Unicode 14, CPython 3.11's, does not.

/// Ranges of code points, inclusive, that are assigned in std's Unicode and were not in version 14.
const LATER: &[(u32, u32)] = &[];

/// Whether `c` was unassigned in Unicode 14.
pub fn assigned_later(c: char) -> bool {
    let code = c as u32;
    LATER.binary_search_by(|&(first, last)| {
        if code < first {
            std::cmp::Ordering::Greater
        } else if code > last {
            std::cmp::Ordering::Less
        } else {
            std::cmp::Ordering::Equal
        }
    })
    .is_ok()
}
