//! One request of a batch as an engine sees it: inputs, cancellation, deadline, and the way back. It must not know which
//! server is on the other side; that is behind [`Port`].

use crate::{EngineError, InputTensor, Tensor};
use serde_json::Value;
use std::time::Instant;

/// What a server provides for one request. An engine never sees it: it holds an [`Item`].
pub trait Port: Send {
    /// The input of this name, `None` where the request does not have it.
    fn input(&self, name: &str) -> Result<Option<InputTensor<'_>>, EngineError>;
    /// The request's own parameters, beside its tensors; those that the server itself reads are not among them.
    fn parameters(&self) -> Vec<(String, Value)> {
        Vec::new()
    }
    /// Whether the caller has given the request up.
    fn is_cancelled(&self) -> bool;
    /// When the caller stops waiting.
    fn deadline(&self) -> Option<Instant>;
    /// Marks a moment in the request's trace, if it is traced.
    fn activity(&self, name: &'static str, at: Instant);
    /// Sends a response. After the last one no method is called any more.
    fn send(&mut self, outputs: Vec<Tensor>, last: bool) -> Result<(), EngineError>;
    /// Ends the request with an error. No method is called after it.
    fn fail(&mut self, error: EngineError);
}

/// One request, owned by the engine until it is answered. Answering consumes it; dropping it answers with an error.
pub struct Item {
    port: Option<Box<dyn Port>>,
}

impl Item {
    /// An item that answers through this port.
    pub fn new(port: Box<dyn Port>) -> Item {
        Item { port: Some(port) }
    }

    /// The input of this name, `None` where the request does not have it.
    pub fn input(&self, name: &str) -> Result<Option<InputTensor<'_>>, EngineError> {
        self.port.as_ref().map_or(Ok(None), |port| port.input(name))
    }

    /// The input of this name, which the request must have.
    pub fn required_input(&self, name: &str) -> Result<InputTensor<'_>, EngineError> {
        self.input(name)?.ok_or_else(|| EngineError::InvalidInput(format!("input `{name}` is missing: send it")))
    }

    /// The request's own parameters, beside its tensors: flags, numbers and texts by name.
    pub fn parameters(&self) -> Vec<(String, Value)> {
        self.port.as_ref().map_or_else(Vec::new, |port| port.parameters())
    }

    /// Whether the caller has given the request up: stop working on it, and drop or fail it.
    pub fn is_cancelled(&self) -> bool {
        self.port.as_ref().is_none_or(|port| port.is_cancelled())
    }

    /// When the caller stops waiting.
    pub fn deadline(&self) -> Option<Instant> {
        self.port.as_ref().and_then(|port| port.deadline())
    }

    /// Marks a moment in the request's trace, if it is traced.
    pub fn activity(&self, name: &'static str, at: Instant) {
        if let Some(port) = &self.port {
            port.activity(name, at);
        }
    }

    /// Answers with the one response.
    pub fn reply(mut self, outputs: Vec<Tensor>) {
        self.last(outputs);
    }

    /// Sends one response of several; only where the engine's contract is decoupled. An error means that nobody listens
    /// any more.
    pub fn stream(&mut self, outputs: Vec<Tensor>) -> Result<(), EngineError> {
        self.port.as_mut().map_or(Err(EngineError::Cancelled), |port| port.send(outputs, false))
    }

    /// Ends a stream.
    pub fn finish(mut self) {
        self.last(Vec::new());
    }

    /// Answers with an error.
    pub fn fail(mut self, error: EngineError) {
        if let Some(mut port) = self.port.take() {
            port.fail(error);
        }
    }

    fn last(&mut self, outputs: Vec<Tensor>) {
        if let Some(mut port) = self.port.take()
            && let Err(error) = port.send(outputs, true)
        {
            port.fail(error);
        }
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        if let Some(mut port) = self.port.take() {
            port.fail(EngineError::Internal(if std::thread::panicking() {
                "the engine panicked while it worked on this request: see the server's log".to_string()
            } else {
                "the engine ended without answering this request: see the server's log".to_string()
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_port::{Answer, TestPort};

    #[test]
    fn a_dropped_item_answers_with_an_error() {
        let (port, answers) = TestPort::new();
        drop(Item::new(Box::new(port)));
        let answer = answers.try_recv().unwrap();
        assert!(matches!(answer, Answer::Failed(EngineError::Internal(m)) if m.contains("without answering")));
    }

    #[test]
    fn an_item_lost_to_a_panic_says_so() {
        let (port, answers) = TestPort::new();
        let item = Item::new(Box::new(port));
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(move || {
            let _held = item;
            panic!("on purpose");
        }));
        assert!(result.is_err());
        assert!(
            matches!(answers.try_recv().unwrap(), Answer::Failed(EngineError::Internal(m)) if m.contains("panicked"))
        );
    }

    #[test]
    fn an_answered_item_stays_silent_when_dropped() {
        let (port, answers) = TestPort::new();
        let mut item = Item::new(Box::new(port));
        item.stream(Vec::new()).unwrap();
        item.finish();
        assert!(matches!(answers.try_recv().unwrap(), Answer::Sent(_, false)));
        assert!(matches!(answers.try_recv().unwrap(), Answer::Sent(_, true)));
        assert!(answers.try_recv().is_err());
    }
}
