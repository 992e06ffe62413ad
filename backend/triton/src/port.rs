//! One request's port: what an engine's item reads from and answers through, with the statistics that go with every
//! answer. It must not know the batch around it.

use crate::error::{Error, ask, check};
use crate::instance::Shared;
use crate::request::Request;
use crate::response::{Factory, Response};
use crate::{clock, log};
use portalis_engine::metrics::{
    FIRST_RESPONSE_SECONDS, Metrics, OUTCOME_CANCELLED, OUTCOME_ERROR, OUTCOME_OK, REQUESTS_IN_FLIGHT, REQUESTS_TOTAL,
};
use portalis_engine::{EngineError, InputTensor, Port, Tensor};
use portalis_triton_sys as sys;
use serde_json::Value;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// A batch's moments on Triton's clock.
pub struct BatchClock {
    /// When Execute was entered.
    pub exec_start: u64,
    /// When the engine got the batch.
    pub compute_start: u64,
    /// When the last response so far was ready to be written.
    pub compute_end: AtomicU64,
}

/// A request on its way through an engine.
pub struct TritonPort {
    /// `None` once the request is answered and released.
    request: Option<Request>,
    /// For decoupled models; an error is reported when the engine answers.
    factory: Option<Result<Factory, Error>>,
    shared: Arc<Shared>,
    clock: Arc<BatchClock>,
    start: Instant,
    responded: bool,
}

impl TritonPort {
    /// Takes the request.
    pub fn new(request: Request, shared: &Arc<Shared>, clock: &Arc<BatchClock>, start: Instant) -> TritonPort {
        shared.model.metrics.record(&REQUESTS_IN_FLIGHT, None, 1.0);
        let factory = shared.model.decoupled.then(|| Factory::new(&request));
        TritonPort {
            request: Some(request),
            factory,
            shared: Arc::clone(shared),
            clock: Arc::clone(clock),
            start,
            responded: false,
        }
    }

    fn response(&self, request: &Request) -> Result<Response, Error> {
        match &self.factory {
            None => Response::of(request),
            Some(Ok(factory)) => factory.response(),
            Some(Err(error)) => Err(error.clone()),
        }
    }

    /// Sends outputs; the port stays usable where this fails.
    fn respond(&self, outputs: &[Tensor], last: bool) -> Result<(), Error> {
        let Some(request) = &self.request else { return Ok(()) };
        if let (Some(Ok(factory)), true, true) = (&self.factory, outputs.is_empty(), last) {
            return factory.finish();
        }
        let start = clock::now();
        let mut response = self.response(request)?;
        for tensor in outputs {
            // The cache does not tell requests apart by the outputs they ask for, so a cached response has them all.
            if self.shared.model.cached.is_some() || request.wants(tensor.name)? {
                response.add(tensor)?;
            }
        }
        let ready = clock::now();
        response.send(last, None)?;
        self.report_response(start, ready, None);
        Ok(())
    }

    /// Statistics of one response of a stream.
    fn report_response(&self, start: u64, output_start: u64, error: Option<&Error>) {
        let Some(Ok(factory)) = &self.factory else { return };
        let raw_error = error.map_or(ptr::null_mut(), |error| error.clone().into_raw());
        let report = || -> Result<(), Error> {
            // SAFETY: instance and factory are valid while the request lives; the statistics object is made, filled,
            // read by Triton and deleted here; the error outlives it.
            unsafe {
                let raw = ask(ptr::null_mut(), |out| sys::TRITONBACKEND_ModelInstanceResponseStatisticsNew(out))?;
                let filled = [
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetModelInstance(raw, self.shared.raw()),
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetResponseFactory(raw, factory.as_raw()),
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetResponseStart(raw, start),
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetComputeOutputStart(raw, output_start),
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetResponseEnd(raw, clock::now()),
                    sys::TRITONBACKEND_ModelInstanceResponseStatisticsSetError(raw, raw_error),
                    sys::TRITONBACKEND_ModelInstanceReportResponseStatistics(raw),
                ]
                .map(check);
                check(sys::TRITONBACKEND_ModelInstanceResponseStatisticsDelete(raw))?;
                filled.into_iter().collect()
            }
        };
        if let Err(error) = report() {
            log::warn(&format!("no statistics for a response: {error}"));
        }
        if !raw_error.is_null() {
            // SAFETY: the error was made here, and Triton only read it.
            unsafe { sys::TRITONSERVER_ErrorDelete(raw_error) };
        }
    }

