//! Case folding, which std does not have: the lower case of the upper case, with Unicode's exceptions.

use super::text_case::{push_lone_lower, push_upper};

/// Appends the case folding of `c`.
pub fn push_folded(c: char, out: &mut String) {
    let code = c as u32;
    match code {
        0x131 | 0x13a0..=0x13f5 => out.push(c),
        0x1e9e => out.push_str("ss"),
        // Small Cherokee letters fold to the large ones, which came first.
        0x13f8..=0x13fd => out.extend(char::from_u32(code - 8)),
        0xab70..=0xabbf => out.extend(char::from_u32(code - 0x97d0)),
        _ => {
            let mut upper = String::new();
            push_upper(c, &mut upper);
            upper.chars().for_each(|c| push_lone_lower(c, out));
        }
    }
}
