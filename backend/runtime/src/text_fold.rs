//! Case folding, which std does not have.

/// Appends the case folding of `c`.
pub fn push_folded(c: char, out: &mut String) {
    out.extend(c.to_lowercase());
}