    /// The first response's time, and the batch's last moment of computing.
    fn mark(&mut self, now: u64) {
        self.clock.compute_end.fetch_max(now, Ordering::Relaxed);
        if !std::mem::replace(&mut self.responded, true) {
            let seconds = self.start.elapsed().as_secs_f64();
            self.shared.model.metrics.record(&FIRST_RESPONSE_SECONDS, None, seconds);
        }
    }

    /// Reports on the request and releases it; the factory goes first, since it belongs to the request.
    fn conclude(&mut self, outcome: &'static str, compute_end: u64) {
        let Some(request) = self.request.take() else { return };
        let metrics = &self.shared.model.metrics;
        metrics.record(&REQUESTS_TOTAL, Some(outcome), 1.0);
        metrics.record(&REQUESTS_IN_FLIGHT, None, -1.0);
        // SAFETY: the instance is valid while requests of its model live, and the request is released only after this.
        let reported = check(unsafe {
            sys::TRITONBACKEND_ModelInstanceReportStatistics(
                self.shared.raw(),
                request.as_raw(),
                outcome == OUTCOME_OK,
                self.clock.exec_start,
                self.clock.compute_start,
                compute_end,
                clock::now(),
            )
        });
        if let Err(error) = reported {
            log::warn(&format!("no statistics for a request: {error}"));
        }
        self.factory = None;
        drop(request);
    }
}

impl Port for TritonPort {
    fn input(&self, name: &str) -> Result<Option<InputTensor<'_>>, EngineError> {
        match &self.request {
            Some(request) => Ok(request.input(name, &self.shared.host_policy)?),
            None => Ok(None),
        }
    }

    fn parameters(&self) -> Vec<(String, Value)> {
        let read = self.request.as_ref().map_or(Ok(Vec::new()), Request::parameters);
        read.unwrap_or_else(|error| {
            log::warn(&format!("cannot read a request's parameters: {error}"));
            Vec::new()
        })
    }

    fn is_cancelled(&self) -> bool {
        match (&self.factory, &self.request) {
            (Some(Ok(factory)), _) => factory.is_cancelled(),
            (_, Some(request)) => request.is_cancelled(),
            (_, None) => true,
        }
    }

    fn deadline(&self) -> Option<Instant> {
        self.request.as_ref().and_then(|request| request.deadline(self.start))
    }

    fn activity(&self, name: &'static str, at: Instant) {
        if let Some(request) = &self.request {
            request.activity(name, at);
        }
    }

    fn send(&mut self, outputs: Vec<Tensor>, last: bool) -> Result<(), EngineError> {
        let compute_end = clock::now();
        self.mark(compute_end);
        self.respond(&outputs, last)?;
        if last {
            self.conclude(OUTCOME_OK, compute_end);
        }
        Ok(())
    }

    fn fail(&mut self, error: EngineError) {
        let outcome = if error == EngineError::Cancelled { OUTCOME_CANCELLED } else { OUTCOME_ERROR };
        let error = Error::from(error);
        let now = clock::now();
        self.clock.compute_end.fetch_max(now, Ordering::Relaxed);
        if let Some(request) = &self.request {
            let sent = self.response(request).and_then(|mut response| {
                if let Some(output) = &self.shared.model.cached {
                    response.spoil(output)?;
                }
                response.send(true, Some(error.clone()))
            });
            match sent {
                Ok(()) => self.report_response(now, now, Some(&error)),
                Err(lost) => log::error(&format!("cannot answer a request with its error ({error}): {lost}")),
            }
        }
        self.conclude(outcome, now);
    }
}
