//! The way back: a thread per instance that turns pieces into responses, so that sending overlaps with computing, and
//! that looks for clients which have gone. It must not know how pieces are made.

use super::tensors::Form;
use crate::decode::schedule::SequenceId;
use crate::{EngineError, Item};
use serde_json::Value;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often clients are looked after: short against a step, long against the cost of asking.
const WATCH_INTERVAL: Duration = Duration::from_millis(2);
/// Steps that may be computed ahead of their sending.
const STEPS_AHEAD: usize = 256;

/// What ended an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The model's own end, or a stop string or token.
    Stop,
    /// It has as many tokens as it may.
    Length,
    /// Its time was up.
    Timeout,
}

impl Finish {
    /// In responses and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Finish::Stop => "stop",
            Finish::Length => "length",
            Finish::Timeout => "timeout",
        }
    }
}

/// What a step adds to an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    /// Text that is certain now.
    pub text: String,
    /// Tokens, also those whose text is held back.
    pub tokens: u32,
    /// One entry per token, where they are wanted.
    pub logprobs: Vec<Value>,
    /// The sum over the answer so far, where it is wanted.
    pub cumulative_logprob: f32,
    /// Set on the last piece.
    pub finish: Option<Finish>,
}

/// What the engine's thread tells the answering one.
pub enum Message {
    /// An answer begins.
    Begin {
        /// Whose.
        id: SequenceId,
        /// The way back.
        item: Item,
        /// The form of the answer.
        form: Form,
        /// Set when the client has gone.
        gone: Arc<AtomicBool>,
    },
    /// A moment for the request's trace.
    Mark(SequenceId, &'static str, Instant),
    /// More of it.
    Piece(SequenceId, Piece),
    /// It ends with an error.
    Fail(SequenceId, EngineError),
}

/// Starts the thread. It ends when the sender is gone.
pub fn start(name: String) -> io::Result<(SyncSender<Vec<Message>>, JoinHandle<()>)> {
    let (sender, receiver) = sync_channel(STEPS_AHEAD);
    let thread = std::thread::Builder::new().name(name).spawn(move || serve(&receiver))?;
    Ok((sender, thread))
}

struct Answer {
    item: Item,
    form: Form,
    gone: Arc<AtomicBool>,
    /// What was not sent yet.
    held: Piece,
}

fn serve(receiver: &Receiver<Vec<Message>>) {
    let mut open: HashMap<SequenceId, Answer> = HashMap::new();
    let mut watched = Instant::now();
    loop {
        let received = if open.is_empty() {
            receiver.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            receiver.recv_timeout(WATCH_INTERVAL)
        };
        match received {
            Ok(messages) => messages.into_iter().for_each(|message| apply(&mut open, message)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if watched.elapsed() >= WATCH_INTERVAL {
            open.values().filter(|answer| answer.item.is_cancelled()).for_each(Answer::give_up);
            watched = Instant::now();
        }
    }
    for answer in open.into_values() {
        answer.item.fail(EngineError::Internal("the engine's thread has ended: see the server's log".to_string()));
    }
}

fn apply(open: &mut HashMap<SequenceId, Answer>, message: Message) {
    match message {
        Message::Begin { id, item, form, gone } => {
            let held = Piece { text: form.lead.clone().unwrap_or_default(), ..Piece::default() };
            open.insert(id, Answer { item, form, gone, held });
        }
        Message::Mark(id, name, at) => {
            if let Some(answer) = open.get(&id) {
                answer.item.activity(name, at);
            }
        }
        Message::Piece(id, piece) => {
            let Some(mut answer) = open.remove(&id) else { return };
            answer.hold(piece);
            if let Some(answer) = answer.send() {
                open.insert(id, answer);
            }
        }
        Message::Fail(id, error) => {
            if let Some(answer) = open.remove(&id) {
                answer.item.fail(error);
            }
        }
    }
}

impl Answer {
    fn hold(&mut self, piece: Piece) {
        self.held.text += &piece.text;
        self.held.tokens += piece.tokens;
        self.held.logprobs.extend(piece.logprobs);
        self.held.cumulative_logprob = piece.cumulative_logprob;
        self.held.finish = piece.finish;
    }

    /// Sends what is due. The answer comes back where more is to come.
    fn send(mut self) -> Option<Answer> {
        let last = self.held.finish.is_some();
        if !last && (!self.form.stream || self.held.text.is_empty()) {
            return Some(self);
        }
        let outputs = match self.form.outputs(std::mem::take(&mut self.held)) {
            Ok(outputs) => outputs,
            Err(error) => {
                self.give_up();
                self.item.fail(error);
                return None;
            }
        };
        if last {
            self.item.reply(outputs);
            return None;
        }
        match self.item.stream(outputs) {
            Ok(()) => Some(self),
            Err(error) => {
                self.give_up();
                self.item.fail(error);
                None
            }
        }
    }

    /// Tells the engine that nobody listens.
    fn give_up(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}
