//! Python's `re`: patterns, matches and the functions on them, by a backtracking engine of Python's own kind.
//! Used as `re::search(pattern, &text, flags)`. Syntax is in `super::re_parse`, matching in `super::re_program`,
//! matches in `super::re_match`.
//!
//! Positions are code points. `findall` comes in one form for patterns of no or one group and one for more.

use super::dict::Dict;
use super::exc::Result;
use super::exc_classes::value_error;
use super::int::Int;
use super::iter::Iter;
use super::list::List;
use super::re_machine::Ending;
use super::re_parse::parse;
use super::re_program::Program;
use super::re_syntax::Flags;
use super::re_template::expand;
use super::show::{Show, repr};
use super::text::Str;
use super::truth::{Truthy, TypeName};
use super::tuple::Tuple;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

pub use super::re_match::Match;
pub use super::re_parse::RE_ERROR;

/// `re.IGNORECASE`.
pub const IGNORECASE: i64 = 2;
/// `re.MULTILINE`.
pub const MULTILINE: i64 = 8;
/// `re.DOTALL`.
pub const DOTALL: i64 = 16;
/// `re.UNICODE`.
pub const UNICODE: i64 = 32;
/// `re.VERBOSE`.
pub const VERBOSE: i64 = 64;
/// `re.ASCII`.
pub const ASCII: i64 = 256;

pub(super) struct Compiled {
    source: Str,
    flags: Flags,
    pub(super) groups: usize,
    pub(super) names: Vec<(String, usize)>,
    program: Program,
}

/// A compiled pattern.
#[derive(Clone)]
pub struct Pattern(pub(super) Rc<Compiled>);

/// A text as the engine wants it.
pub(super) struct Subject {
    pub(super) text: Str,
    chars: Vec<char>,
}

thread_local! {
    /// What the functions of the module have compiled.
    static CACHE: RefCell<HashMap<(String, i64), Pattern>> = RefCell::new(HashMap::new());
}

/// Patterns that the cache keeps, as many as CPython's.
const CACHED: usize = 512;

/// `re.compile(pattern, flags)`. re.error.
pub fn compile(pattern: &str, flags: i64) -> Result<Pattern> {
    let key = (pattern.to_string(), flags);
    if let Some(found) = CACHE.with(|cache| cache.borrow().get(&key).cloned()) {
        return Ok(found);
    }
    if flags & ASCII != 0 && flags & UNICODE != 0 {
        return Err(value_error("ASCII and UNICODE flags are incompatible"));
    }
    let given = Flags {
        ignore_case: flags & IGNORECASE != 0,
        multiline: flags & MULTILINE != 0,
        dot_all: flags & DOTALL != 0,
        verbose: flags & VERBOSE != 0,
        ascii: flags & ASCII != 0,
    };
    let parsed = parse(pattern, given)?;
    let program = Program::new(&parsed.node, parsed.groups);
    let compiled = Pattern(Rc::new(Compiled {
        source: Str::from(pattern),
        flags: parsed.flags,
        groups: parsed.groups,
        names: parsed.names,
        program,
    }));
    CACHE.with(|cache| {
        let mut cache = cache.borrow_mut();
        if cache.len() >= CACHED {
            cache.clear();
        }
        cache.insert(key, compiled.clone());
    });
    Ok(compiled)
}

/// `re.escape(text)`.
pub fn escape(text: &str) -> Str {
    let mut out = String::new();
    for c in text.chars() {
        if "()[]{}?*+-|^$\\.&~# \t\n\r\x0b\x0c".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    Str::from(out)
}

macro_rules! module_functions {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $ty:ty),*) -> $result:ty, |$compiled:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name(pattern: &str, $($arg: $ty,)* flags: i64) -> Result<$result> {
            let $compiled = compile(pattern, flags)?;
            $body
        }
    )*};
}

module_functions! {
    /// `re.match(pattern, text, flags)`. re.error.
    match_(text: &Str) -> Option<Match>, |compiled| Ok(compiled.match_(text));
    /// `re.search(pattern, text, flags)`. re.error.
    search(text: &Str) -> Option<Match>, |compiled| Ok(compiled.search(text));
    /// `re.fullmatch(pattern, text, flags)`. re.error.
    fullmatch(text: &Str) -> Option<Match>, |compiled| Ok(compiled.fullmatch(text));
    /// `re.findall(pattern, text, flags)` of no or one group. re.error.
    findall(text: &Str) -> List<Str>, |compiled| Ok(compiled.findall(text));
    /// `re.findall(pattern, text, flags)` of more groups. re.error.
    findall_groups(text: &Str) -> List<Tuple<Str>>, |compiled| Ok(compiled.findall_groups(text));
    /// `re.finditer(pattern, text, flags)`. re.error.
    finditer(text: &Str) -> Iter<Match>, |compiled| Ok(compiled.finditer(text));
    /// `re.split(pattern, text, most, flags)`. re.error.
    split(text: &Str, most: &Int) -> List<Option<Str>>, |compiled| Ok(compiled.split(text, most));
    /// `re.sub(pattern, template, text, count, flags)`. re.error.
    sub(template: &Str, text: &Str, count: &Int) -> Str, |compiled| compiled.sub(template, text, count);
    /// `re.subn(pattern, template, text, count, flags)`. re.error.
    subn(template: &Str, text: &Str, count: &Int) -> (Str, Int), |compiled| compiled.subn(template, text, count);
}

