//! Searching strings: `find`, `count`, `replace`, `startswith` and their relatives. Positions are code points.

use super::exc::Result;
use super::exc_classes::value_error;
use super::index::clamp_bound;
use super::int::Int;
use super::text::Str;

impl Str {
    /// The byte range of `s[start:stop]`, None where `start` lies beyond the end or the stop.
    fn window(&self, start: Option<&Int>, stop: Option<&Int>) -> Option<(usize, usize)> {
        if start.is_none() && stop.is_none() {
            return Some((0, self.as_str().len()));
        }
        let len = self.count_chars();
        if start.is_some_and(|start| *start > len as i64) {
            return None;
        }
        let from = start.map_or(0, |start| clamp_bound(start, len));
        let to = stop.map_or(len, |stop| clamp_bound(stop, len));
        (from <= to).then(|| (self.byte_at(from), self.byte_at(to)))
    }

    fn locate(&self, part: &str, window: Option<(usize, usize)>, last: bool) -> Option<usize> {
        let (from, to) = window?;
        let text = &self.as_str()[from..to];
        let at = if last { text.rfind(part) } else { text.find(part) }?;
        Some(self.char_at_byte(from + at))
    }

    /// `s.find(part)`.
    pub fn find(&self, part: &str) -> Int {
        self.find_in(part, None, None)
    }

    /// `s.find(part, start, stop)`.
    pub fn find_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> Int {
        self.locate(part, self.window(start, stop), false).map_or(Int::new(-1), Int::from)
    }

    /// `s.rfind(part)`.
    pub fn rfind(&self, part: &str) -> Int {
        self.rfind_in(part, None, None)
    }

    /// `s.rfind(part, start, stop)`.
    pub fn rfind_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> Int {
        self.locate(part, self.window(start, stop), true).map_or(Int::new(-1), Int::from)
    }

    /// `s.index(part)`. ValueError.
    pub fn index(&self, part: &str) -> Result<Int> {
        self.index_in(part, None, None)
    }

    /// `s.index(part, start, stop)`. ValueError.
    pub fn index_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> Result<Int> {
        let found = self.locate(part, self.window(start, stop), false);
        found.map(Int::from).ok_or_else(|| value_error("substring not found"))
    }

    /// `s.rindex(part)`. ValueError.
    pub fn rindex(&self, part: &str) -> Result<Int> {
        self.rindex_in(part, None, None)
    }

    /// `s.rindex(part, start, stop)`. ValueError.
    pub fn rindex_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> Result<Int> {
        let found = self.locate(part, self.window(start, stop), true);
        found.map(Int::from).ok_or_else(|| value_error("substring not found"))
    }

    /// `s.count(part)`.
    pub fn count(&self, part: &str) -> Int {
        self.count_in(part, None, None)
    }

    /// `s.count(part, start, stop)`.
    pub fn count_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> Int {
        let Some((from, to)) = self.window(start, stop) else { return Int::ZERO };
        // std finds the empty text at every boundary, as Python does.
        Int::from(self.as_str()[from..to].matches(part).count())
    }

    /// `s.startswith(part)`.
    pub fn startswith(&self, part: &str) -> bool {
        self.as_str().starts_with(part)
    }

    /// `s.startswith(part, start, stop)`.
    pub fn startswith_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> bool {
        self.window(start, stop).is_some_and(|(from, to)| self.as_str()[from..to].starts_with(part))
    }

    /// `s.startswith((a, b))`.
    pub fn startswith_any(&self, parts: impl IntoIterator<Item = Str>) -> bool {
        parts.into_iter().any(|part| self.startswith(&part))
    }

    /// `s.endswith(part)`.
    pub fn endswith(&self, part: &str) -> bool {
        self.as_str().ends_with(part)
    }

    /// `s.endswith(part, start, stop)`.
    pub fn endswith_in(&self, part: &str, start: Option<&Int>, stop: Option<&Int>) -> bool {
        self.window(start, stop).is_some_and(|(from, to)| self.as_str()[from..to].ends_with(part))
    }

    /// `s.endswith((a, b))`.
    pub fn endswith_any(&self, parts: impl IntoIterator<Item = Str>) -> bool {
        parts.into_iter().any(|part| self.endswith(&part))
    }

    /// `s.replace(old, new)`.
    pub fn replace(&self, old: &str, new: &str) -> Str {
        if !old.is_empty() && !self.as_str().contains(old) {
            return self.clone();
        }
        Str::from(self.as_str().replace(old, new))
    }

    /// `s.replace(old, new, count)`; a negative count is no limit.
    pub fn replace_n(&self, old: &str, new: &str, count: &Int) -> Str {
        match count.to_usize() {
            Some(count) => Str::from(self.as_str().replacen(old, new, count)),
            None if count.is_negative() => self.replace(old, new),
            None => self.replace(old, new),
        }
    }

    /// `s.removeprefix(part)`.
    pub fn removeprefix(&self, part: &str) -> Str {
        self.as_str().strip_prefix(part).map_or_else(|| self.clone(), Str::from)
    }

    /// `s.removesuffix(part)`.
    pub fn removesuffix(&self, part: &str) -> Str {
        self.as_str().strip_suffix(part).map_or_else(|| self.clone(), Str::from)
    }
}
