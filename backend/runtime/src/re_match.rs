//! A match of a regular expression: its groups, by number and by name, and where they lie.

use super::dict::Dict;
use super::exc::{Exc, Result};
use super::exc_classes::INDEX_ERROR;
use super::int::Int;
use super::re::{Pattern, Subject};
use super::re_template::expand;
use super::show::{Show, repr};
use super::text::Str;
use super::truth::{Truthy, TypeName};
use super::tuple::Tuple;
use std::fmt;
use std::rc::Rc;

/// A match.
#[derive(Clone)]
pub struct Match {
    pub(super) pattern: Pattern,
    pub(super) subject: Rc<Subject>,
    /// Begin and end of the match, then of each group.
    pub(super) bounds: Rc<[Option<usize>]>,
}

fn no_such_group() -> Exc {
    Exc::new(&INDEX_ERROR, "no such group")
}

impl Match {
    pub(super) fn bounds_of(&self, group: usize) -> Option<(usize, usize)> {
        match (self.bounds.get(2 * group), self.bounds.get(2 * group + 1)) {
            (Some(Some(start)), Some(Some(end))) => Some((*start, *end)),
            _ => None,
        }
    }

    /// The text of a group that exists, None where it did not match.
    pub(super) fn text_of(&self, group: usize) -> Option<Str> {
        self.bounds_of(group).map(|(start, end)| self.subject.part(start, end))
    }

    fn number(&self, group: &Int) -> Result<usize> {
        group.to_usize().filter(|group| *group <= self.pattern.0.groups).ok_or_else(no_such_group)
    }

    fn named(&self, name: &str) -> Result<usize> {
        let found = self.pattern.0.names.iter().find(|(one, _)| one == name);
        found.map(|(_, group)| *group).ok_or_else(no_such_group)
    }

    /// `m.group()`, `m[0]`.
    pub fn whole(&self) -> Str {
        self.text_of(0).unwrap_or_default()
    }

    /// `m.group(n)`, `m[n]`. IndexError.
    pub fn group(&self, group: &Int) -> Result<Option<Str>> {
        Ok(self.text_of(self.number(group)?))
    }

    /// `m.group(name)`, `m[name]`. IndexError.
    pub fn group_named(&self, name: &str) -> Result<Option<Str>> {
        Ok(self.text_of(self.named(name)?))
    }

    /// `m.groups()`.
    pub fn groups(&self) -> Tuple<Option<Str>> {
        (1..=self.pattern.0.groups).map(|group| self.text_of(group)).collect()
    }

    /// `m.groups(default)`.
    pub fn groups_or(&self, default: &Str) -> Tuple<Str> {
        self.groups().iter().map(|text| text.unwrap_or_else(|| default.clone())).collect()
    }

    /// `m.groupdict()`.
    pub fn groupdict(&self) -> Dict<Str, Option<Str>> {
        self.pattern.0.names.iter().map(|(name, group)| (Str::from(name), self.text_of(*group))).collect()
    }

    /// `m.span(n)`: (-1, -1) where the group did not match. IndexError.
    pub fn span(&self, group: &Int) -> Result<(Int, Int)> {
        let group = self.number(group)?;
        Ok(match self.bounds_of(group) {
            Some((start, end)) => (Int::from(start), Int::from(end)),
            None => (Int::new(-1), Int::new(-1)),
        })
    }

    /// `m.start(n)`. IndexError.
    pub fn start(&self, group: &Int) -> Result<Int> {
        self.span(group).map(|(start, _)| start)
    }

    /// `m.end(n)`. IndexError.
    pub fn end(&self, group: &Int) -> Result<Int> {
        self.span(group).map(|(_, end)| end)
    }

    /// `m.expand(template)`. re.error.
    pub fn expand(&self, template: &Str) -> Result<Str> {
        let compiled = &self.pattern.0;
        let template = super::re_template::parse(template, compiled.groups, &compiled.names)?;
        let mut out = String::new();
        expand(&template, self, &mut out);
        Ok(Str::from(out))
    }

    /// `m.string`.
    pub fn string(&self) -> Str {
        self.subject.text.clone()
    }

    /// `m.re`.
    pub fn re(&self) -> Pattern {
        self.pattern.clone()
    }
}

impl Show for Match {
    fn write_repr(&self, out: &mut String) {
        let (start, end) = self.bounds_of(0).unwrap_or((0, 0));
        let text = repr(&self.whole());
        // CPython cuts the repr at 50 characters.
        let text: String = text.chars().take(50).collect();
        out.push_str(&format!("<re.Match object; span=({start}, {end}), match={text}>"));
    }
}

impl fmt::Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::show::str(self))
    }
}

impl Truthy for Match {
    fn truthy(&self) -> bool {
        true
    }
}

impl TypeName for Match {
    fn type_name(&self) -> &'static str {
        "Match"
    }
}

impl super::eq::PyEq for Match {
    fn py_eq(&self, other: &Match) -> bool {
        Rc::ptr_eq(&self.bounds, &other.bounds)
    }
}