/// `re.sub(pattern, function, text, count, flags)`. re.error; what the function raises.
pub fn sub_with(
    pattern: &str,
    function: impl FnMut(Match) -> Result<Str>,
    text: &Str,
    count: &Int,
    flags: i64,
) -> Result<Str> {
    compile(pattern, flags)?.sub_with(function, text, count)
}

/// The matches of a pattern in a text, one after the other.
struct Scan {
    pattern: Pattern,
    subject: Rc<Subject>,
    at: usize,
    /// Whether the last match was empty: the next one at its place must not be.
    advance: bool,
}

impl Scan {
    fn new(pattern: &Pattern, text: &Str) -> Scan {
        Scan { pattern: pattern.clone(), subject: Subject::new(text), at: 0, advance: false }
    }
}

impl Iterator for Scan {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        let found = self.pattern.find(&self.subject, self.at, self.advance)?;
        let (start, end) = found.bounds_of(0)?;
        self.at = end;
        self.advance = start == end;
        Some(found)
    }
}

impl Subject {
    fn new(text: &Str) -> Rc<Subject> {
        Rc::new(Subject { text: text.clone(), chars: text.chars().collect() })
    }

    pub(super) fn part(&self, start: usize, end: usize) -> Str {
        self.text.sub(start, end)
    }
}

fn limit(count: &Int) -> usize {
    // 0, and for a split a negative one too, is no limit.
    match count.to_usize() {
        Some(0) | None => usize::MAX,
        Some(count) => count,
    }
}

impl Pattern {
    fn matched(&self, subject: &Rc<Subject>, bounds: Vec<Option<usize>>) -> Match {
        Match { pattern: self.clone(), subject: Rc::clone(subject), bounds: Rc::from(bounds) }
    }

    /// The first match at or after a position.
    fn find(&self, subject: &Rc<Subject>, from: usize, advance: bool) -> Option<Match> {
        let chars = &subject.chars;
        let first = self.0.program.first();
        let mut advance = advance;
        for start in from..=chars.len() {
            let possible = first.is_none_or(|single| chars.get(start).is_some_and(|c| single.matches(*c)));
            if possible {
                let ending = Ending { at_end: false, advance };
                if let Some(bounds) = self.0.program.run(chars, start, ending) {
                    return Some(self.matched(subject, bounds));
                }
            }
            advance = false;
        }
        None
    }

    fn at_start(&self, text: &Str, at_end: bool) -> Option<Match> {
        let subject = Subject::new(text);
        let bounds = self.0.program.run(&subject.chars, 0, Ending { at_end, advance: false })?;
        Some(self.matched(&subject, bounds))
    }

    /// `p.match(text)`.
    pub fn match_(&self, text: &Str) -> Option<Match> {
        self.at_start(text, false)
    }

    /// `p.fullmatch(text)`.
    pub fn fullmatch(&self, text: &Str) -> Option<Match> {
        self.at_start(text, true)
    }

    /// `p.search(text)`.
    pub fn search(&self, text: &Str) -> Option<Match> {
        self.find(&Subject::new(text), 0, false)
    }

    /// `p.finditer(text)`.
    pub fn finditer(&self, text: &Str) -> Iter<Match> {
        Iter::new(Scan::new(self, text))
    }

    /// `p.findall(text)` of a pattern of no or one group.
    pub fn findall(&self, text: &Str) -> List<Str> {
        let group = self.0.groups.min(1);
        Scan::new(self, text).map(|found| found.text_of(group).unwrap_or_default()).collect()
    }

    /// `p.findall(text)` of a pattern of more groups.
    pub fn findall_groups(&self, text: &Str) -> List<Tuple<Str>> {
        let groups = self.0.groups;
        Scan::new(self, text)
            .map(|found| (1..=groups).map(|group| found.text_of(group).unwrap_or_default()).collect())
            .collect()
    }

