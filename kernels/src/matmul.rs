//! Large matrix products through cuBLASLt, with the algorithm chosen once per shape.

use std::collections::HashMap;
use std::ffi::c_void;
use std::sync::Mutex;

use cudarc::cublaslt::{result, sys};

use crate::buffer::{DeviceBuffer, View, ViewMut};
use crate::device::{Device, locked};
use crate::element::Element;
use crate::error::{Error, require};

/// Bytes that algorithms may use beside the operands: NVIDIA's advice for sm_90.
const WORKSPACE: usize = 32 << 20;
/// cuBLAS's number for a transposed operand (`CUBLAS_OP_T`).
const TRANSPOSE: i32 = 1;
/// How many of the library's proposals are timed.
const CANDIDATES: usize = 8;

/// cuBLASLt on one device.
pub struct Blas {
    device: Device,
    handle: sys::cublasLtHandle_t,
    workspace: DeviceBuffer<u8>,
    plans: Mutex<HashMap<Problem, sys::cublasLtMatmulHeuristicResult_t>>,
}

// SAFETY: the library allows a handle to be used from any thread; the table beside it is behind a lock.
unsafe impl Send for Blas {}
// SAFETY: as above.
unsafe impl Sync for Blas {}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Problem {
    rows: usize,
    outputs: usize,
    inputs: usize,
    brain: bool,
    add: bool,
}

impl Blas {
    /// Loads the library for a device.
    pub fn new(device: &Device) -> Result<Blas, Error> {
        // SAFETY: looks whether the library can be loaded; its initialiser has no conditions.
        if !unsafe { sys::is_culib_present() } {
            return Err(Error::Blas {
                what: "loading libcublasLt.so",
                reason: "not found: install CUDA's libraries, or put their folder into LD_LIBRARY_PATH".into(),
            });
        }
        device.shared.make_current()?;
        let handle = blas("starting", result::create_handle())?;
        let workspace = device.allocate(WORKSPACE)?;
        Ok(Blas { device: device.clone(), handle, workspace, plans: Mutex::default() })
    }

    /// `output = x * transpose(weight)`, plus what is in `output` if `add`; sums are in float32. `x` has rows of
    /// `inputs` values, `weight` rows of `inputs`, one for each output.
    pub fn matmul<E: Element>(
        &self,
        x: View<'_, E>,
        weight: View<'_, E>,
        inputs: usize,
        output: ViewMut<'_, E>,
        add: bool,
    ) -> Result<(), Error> {
        let problem = problem(x, weight, inputs, &output, add)?;
        self.device.shared.make_current()?;
        let operation = Operation::new(problem)?;
        let mut plans = locked(&self.plans);
        let plan = match plans.get(&problem) {
            Some(plan) => *plan,
            None => {
                let found = self.candidates(&operation, 1)?;
                let plan = *found.first().ok_or_else(|| nothing(problem))?;
                plans.insert(problem, plan);
                plan
            }
        };
        self.run(&operation, &plan, x, weight, &output)
    }

    /// Times the library's proposals for this product on these operands, and keeps the fastest. Overwrites `output`.
    pub fn tune<E: Element>(
        &self,
        x: View<'_, E>,
        weight: View<'_, E>,
        inputs: usize,
        mut output: ViewMut<'_, E>,
        add: bool,
    ) -> Result<(), Error> {
        let problem = problem(x, weight, inputs, &output, add)?;
        if locked(&self.plans).contains_key(&problem) {
            return Ok(());
        }
        self.device.shared.make_current()?;
        let operation = Operation::new(problem)?;
        let (start, end) = (self.device.event()?, self.device.event()?);
        let mut best = None;
        for plan in self.candidates(&operation, CANDIDATES)? {
            let output = output.reborrow();
            // The first run loads the kernel; one that fails on this device is no candidate.
            if self.run(&operation, &plan, x, weight, &output).is_err() {
                continue;
            }
            start.record()?;
            for _ in 0..4 {
                self.run(&operation, &plan, x, weight, &output)?;
            }
            end.record()?;
            end.wait()?;
            let time = end.since(&start)?;
            if best.is_none_or(|(fastest, _)| time < fastest) {
                best = Some((time, plan));
            }
        }
        let (_, plan) = best.ok_or_else(|| nothing(problem))?;
        locked(&self.plans).insert(problem, plan);
        Ok(())
    }

    fn candidates(
        &self,
        operation: &Operation,
        count: usize,
    ) -> Result<Vec<sys::cublasLtMatmulHeuristicResult_t>, Error> {
        let preference = blas("preparing a product", result::create_matmul_pref())?;
        let mut found = Vec::<sys::cublasLtMatmulHeuristicResult_t>::with_capacity(count);
        let mut returned = 0;
        let workspace = WORKSPACE;
        // SAFETY: all descriptors are alive; the preference is destroyed once; `found` has room for `count` results, of
        // which the library has written `returned`.
        let status = unsafe {
            result::set_matmul_pref_attribute(
                preference,
                sys::cublasLtMatmulPreferenceAttributes_t::CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                (&raw const workspace).cast(),
                size_of::<usize>(),
            )
            .ok();
            let status = sys::cublasLtMatmulAlgoGetHeuristic(
                self.handle,
                operation.multiply,
                operation.weight,
                operation.x,
                operation.output,
                operation.output,
                preference,
                i32::try_from(count).unwrap_or(1),
                found.as_mut_ptr(),
                &mut returned,
            );
            result::destroy_matmul_pref(preference).ok();
            if status == sys::cublasStatus_t::CUBLAS_STATUS_SUCCESS {
                found.set_len(usize::try_from(returned).unwrap_or(0).min(count));
            }
            status
        };
        blas("choosing an algorithm", status.result())?;
        found.retain(|plan| plan.state == sys::cublasStatus_t::CUBLAS_STATUS_SUCCESS);
        Ok(found)
    }

