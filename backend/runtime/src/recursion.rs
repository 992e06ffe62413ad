//! The recursion limit: calls are counted, and one too many is a RecursionError instead of a crash.

use super::exc::Result;
use super::exc_classes::{recursion_error, value_error};
use super::int::Int;
use std::cell::Cell;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(1) };
    static LIMIT: Cell<usize> = const { Cell::new(1000) };
}

/// One call on the way; leaving it is dropping this.
pub struct RecursionGuard(());

impl Drop for RecursionGuard {
    #[inline]
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}

/// Enters a call. RecursionError where the limit is reached.
#[inline]
pub fn recursion_guard() -> Result<RecursionGuard> {
    let depth = DEPTH.with(|depth| {
        depth.set(depth.get() + 1);
        depth.get()
    });
    let guard = RecursionGuard(());
    if depth > LIMIT.with(Cell::get) {
        return Err(recursion_error("maximum recursion depth exceeded"));
    }
    Ok(guard)
}

/// `sys.setrecursionlimit(n)`. ValueError below 1, RecursionError below the present depth.
pub fn set_recursion_limit(limit: &Int) -> Result<()> {
    let limit = match limit.to_i64() {
        Some(limit) if limit >= 1 => limit as usize,
        Some(_) => return Err(value_error("recursion limit must be greater or equal than 1")),
        None => return Err(super::exc_classes::overflow_error("Python int too large to convert to C int")),
    };
    let depth = DEPTH.with(Cell::get);
    if depth >= limit {
        return Err(recursion_error(format!(
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        )));
    }
    LIMIT.with(|slot| slot.set(limit));
    Ok(())
}

/// `sys.getrecursionlimit()`.
pub fn get_recursion_limit() -> Int {
    Int::from(LIMIT.with(Cell::get))
}
