//! The constants of Python's `string` module, and `capwords`. Used as `string::DIGITS`.

use super::text::Str;

/// `string.ascii_lowercase`.
pub const ASCII_LOWERCASE: Str = Str::lit("abcdefghijklmnopqrstuvwxyz");
/// `string.ascii_uppercase`.
pub const ASCII_UPPERCASE: Str = Str::lit("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
/// `string.ascii_letters`.
pub const ASCII_LETTERS: Str = Str::lit("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
/// `string.digits`.
pub const DIGITS: Str = Str::lit("0123456789");
/// `string.hexdigits`.
pub const HEXDIGITS: Str = Str::lit("0123456789abcdefABCDEF");
/// `string.octdigits`.
pub const OCTDIGITS: Str = Str::lit("01234567");
/// `string.punctuation`.
pub const PUNCTUATION: Str = Str::lit("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
/// `string.whitespace`.
pub const WHITESPACE: Str = Str::lit(" \t\n\r\x0b\x0c");
/// `string.printable`.
pub const PRINTABLE: Str = Str::lit(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c",
);

/// `string.capwords(text)`.
pub fn capwords(text: &Str) -> Str {
    Str::lit(" ").join(text.split().iter().map(|word| word.capitalize()))
}
