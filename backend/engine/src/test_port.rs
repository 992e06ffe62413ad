//! A port for unit tests: inputs from a map, answers into a channel. Not part of the library.

use crate::{DataType, EngineError, InputTensor, Port, Tensor};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
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
    /// Inputs by name.
    pub inputs: BTreeMap<&'static str, (DataType, Vec<i64>, Vec<u8>)>,
    /// Parameters of the request.
    pub parameters: Vec<(String, serde_json::Value)>,
    /// Names of the activities in its trace.
    pub activities: Arc<Mutex<Vec<&'static str>>>,
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
        let port = TestPort {
            inputs: BTreeMap::new(),
            parameters: Vec::new(),
            activities: Arc::default(),
            cancelled: Arc::default(),
            deadline: None,
            answers,
        };
        (port, receiver)
    }

    /// Adds a BYTES input.
    pub fn with(mut self, name: &'static str, shape: &[i64], elements: &[&str]) -> TestPort {
        let tensor = Tensor::byte_strings(name, shape.to_vec(), elements).unwrap();
        self.inputs.insert(name, (DataType::Bytes, tensor.shape, tensor.data));
        self
    }

    /// Adds a BOOL input.
    pub fn with_flag(mut self, name: &'static str, value: bool) -> TestPort {
        self.inputs.insert(name, (DataType::Bool, vec![1], vec![u8::from(value)]));
        self
    }
}

impl Port for TestPort {
    fn input(&self, name: &str) -> Result<Option<InputTensor<'_>>, EngineError> {
        Ok(self.inputs.get(name).map(|(datatype, shape, data)| InputTensor {
            datatype: *datatype,
            shape: shape.as_slice().into(),
            data: data.as_slice().into(),
        }))
    }

    fn parameters(&self) -> Vec<(String, serde_json::Value)> {
        self.parameters.clone()
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn activity(&self, name: &'static str, _at: Instant) {
        self.activities.lock().unwrap().push(name);
    }

    fn send(&mut self, outputs: Vec<Tensor>, last: bool) -> Result<(), EngineError> {
        self.answers.send(Answer::Sent(outputs, last)).map_err(|_| EngineError::Cancelled)
    }

    fn fail(&mut self, error: EngineError) {
        let _ = self.answers.send(Answer::Failed(error));
    }
}
