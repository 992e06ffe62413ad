//! What translated control flow calls: leaving a `try` by its label, drawing from iterators, asserting.

use super::exc::{Exc, Result};
use super::exc_classes::{ASSERTION_ERROR, INDEX_ERROR, STOP_ITERATION, type_error};
use super::format::Format;
use super::generator::{Co, Gen};
use super::int::Int;
use super::iter::Iter;
use super::list::List;
use super::show::{Show, str};
use super::text::Str;
use std::future::Future;

/// `?` for code inside a `try`: an exception leaves the labelled block as its value.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_attempt {
    ($label:lifetime, $value:expr) => {
        match $value {
            Ok(value) => value,
            Err(error) => break $label Err(error),
        }
    };
}
pub use __py_attempt as attempt;

/// The value of a union that is known to be of one variant, by reference.
#[doc(hidden)]
#[macro_export]
macro_rules! __py_variant {
    ($value:expr, $($variant:ident)::+) => {
        match $value {
            $($variant)::+(value) => value,
            _ => $crate::py::internal("a value is not of the kind that a test before found"),
        }
    };
}
pub use __py_variant as variant;

/// How a block before a `finally` was left.
pub enum Way<T> {
    /// At its end, or by an exception.
    Through,
    /// By `return value`.
    Return(T),
    /// By `break`.
    Break,
    /// By `continue`.
    Continue,
}

/// Stands where no value can come about.
pub fn unreachable<T>() -> T {
    super::program::internal("a place was reached that no value can reach")
}

/// Stands where the program cannot get.
pub fn never() -> ! {
    super::program::internal("a place was reached that the program cannot get to")
}

/// The exception of a failed `assert` without a message.
pub fn assertion_error_bare() -> Exc {
    Exc::bare(&ASSERTION_ERROR)
}

/// The exception of a failed `assert` with one.
pub fn assertion_error_with<T: Show + ?Sized>(message: &T) -> Exc {
    Exc::new(&ASSERTION_ERROR, str(message))
}

/// All items of an iterator, or the exception that drawing one raised.
pub fn drain<T>(items: impl IntoIterator<Item = Result<T>>) -> Result<Vec<T>> {
    items.into_iter().collect()
}

/// The items for which `holds` answers true.
pub fn try_filter<T>(items: impl IntoIterator<Item = T>, mut holds: impl FnMut(&T) -> Result<bool>) -> Result<Vec<T>> {
    let mut out = Vec::new();
    for item in items {
        if holds(&item)? {
            out.push(item);
        }
    }
    Ok(out)
}

/// An iterator over `item(0)`, `item(1)`, ... until IndexError: Python's older protocol.
pub fn iter_items<T>(mut item: impl FnMut(Int) -> Result<T>) -> impl Iterator<Item = Result<T>> {
    let mut next = 0i64;
    std::iter::from_fn(move || {
        let found = item(Int::from(next));
        next += 1;
        match found {
            Err(exc) if exc.is(&INDEX_ERROR) || exc.is(&STOP_ITERATION) => None,
            found => Some(found),
        }
    })
}

/// An iterator over what `__next__` gives until StopIteration.
pub fn iter_next<T>(mut next: impl FnMut() -> Result<T>) -> impl Iterator<Item = Result<T>> {
    std::iter::from_fn(move || match next() {
        Err(exc) if exc.is(&STOP_ITERATION) => None,
        found => Some(found),
    })
}

/// A generator from its body.
pub fn generator<T: 'static, F: Future<Output = Result<()>> + 'static>(
    body: impl FnOnce(Co<T>) -> F + 'static,
) -> Iter<T> {
    Gen::new(body)
}

/// A generator whose body has handlers around its yields.
pub fn handling_generator<T: 'static, F: Future<Output = Result<()>> + 'static>(
    body: impl FnOnce(Co<T>) -> F + 'static,
) -> Iter<T> {
    Gen::handling(body)
}

/// A generator that yields inside of `with`, or of a `try` that acts when it is left.
pub fn guarding_generator<T: 'static, F: Future<Output = Result<()>> + 'static>(
    body: impl FnOnce(Co<T>) -> F + 'static,
) -> Iter<T> {
    Gen::guarding(body)
}

/// `format(value, spec)` with a specification that is known to suit the type.
pub fn format<T: Format + ?Sized>(value: &T, spec: &str) -> Str {
    or_terminal(super::format::format_spec(value, spec))
}

/// The item that `__next__` gave, None where it raised StopIteration.
pub fn or_stopped<T>(item: Result<T>) -> Result<Option<T>> {
    match item {
        Ok(item) => Ok(Some(item)),
        Err(exc) if exc.is(&STOP_ITERATION) => Ok(None),
        Err(exc) => Err(exc),
    }
}

/// The value, where no exception can pass on: one ends the program as if uncaught.
pub fn or_terminal<T>(value: Result<T>) -> T {
    value.unwrap_or_else(|exc| super::program::terminal(exc))
}

/// The items' texts, joined: `print(*items, sep=separator)`.
pub fn join_str<T: Show>(items: impl IntoIterator<Item = T>, separator: &str) -> String {
    let mut out = String::new();
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_str(separator);
        }
        item.write_str(&mut out);
    }
    out
}