    fn run<E: Element>(
        &self,
        operation: &Operation,
        plan: &sys::cublasLtMatmulHeuristicResult_t,
        x: View<'_, E>,
        weight: View<'_, E>,
        output: &ViewMut<'_, E>,
    ) -> Result<(), Error> {
        if let Some(kept) = locked(&self.device.shared.recording).as_mut() {
            kept.extend([x.allocation, weight.allocation, output.view.allocation].map(Clone::clone));
            kept.push(self.workspace.view().allocation.clone());
        }
        let (alpha, beta) = (1f32, if operation.add { 1f32 } else { 0f32 });
        // SAFETY: the operands were checked against the problem's shape; descriptors and workspace are alive.
        let done = unsafe {
            result::matmul(
                self.handle,
                operation.multiply,
                (&raw const alpha).cast(),
                (&raw const beta).cast(),
                weight.address() as *const c_void,
                operation.weight,
                x.address() as *const c_void,
                operation.x,
                output.address() as *const c_void,
                operation.output,
                output.address() as *mut c_void,
                operation.output,
                &plan.algo,
                self.workspace.view().address() as *mut c_void,
                WORKSPACE,
                self.device.shared.stream.cast(),
            )
        };
        blas("multiplying", done)
    }
}

impl Drop for Blas {
    fn drop(&mut self) {
        self.device.synchronize().ok();
        // SAFETY: made in `new`, destroyed here alone.
        unsafe { result::destroy_handle(self.handle) }.ok();
    }
}

/// The library's descriptors of one product. It thinks in columns: rows of ours are columns of its, so it computes
/// `transpose(output) = weight * transpose(x)`.
struct Operation {
    multiply: sys::cublasLtMatmulDesc_t,
    weight: sys::cublasLtMatrixLayout_t,
    x: sys::cublasLtMatrixLayout_t,
    output: sys::cublasLtMatrixLayout_t,
    add: bool,
}

impl Operation {
    fn new(problem: Problem) -> Result<Operation, Error> {
        let kind = if problem.brain { sys::cudaDataType_t::CUDA_R_16BF } else { sys::cudaDataType_t::CUDA_R_16F };
        let Problem { rows, outputs, inputs, .. } = problem;
        let layout = |height: usize, width: usize| {
            blas("describing a matrix", result::create_matrix_layout(kind, height as u64, width as u64, height as i64))
        };
        let operation = Operation {
            multiply: blas(
                "describing a product",
                result::create_matmul_desc(
                    sys::cublasComputeType_t::CUBLAS_COMPUTE_32F,
                    sys::cudaDataType_t::CUDA_R_32F,
                ),
            )?,
            weight: layout(inputs, outputs)?,
            x: layout(inputs, rows)?,
            output: layout(outputs, rows)?,
            add: problem.add,
        };
        let transpose = TRANSPOSE;
        // SAFETY: the descriptor is alive, and the attribute has this type.
        blas("describing a product", unsafe {
            result::set_matmul_desc_attribute(
                operation.multiply,
                sys::cublasLtMatmulDescAttributes_t::CUBLASLT_MATMUL_DESC_TRANSA,
                (&raw const transpose).cast(),
                size_of_val(&transpose),
            )
        })?;
        Ok(operation)
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        // SAFETY: made in `new`, destroyed here alone.
        unsafe {
            result::destroy_matmul_desc(self.multiply).ok();
            for layout in [self.weight, self.x, self.output] {
                result::destroy_matrix_layout(layout).ok();
            }
        }
    }
}

fn problem<E: Element>(
    x: View<'_, E>,
    weight: View<'_, E>,
    inputs: usize,
    output: &ViewMut<'_, E>,
    add: bool,
) -> Result<Problem, Error> {
    const NAME: &str = "matmul";
    require(NAME, inputs > 0 && inputs.is_multiple_of(8), || {
        format!("rows of {inputs} values: it takes multiples of 8")
    })?;
    require(NAME, x.len().is_multiple_of(inputs) && weight.len().is_multiple_of(inputs) && !x.is_empty(), || {
        format!("operands of {} and {} values do not have rows of {inputs}", x.len(), weight.len())
    })?;
    let (rows, outputs) = (x.len() / inputs, weight.len() / inputs);
    require(NAME, outputs > 0 && output.len() == rows * outputs, || {
        format!("an output of {} values for {rows} rows of {outputs}", output.len())
    })?;
    Ok(Problem { rows, outputs, inputs, brain: E::BRAIN, add })
}

fn nothing(problem: Problem) -> Error {
    let Problem { rows, outputs, inputs, .. } = problem;
    Error::Blas { what: "choosing an algorithm", reason: format!("none for {rows} x {inputs} by {inputs} x {outputs}") }
}

fn blas<T>(what: &'static str, outcome: Result<T, result::CublasError>) -> Result<T, Error> {
    outcome.map_err(|error| Error::Blas { what, reason: format!("{:?}", error.0) })
}
