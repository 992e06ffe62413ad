//! Worker threads with deep stacks for jobs that cannot be interrupted. A job that outlives its caller keeps its thread,
//! and a new thread takes its place, up to a limit. It must not know what a job does.

use crate::EngineError;
use std::any::Any;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How a job ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// With its result.
    Done(T),
    /// With a panic of this message.
    Panicked(String),
}

/// The threads of one model. Dropping it lets them end: idle ones now, busy ones when their job does.
pub struct Pool {
    shared: Arc<Shared>,
}

/// The caller's hold on a submitted job.
pub struct Ticket {
    id: u64,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    stack_bytes: usize,
    stuck_limit: usize,
}

type Job = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct State {
    next_id: u64,
    queue: VecDeque<(u64, Job)>,
    running: Vec<u64>,
    /// Running jobs whose caller has gone.
    stuck: Vec<u64>,
    /// Threads that serve or will serve the queue.
    serving: usize,
    target: usize,
    closed: bool,
}

impl Pool {
    /// Starts `threads` threads.
    pub fn start(threads: usize, stack_bytes: usize, stuck_limit: usize) -> io::Result<Pool> {
        let state = State { target: threads, ..State::default() };
        let shared = Arc::new(Shared { state: Mutex::new(state), wake: Condvar::new(), stack_bytes, stuck_limit });
        // Made first, so that its drop ends the threads that did start when a later one does not.
        let pool = Pool { shared };
        for _ in 0..threads {
            spawn(&pool.shared)?;
            pool.shared.lock().serving += 1;
        }
        Ok(pool)
    }

    /// Queues a job; `report` is called with how it ended, on the worker's thread, unless it was abandoned before it
    /// began.
    pub fn submit<T: 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
        report: impl FnOnce(Outcome<T>) + Send + 'static,
    ) -> Ticket {
        let run = Box::new(move || {
            report(match catch_unwind(AssertUnwindSafe(job)) {
                Ok(result) => Outcome::Done(result),
                Err(payload) => Outcome::Panicked(panic_message(payload.as_ref())),
            });
        });
        let mut state = self.shared.lock();
        let id = state.next_id;
        state.next_id += 1;
        state.queue.push_back((id, run));
        drop(state);
        self.shared.wake.notify_one();
        Ticket { id, shared: Arc::clone(&self.shared) }
    }

    /// Whether a thread is left that is not stuck.
    pub fn ready(&self) -> Result<(), EngineError> {
        let state = self.shared.lock();
        if state.serving > 0 {
            return Ok(());
        }
        Err(EngineError::Unavailable(format!(
            "all worker threads are held by {} translations past their time limit: reload the model, or raise \
             `stuck_worker_limit`",
            state.stuck.len()
        )))
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.closed = true;
        state.queue.clear();
        drop(state);
        self.shared.wake.notify_all();
    }
}

impl Ticket {
    /// Says that nobody waits for the job any more. A queued job never starts; a running one keeps its thread.
    pub fn abandon(self) {
        let mut state = self.shared.lock();
        state.queue.retain(|(id, _)| *id != self.id);
        if !state.running.contains(&self.id) {
            return;
        }
        state.serving -= 1;
        let replace = state.stuck.len() < self.shared.stuck_limit && !state.closed;
        state.stuck.push(self.id);
        // Without a new thread (none allowed, or none to be had) the stuck one returns to serving when it is done.
        if replace && spawn(&self.shared).is_ok() {
            state.serving += 1;
        }
    }
}

impl Shared {
    /// Nothing can panic while it holds the lock, so a poisoned state is still whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spawn(shared: &Arc<Shared>) -> io::Result<()> {
    let held = Arc::clone(shared);
    thread::Builder::new()
        .name("transpile".to_string())
        .stack_size(shared.stack_bytes)
        .spawn(move || serve(&held))
        .map(drop)
}

fn serve(shared: &Shared) {
    loop {
        let mut state = shared.lock();
        let (id, job) = loop {
            if state.closed {
                state.serving = state.serving.saturating_sub(1);
                return;
            }
            if let Some(next) = state.queue.pop_front() {
                break next;
            }
            state = shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        state.running.push(id);
        drop(state);
        job();
        let mut state = shared.lock();
        state.running.retain(|running| *running != id);
        if let Some(at) = state.stuck.iter().position(|stuck| *stuck == id) {
            state.stuck.swap_remove(at);
            if state.serving >= state.target {
                return;
            }
            state.serving += 1;
        }
    }
}

fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};
    use std::time::{Duration, Instant};

    const STACK: usize = 1 << 20;

    fn submit<T: Send + 'static>(
        pool: &Pool,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> (Ticket, Receiver<Outcome<T>>) {
        let (done, outcome) = channel();
        (pool.submit(job, move |o| drop(done.send(o))), outcome)
    }

    fn blocker() -> (Sender<()>, impl FnOnce() + Send + 'static) {
        let (release, wait) = channel::<()>();
        (release, move || wait.recv().unwrap_or_default())
    }

    fn eventually(what: &str, mut check: impl FnMut() -> bool) {
        let end = Instant::now() + Duration::from_secs(10);
        while !check() {
            assert!(Instant::now() < end, "never happened: {what}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn a_panic_is_an_outcome_and_the_thread_lives_on() {
        let pool = Pool::start(1, STACK, 0).unwrap();
        let (_t, outcome) = submit(&pool, || -> u8 { panic!("broken {}", 7) });
        assert_eq!(outcome.recv().unwrap(), Outcome::Panicked("broken 7".to_string()));
        let (_t, outcome) = submit(&pool, || 5);
        assert_eq!(outcome.recv().unwrap(), Outcome::Done(5));
    }

    #[test]
    fn an_abandoned_job_is_replaced_up_to_the_limit() {
        let pool = Pool::start(1, STACK, 1).unwrap();
        let (release_first, first) = blocker();
        let (ticket, _first) = submit(&pool, first);
        eventually("the first job runs", || pool.shared.lock().running.len() == 1);
        ticket.abandon();
        assert!(pool.ready().is_ok());
        // The replacement serves, and gets stuck as well; now nobody serves.
        let (release_second, second) = blocker();
        let (ticket, _second) = submit(&pool, second);
        eventually("the second job runs", || pool.shared.lock().running.len() == 2);
        ticket.abandon();
        assert!(pool.ready().is_err());
        // Both return: one takes up service again, the other ends.
        drop(release_first);
        drop(release_second);
        eventually("one thread serves", || pool.ready().is_ok());
        eventually("no thread is stuck", || pool.shared.lock().stuck.is_empty());
        assert_eq!(pool.shared.lock().serving, 1);
        let (_t, outcome) = submit(&pool, || 5);
        assert_eq!(outcome.recv().unwrap(), Outcome::Done(5));
    }

    #[test]
    fn an_abandoned_job_in_the_queue_never_starts() {
        let pool = Pool::start(1, STACK, 1).unwrap();
        let (release, first) = blocker();
        let (_first, _outcome) = submit(&pool, first);
        let (ticket, outcome) = submit(&pool, || 5);
        ticket.abandon();
        drop(release);
        assert!(outcome.recv().is_err());
    }

    #[test]
    fn dropping_the_pool_ends_its_threads() {
        let pool = Pool::start(3, STACK, 1).unwrap();
        let shared = Arc::downgrade(&pool.shared);
        drop(pool);
        eventually("all threads end", || shared.strong_count() == 0);
    }
}
