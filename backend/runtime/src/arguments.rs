//! How a call whose arguments are counted only when the program runs fills a function's parameters: `f(*items, **options)`.
//! Knows nothing of the function itself; the messages are CPython's.

use super::dict::Dict;
use super::exc::{Exc, Result};
use super::exc_classes::type_error;
use super::text::Str;

/// A function's parameters, as far as binding needs them.
pub struct Takes {
    /// The qualified name, for messages.
    pub function: &'static str,
    /// The module, for messages.
    pub module: &'static str,
    /// All parameters by name, keyword-only ones last, without `*args` and `**kwargs`.
    pub names: &'static [&'static str],
    /// How many of them may be given by position.
    pub positional: usize,
    /// How many of those only by position.
    pub positional_only: usize,
    /// How many of the positional ones have defaults.
    pub defaults: usize,
    /// Keyword-only parameters without a default.
    pub required: &'static [&'static str],
    /// Whether there is `*args`.
    pub rest: bool,
    /// Whether there is `**kwargs`.
    pub keywords: bool,
}

/// The items of a call through a value, of which it takes `count`. Ends the program where there are others: the value
/// does not know the function's name, which the TypeError has.
pub fn exactly<T>(items: impl IntoIterator<Item = T>, count: usize) -> Vec<T> {
    let items: Vec<T> = items.into_iter().collect();
    if items.len() != count {
        super::program::unsupported("a function value is called with more or fewer arguments than it takes");
    }
    items
}

/// Arguments that have found their parameters.
pub struct Bound<P, K> {
    before: usize,
    items: Vec<P>,
    keywords: Dict<Str, K>,
}

impl Takes {
    /// Binds `before` arguments that are known to be there, the items after them, the keywords `named` in the call and
    /// the mapping after them. TypeError as CPython raises it.
    pub fn bind<P: Clone, K: Clone>(
        &self,
        before: usize,
        items: impl IntoIterator<Item = P>,
        named: &[&str],
        keywords: &Dict<Str, K>,
    ) -> Result<Bound<P, K>> {
        let items: Vec<P> = items.into_iter().collect();
        let keywords = keywords.copy();
        let given = before + items.len();
        let mut by_keyword: Vec<Str> = named.iter().map(|name| Str::from(*name)).collect();
        for name in keywords.keys() {
            if named.contains(&name.as_str()) {
                return Err(type_error(format!(
                    "{}.{}() got multiple values for keyword argument '{}'",
                    self.module,
                    self.function,
                    name.as_str()
                )));
            }
            by_keyword.push(name);
        }
        for name in &by_keyword {
            match self.names.iter().position(|have| *have == name.as_str()) {
                Some(at) if at >= self.positional_only => {
                    if at < given.min(self.positional) {
                        return Err(self.wrong(format!("got multiple values for argument '{}'", name.as_str())));
                    }
                }
                _ if self.keywords => {}
                Some(_) => {
                    let only: Vec<&str> = by_keyword
                        .iter()
                        .map(Str::as_str)
                        .filter(|name| self.names[..self.positional_only].contains(name))
                        .collect();
                    return Err(self.wrong(format!(
                        "got some positional-only arguments passed as keyword arguments: '{}'",
                        only.join(", ")
                    )));
                }
                None => {
                    return Err(self.wrong(format!("got an unexpected keyword argument '{}'", name.as_str())));
                }
            }
        }
        let has = |name: &str| by_keyword.iter().any(|have| have.as_str() == name);
        if given > self.positional && !self.rest {
            return Err(self.too_many(given, self.names[self.positional..].iter().filter(|name| has(name)).count()));
        }
        let missing: Vec<&str> = self.names[..self.positional - self.defaults]
            .iter()
            .enumerate()
            .filter(|(at, name)| *at >= given && !(*at >= self.positional_only && has(name)))
            .map(|(_, name)| *name)
            .collect();
        if !missing.is_empty() {
            return Err(self.missing("positional", &missing));
        }
        let missing: Vec<&str> = self.required.iter().copied().filter(|name| !has(name)).collect();
        if !missing.is_empty() {
            return Err(self.missing("keyword-only", &missing));
        }
        Ok(Bound { before, items, keywords })
    }

    /// What a call that is known not to fit raises.
    pub fn mismatch(&self, given: usize, named: &[&str]) -> Exc {
        match self.bind(given, [(); 0], named, &Dict::<Str, ()>::new()) {
            Err(exc) => exc,
            Ok(_) => super::program::internal("a call was taken for one that does not fit"),
        }
    }

    fn wrong(&self, what: String) -> Exc {
        type_error(format!("{}() {what}", self.function))
    }

    fn too_many(&self, given: usize, by_keyword: usize) -> Exc {
        let s = |n: usize| if n == 1 { "" } else { "s" };
        let (takes, plural) = match self.defaults {
            0 => (self.positional.to_string(), s(self.positional)),
            n => (format!("from {} to {}", self.positional - n, self.positional), "s"),
        };
        let also = match by_keyword {
            0 => String::new(),
            n => format!(" positional argument{} (and {n} keyword-only argument{})", s(given), s(n)),
        };
        let were = if given == 1 && by_keyword == 0 { "was" } else { "were" };
        self.wrong(format!("takes {takes} positional argument{plural} but {given}{also} {were} given"))
    }

    fn missing(&self, kind: &str, names: &[&str]) -> Exc {
        let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        let list = match quoted.as_slice() {
            [one] => one.clone(),
            [a, b] => format!("{a} and {b}"),
            [many @ .., last] => format!("{}, and {last}", many.join(", ")),
            [] => String::new(),
        };
        let s = if names.len() == 1 { "" } else { "s" };
        self.wrong(format!("missing {} required {kind} argument{s}: {list}", names.len()))
    }
}

impl<P: Clone, K: Clone> Bound<P, K> {
    /// The argument for the positional parameter `at`, if the items hold it.
    pub fn position(&self, at: usize) -> Option<P> {
        self.items.get(at.checked_sub(self.before)?).cloned()
    }

    /// The argument for a parameter by its name, if the mapping holds it.
    pub fn keyword(&self, name: &str) -> Option<K> {
        self.keywords.take(name)
    }

    /// The items from the positional parameter `at` on: what `*args` gets.
    pub fn rest(&self, at: usize) -> impl Iterator<Item = P> {
        self.items.clone().into_iter().skip(at.saturating_sub(self.before))
    }

    /// What is left of the mapping: what `**kwargs` gets.
    pub fn others(&self) -> Dict<Str, K> {
        self.keywords.clone()
    }
}