/// `separator.join(items)` where an item may be None.
pub fn join_optional(separator: &Str, items: impl IntoIterator<Item = Option<Str>>) -> Result<Str> {
    let mut all = Vec::new();
    for (i, item) in items.into_iter().enumerate() {
        match item {
            Some(item) => all.push(item),
            None => return Err(type_error(format!("sequence item {i}: expected str instance, NoneType found"))),
        }
    }
    Ok(separator.join(all))
}

/// `join` over items that are no strings: right for no items, else TypeError.
pub fn join_unsupported<T>(items: impl IntoIterator<Item = T>, message: &str) -> Result<Str> {
    match items.into_iter().next() {
        None => Ok(Str::from("")),
        Some(_) => Err(type_error(message)),
    }
}

/// `sum` over items that are no numbers: 0 for no items, else TypeError.
pub fn sum_unsupported<T>(items: impl IntoIterator<Item = T>, message: &str) -> Result<Int> {
    match items.into_iter().next() {
        None => Ok(Int::from(0)),
        Some(_) => Err(type_error(message)),
    }
}

/// A bool as the number that it is.
pub fn bool_float(value: bool) -> f64 {
    f64::from(u8::from(value))
}

/// Seconds on a clock that only goes forward.
pub fn perf_counter() -> f64 {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

/// Items of a list that is known to be long enough.
impl<T: Clone> List<T> {
    /// The item at `position`, from the end where negative.
    pub fn item(&self, position: i64) -> T {
        or_terminal(self.get(position))
    }
}

/// The items of an iterator whose exceptions no handler can see: one ends the program as if uncaught.
pub fn values<T>(items: impl IntoIterator<Item = Result<T>>) -> impl Iterator<Item = T> {
    items.into_iter().map(or_terminal)
}

/// `enumerate` over items whose making may raise.
pub fn try_enumerate<T>(
    items: impl IntoIterator<Item = Result<T>>,
    start: Int,
) -> impl Iterator<Item = Result<(Int, T)>> {
    let mut next = start;
    items.into_iter().map(move |item| {
        let at = next.clone();
        next += 1;
        item.map(|item| (at, item))
    })
}

/// `zip` of two iterators whose items' making may raise.
pub fn try_zip<A, B>(
    a: impl IntoIterator<Item = Result<A>>,
    b: impl IntoIterator<Item = Result<B>>,
) -> impl Iterator<Item = Result<(A, B)>> {
    let (mut a, mut b) = (a.into_iter(), b.into_iter());
    std::iter::from_fn(move || {
        let first = match a.next()? {
            Ok(first) => first,
            Err(error) => return Some(Err(error)),
        };
        Some(b.next()?.map(|second| (first, second)))
    })
}

/// The value of a module's variable that may be unset; NameError where it is.
pub fn defined<'a, T>(value: &'a Option<T>, name: &str) -> Result<&'a T> {
    value.as_ref().ok_or_else(|| super::exc_classes::name_error(format!("name '{name}' is not defined")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{index_error, stop_iteration, value_error};

    fn raised<T>(result: Result<T>) -> String {
        result.err().map(|exc| exc.to_string()).unwrap_or_default()
    }

    #[test]
    fn attempt_leaves_its_block_with_the_exception() {
        let run = |fail: bool| -> Result<i64> {
            'tried: {
                let value = attempt!('tried, if fail { Err(value_error("no")) } else { Ok(1) });
                Ok(value + 1)
            }
        };
        assert_eq!(run(false).ok(), Some(2));
        assert_eq!(raised(run(true)), "no");
    }

    #[test]
    fn draining_stops_at_the_first_exception() {
        let mut seen = 0;
        let items = [Ok(1), Err(value_error("two")), Ok(3)].into_iter().inspect(|_| seen += 1);
        assert_eq!(raised(drain(items)), "two");
        assert_eq!(seen, 2);
        assert_eq!(drain([Ok(1), Ok(2)]).ok(), Some(vec![1, 2]));
    }

    #[test]
    fn filters_and_enumerations_may_raise() {
        let odd = |n: &i64| if *n < 0 { Err(value_error("negative")) } else { Ok(n % 2 == 1) };
        assert_eq!(try_filter([1, 2, 3], odd).ok(), Some(vec![1, 3]));
        assert_eq!(raised(try_filter([1, -1], odd)), "negative");
    }

    #[test]
    fn older_iteration_ends_at_index_errors_alone() {
        let item = |limit: i64| move |i: Int| if i >= limit { Err(index_error("end")) } else { Ok(i) };
        assert_eq!(iter_items(item(3)).count(), 3);
        let mut failing = iter_items(|_| Err::<i64, _>(value_error("broken")));
        assert_eq!(failing.next().map(raised).as_deref(), Some("broken"));
    }

    #[test]
    fn next_ends_at_stop_iteration_alone() {
        let mut n = 0;
        let upto = iter_next(|| {
            n += 1;
            if n > 2 { Err(stop_iteration()) } else { Ok(n) }
        });
        assert_eq!(drain(upto).ok(), Some(vec![1, 2]));
        assert_eq!(or_stopped::<i64>(Err(stop_iteration())).ok(), Some(None));
        assert_eq!(raised(or_stopped::<i64>(Err(value_error("other")))), "other");
    }

    #[test]
    fn joins_name_the_item_that_is_no_text() {
        let items = [Some(Str::lit("a")), None];
        assert_eq!(
            raised(join_optional(&Str::lit(","), items)),
            "sequence item 1: expected str instance, NoneType found"
        );
        assert_eq!(join_str([Int::from(1), Int::from(2)], "-"), "1-2");
    }
}