    /// `p.split(text, most)`: the groups stand between the parts, None where one did not match.
    pub fn split(&self, text: &Str, most: &Int) -> List<Option<Str>> {
        let mut parts = Vec::new();
        let mut from = 0;
        let scan = Scan::new(self, text);
        let subject = Rc::clone(&scan.subject);
        let most = if most.is_negative() { 0 } else { limit(most) };
        for found in scan.take(most) {
            let (start, end) = found.bounds_of(0).unwrap_or((0, 0));
            parts.push(Some(subject.part(from, start)));
            parts.extend((1..=self.0.groups).map(|group| found.text_of(group)));
            from = end;
        }
        parts.push(Some(subject.part(from, subject.chars.len())));
        List::from(parts)
    }

    /// `p.split(text, most)` of a pattern without groups.
    pub fn split_parts(&self, text: &Str, most: &Int) -> List<Str> {
        self.split(text, most).iter().map(Option::unwrap_or_default).collect()
    }

    fn replace(
        &self,
        text: &Str,
        count: &Int,
        mut replacement: impl FnMut(Match, &mut String) -> Result<()>,
    ) -> Result<(Str, Int)> {
        let scan = Scan::new(self, text);
        let subject = Rc::clone(&scan.subject);
        let mut out = String::new();
        let (mut from, mut done) = (0, 0usize);
        let most = if count.is_negative() { 0 } else { limit(count) };
        for found in scan.take(most) {
            let (start, end) = found.bounds_of(0).unwrap_or((0, 0));
            out.extend(&subject.chars[from..start]);
            replacement(found, &mut out)?;
            from = end;
            done += 1;
        }
        out.extend(&subject.chars[from..]);
        Ok((Str::from(out), Int::from(done)))
    }

    /// `p.subn(template, text, count)`. re.error.
    pub fn subn(&self, template: &Str, text: &Str, count: &Int) -> Result<(Str, Int)> {
        let template = super::re_template::parse(template, self.0.groups, &self.0.names)?;
        self.replace(text, count, |found, out| {
            expand(&template, &found, out);
            Ok(())
        })
    }

    /// `p.sub(template, text, count)`. re.error.
    pub fn sub(&self, template: &Str, text: &Str, count: &Int) -> Result<Str> {
        self.subn(template, text, count).map(|(text, _)| text)
    }

    /// `p.sub(function, text, count)`. What the function raises.
    pub fn sub_with(&self, mut function: impl FnMut(Match) -> Result<Str>, text: &Str, count: &Int) -> Result<Str> {
        let done = self.replace(text, count, |found, out| {
            out.push_str(&function(found)?);
            Ok(())
        });
        done.map(|(text, _)| text)
    }

    /// `p.pattern`.
    pub fn pattern(&self) -> Str {
        self.0.source.clone()
    }

    /// `p.groups`.
    pub fn groups(&self) -> Int {
        Int::from(self.0.groups)
    }

    /// `p.groupindex`, as a dict.
    pub fn groupindex(&self) -> Dict<Str, Int> {
        self.0.names.iter().map(|(name, group)| (Str::from(name), Int::from(*group))).collect()
    }

    /// `p.flags`.
    pub fn flags(&self) -> Int {
        let flags = self.0.flags;
        let bit = |on: bool, value: i64| if on { value } else { 0 };
        Int::new(
            bit(flags.ignore_case, IGNORECASE)
                | bit(flags.multiline, MULTILINE)
                | bit(flags.dot_all, DOTALL)
                | bit(flags.verbose, VERBOSE)
                | if flags.ascii { ASCII } else { UNICODE },
        )
    }
}

impl Show for Pattern {
    fn write_repr(&self, out: &mut String) {
        let source = repr(&self.0.source);
        let source: String = source.chars().take(200).collect();
        out.push_str(&format!("re.compile({source}"));
        let flags = self.0.flags;
        let names: Vec<&str> = [
            (flags.ignore_case, "re.IGNORECASE"),
            (flags.multiline, "re.MULTILINE"),
            (flags.dot_all, "re.DOTALL"),
            (flags.verbose, "re.VERBOSE"),
            (flags.ascii, "re.ASCII"),
        ]
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| *name)
        .collect();
        if !names.is_empty() {
            out.push_str(", ");
            out.push_str(&names.join("|"));
        }
        out.push(')');
    }
}

impl Truthy for Pattern {
    fn truthy(&self) -> bool {
        true
    }
}

impl TypeName for Pattern {
    fn type_name(&self) -> &'static str {
        "Pattern"
    }
}

impl super::eq::PyEq for Pattern {
    fn py_eq(&self, other: &Pattern) -> bool {
        self.0.source == other.0.source && self.0.flags == other.0.flags
    }
}
