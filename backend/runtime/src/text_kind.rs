//! What kind a string's characters are: `isdigit`, `isalpha`, `isspace` and the like.

use super::text::Str;

/// Whether Python takes `c` for white space.
pub fn is_space(c: char) -> bool {
    // std's White_Space lacks the four information separators, which Python counts in.
    c.is_whitespace() || ('\x1c'..='\x1f').contains(&c)
}

/// The digit that a decimal character of any script stands for.
pub fn decimal_value(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    None
}

impl Str {
    fn every(&self, holds: impl FnMut(char) -> bool) -> bool {
        !self.is_empty() && self.chars().all(holds)
    }

    /// `s.isdecimal()`.
    pub fn isdecimal(&self) -> bool {
        self.every(|c| decimal_value(c).is_some())
    }

    /// `s.isdigit()`.
    pub fn isdigit(&self) -> bool {
        self.every(|c| decimal_value(c).is_some())
    }

    /// `s.isnumeric()`.
    pub fn isnumeric(&self) -> bool {
        self.every(|c| c.is_numeric())
    }

    /// `s.isalpha()`.
    pub fn isalpha(&self) -> bool {
        self.every(|c| c.is_alphabetic())
    }

    /// `s.isalnum()`.
    pub fn isalnum(&self) -> bool {
        self.every(|c| c.is_alphanumeric())
    }

    /// `s.isspace()`.
    pub fn isspace(&self) -> bool {
        self.every(is_space)
    }
}
