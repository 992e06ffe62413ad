//! Where requests go from the server's threads to the engine's: nobody enters before there is a place. It must not know
//! what an entry is.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A gate in front of one engine thread.
#[derive(Debug)]
pub struct Gate<E> {
    state: Mutex<State<E>>,
    /// Somebody entered, or the gate closed.
    entered: Condvar,
    /// There is more room, or the gate closed.
    room: Condvar,
}

#[derive(Debug)]
struct State<E> {
    seats: usize,
    pages: usize,
    inbox: Vec<(usize, E)>,
    closed: Option<String>,
}

/// What became of an attempt to enter.
#[derive(Debug)]
pub enum Entrance<E> {
    /// The engine has it.
    Entered,
    /// There is no place yet; here it is back.
    Full(E),
    /// There never will be, for this reason.
    Closed(E, String),
}

impl<E> Default for Gate<E> {
    fn default() -> Self {
        let state = State { seats: 0, pages: 0, inbox: Vec::new(), closed: None };
        Gate { state: Mutex::new(state), entered: Condvar::new(), room: Condvar::new() }
    }
}

impl<E> Gate<E> {
    /// Enters with so many pages' worth of prompt, or waits up to `patience` for room.
    pub fn enter(&self, entry: E, pages: usize, patience: Duration) -> Entrance<E> {
        let full = |state: &mut State<E>| state.closed.is_none() && (state.seats == 0 || state.pages < pages);
        let waited = self.room.wait_timeout_while(self.lock(), patience, full);
        let (mut state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(reason) = &state.closed {
            let reason = reason.clone();
            return Entrance::Closed(entry, reason);
        }
        if timeout.timed_out() {
            return Entrance::Full(entry);
        }
        state.seats -= 1;
        state.pages -= pages;
        state.inbox.push((pages, entry));
        self.entered.notify_one();
        Entrance::Entered
    }

    /// Says how much room there is for entries that are not in the inbox yet.
    pub fn publish(&self, seats: usize, pages: usize) {
        let mut state = self.lock();
        let promised: usize = state.inbox.iter().map(|(pages, _)| pages).sum();
        let before = (state.seats, state.pages);
        state.seats = seats.saturating_sub(state.inbox.len());
        state.pages = pages.saturating_sub(promised);
        if (state.seats, state.pages) != before {
            self.room.notify_all();
        }
    }

    /// Takes what has entered, waiting up to `patience` for the first. `None` once the gate is closed.
    pub fn collect(&self, patience: Duration) -> Option<Vec<E>> {
        let quiet = |state: &mut State<E>| state.closed.is_none() && state.inbox.is_empty();
        let (mut state, _) =
            self.entered.wait_timeout_while(self.lock(), patience, quiet).unwrap_or_else(PoisonError::into_inner);
        if state.closed.is_some() {
            return None;
        }
        Some(state.inbox.drain(..).map(|(_, entry)| entry).collect())
    }

    /// Lets nobody in any more. What had entered and was not collected comes back. The first reason stays.
    pub fn close(&self, reason: &str) -> Vec<E> {
        let mut state = self.lock();
        state.closed.get_or_insert_with(|| reason.to_string());
        let left = state.inbox.drain(..).map(|(_, entry)| entry).collect();
        drop(state);
        self.entered.notify_all();
        self.room.notify_all();
        left
    }

    /// Why it is closed, if it is.
    pub fn closed(&self) -> Option<String> {
        self.lock().closed.clone()
    }

    /// Nothing can panic while it holds the lock, so a poisoned state is still whole.
    fn lock(&self) -> MutexGuard<'_, State<E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::ZERO;
    const SOON: Duration = Duration::from_secs(10);

    #[test]
    fn nobody_enters_without_a_place() {
        let gate = Gate::default();
        assert!(matches!(gate.enter("a", 1, NOW), Entrance::Full("a")));
        gate.publish(2, 5);
        assert!(matches!(gate.enter("a", 3, NOW), Entrance::Entered));
        assert!(matches!(gate.enter("b", 3, NOW), Entrance::Full("b")));
        assert!(matches!(gate.enter("b", 2, NOW), Entrance::Entered));
        assert!(matches!(gate.enter("c", 0, NOW), Entrance::Full("c")));
        // What is on its way in is not given out twice.
        gate.publish(3, 8);
        assert!(matches!(gate.enter("c", 4, NOW), Entrance::Full("c")));
        assert!(matches!(gate.enter("c", 3, NOW), Entrance::Entered));
        assert_eq!(gate.collect(NOW).unwrap(), ["a", "b", "c"]);
        assert_eq!(gate.collect(NOW).unwrap(), [""; 0]);
    }

    #[test]
    fn room_wakes_who_waits_and_closing_wakes_all() {
        let gate = Gate::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.enter(1, 1, SOON));
            gate.publish(1, 1);
            assert!(matches!(waiting.join().unwrap(), Entrance::Entered));
            let waiting = scope.spawn(|| gate.enter(2, 1, SOON));
            assert_eq!(gate.close("the model unloads"), [1]);
            assert!(matches!(waiting.join().unwrap(), Entrance::Closed(2, reason) if reason == "the model unloads"));
        });
        assert!(gate.collect(SOON).is_none());
        gate.close("again");
        assert_eq!(gate.closed().unwrap(), "the model unloads");
    }
}
