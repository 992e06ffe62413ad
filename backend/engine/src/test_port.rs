//! A port for unit tests: inputs from a map, answers into a channel. Not part of the library.

use crate::{DataType, EngineError, InputTensor, Port, Tensor};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

/// What came back through the port.
#[derive(Debug)]
pub enum Answer {
    /// A response, and whether it was the last.
    Sent(Vec<Tensor>, bool),
    /// An error.
    Failed(EngineError),
}

/// See the module.
pub struct TestPort {
    /// BYTES inputs by name.
    pub inputs: BTreeMap<&'static str, (Vec<i64>, Vec<u8>)>,
    /// Set to cancel the request.
    pub cancelled: Arc<AtomicBool>,
    /// The caller's deadline.
    pub deadline: Option<Instant>,
    answers: Sender<Answer>,
}

impl TestPort {
    /// A port without inputs, and where its answers arrive.
    pub fn new() -> (TestPort, Receiver<Answer>) {
        let (answers, receiver) = channel();
        (TestPort { inputs: BTreeMap::new(), cancelled: Arc::default(), deadline: None, answers }, receiver)
    }

    /// Adds a BYTES input.
    pub fn with(mut self, name: &'static str, shape: &[i64], elements: &[&str]) -> TestPort {
        let tensor = Tensor::byte_strings(name, shape.to_vec(), elements).unwrap();
        self.inputs.insert(name, (tensor.shape, tensor.data));
        self
    }
}

impl Port for TestPort {
    fn input(&self, name: &str) -> Result<Option<InputTensor<'_>>, EngineError> {
        Ok(self.inputs.get(name).map(|(shape, data)| InputTensor {
            datatype: DataType::Bytes,
            shape: shape.as_slice().into(),
            data: data.as_slice().into(),
        }))
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn activity(&self, _name: &'static str, _at: Instant) {}

    fn send(&mut self, outputs: Vec<Tensor>, last: bool) -> Result<(), EngineError> {
        self.answers.send(Answer::Sent(outputs, last)).map_err(|_| EngineError::Cancelled)
    }

    fn fail(&mut self, error: EngineError) {
        let _ = self.answers.send(Answer::Failed(error));
    }
}
