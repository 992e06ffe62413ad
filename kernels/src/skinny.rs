//! Products of a few rows with a matrix that is read once: the projections of a decode step, each with what follows it.

use crate::buffer::{Pod, View, ViewMut};
use crate::codes::Codes;
use crate::device::Device;
use crate::element::Element;
use crate::error::{Error, require};
use crate::launch::{Arg, Kernel, Shape, args};
use crate::rope::Cache;
use crate::rows::Rows;

const NAME: &str = "skinny";
const WARPS: usize = 8;
/// Groups of 8 rows of the matrix that a block takes at most at a time.
const TILES: usize = 4;
/// Shared memory of which a multiprocessor of sm_90 has room for one block only.
const ALONE: usize = 118 << 10;
/// Shared memory that a block may fill, on sm_90 and elsewhere.
const DEEP_ROOM: usize = 224 << 10;
const ROOM: usize = 99 << 10;
/// Stages of a ring.
const MOST_STAGES: usize = 3;

/// `x * transpose(weight) + bias`.
#[derive(Clone, Copy)]
pub struct Product<'a, E> {
    /// Rows of `inputs` values.
    pub x: View<'a, E>,
    /// A row of `inputs` values for each output.
    pub weight: Weight<'a, E>,
    /// Values a row, a multiple of 8.
    pub inputs: usize,
    /// Added to each row of the result.
    pub bias: Option<View<'a, E>>,
    /// Divide each row of `x` by the root of its mean square plus this.
    pub normalize: Option<f32>,
}

/// The matrix of a product.
#[derive(Clone, Copy)]
pub enum Weight<'a, E> {
    /// Row after row.
    Floats(View<'a, E>),
    /// In the order of [`Codes`].
    Codes(&'a Codes),
}

impl<'a, E> From<View<'a, E>> for Weight<'a, E> {
    fn from(view: View<'a, E>) -> Self {
        Weight::Floats(view)
    }
}

impl<'a, E> From<&'a Codes> for Weight<'a, E> {
    fn from(codes: &'a Codes) -> Self {
        Weight::Codes(codes)
    }
}

impl<E> Weight<'_, E> {
    /// Bits of a value: 16, or those of a code.
    fn bits(self) -> u32 {
        match self {
            Weight::Floats(_) => 16,
            Weight::Codes(codes) => codes.bits(),
        }
    }
}

/// What happens to the result.
pub enum Output<'a, 'b, E> {
    /// It is stored.
    Store(ViewMut<'a, E>),
    /// It is added to what is there.
    Residual(ViewMut<'a, E>),
    /// Its columns are gates and values in groups of 8 (8 gates, their 8 values, ...): `silu(gate) * value` is stored.
    Silu(ViewMut<'a, E>),
    /// It is stored in float32.
    Logits(ViewMut<'a, f32>),
    /// It is queries, keys and values: rotated and stored.
    Rotary(Rotation<'a, 'b, E>),
}

/// Where queries, keys and values go.
pub struct Rotation<'a, 'b, E> {
    /// `[row][head][head_dim]`.
    pub queries: ViewMut<'a, E>,
    /// This layer's keys and values.
    pub cache: &'a mut Cache<'b, E>,
    /// The rows' positions and pages.
    pub rows: &'a Rows,
    /// Cosine and sine of each pair of neighbouring values at each position: `[position][head_dim / 2][2]`.
    pub table: View<'a, f32>,
    /// Query heads.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Values a head.
    pub head_dim: usize,
}

#[derive(Clone, Copy)]
enum Mode {
    Store,
    Residual,
    Silu,
    Logits,
    Rotary,
}

/// The names of a mode's kernels: by type, then by rows.
macro_rules! kernels {
    ($mode:literal, $blocks:literal) => {
        [kernels!($mode, $blocks, "bf16"), kernels!($mode, $blocks, "f16")]
    };
    ($mode:literal, $blocks:literal, $type:literal) => {
        [
            concat!("skinny_", $mode, "_", $type, "_8_", $blocks),
            concat!("skinny_", $mode, "_", $type, "_16_", $blocks),
            concat!("skinny_", $mode, "_", $type, "_32_", $blocks),
            concat!("skinny_", $mode, "_", $type, "_64_", $blocks),
        ]
    };
}

/// The same for matrices of codes.
macro_rules! codes_kernels {
    ($mode:literal) => {
        [
            [codes_kernels!($mode, "codes4_", "1"), codes_kernels!($mode, "codes4_", "2")],
            [codes_kernels!($mode, "codes8_", "1"), codes_kernels!($mode, "codes8_", "2")],
        ]
    };
    ($mode:literal, $bits:literal, $blocks:literal) => {
        [codes_kernels!($mode, $bits, $blocks, "_bf16_"), codes_kernels!($mode, $bits, $blocks, "_f16_")]
    };
    ($mode:literal, $bits:literal, $blocks:literal, $type:literal) => {
        [concat!($bits, $mode, $type, "8_", $blocks), concat!($bits, $mode, $type, "16_", $blocks)]
    };
}

impl Mode {
    /// With one block a tile, and with two that share `inputs`.
    fn kernels(self) -> [[[&'static str; 4]; 2]; 2] {
        match self {
            Mode::Store => [kernels!("store", "1"), kernels!("store", "2")],
            Mode::Residual => [kernels!("residual", "1"), kernels!("residual", "2")],
            Mode::Silu => [kernels!("silu", "1"), kernels!("silu", "1")],
            Mode::Logits => [kernels!("logits", "1"), kernels!("logits", "1")],
            Mode::Rotary => [kernels!("rotary", "1"), kernels!("rotary", "2")],
        }
    }
}

/// The kernel of a plan: its file and its name.
fn kernel_of<E: Element>(mode: Mode, plan: Plan, bits: u32) -> Kernel {
    let (cluster, kind) = (plan.cluster - 1, usize::from(!E::BRAIN));
    if bits == 16 {
        let name = mode.kernels()[cluster][kind][plan.size];
        return Kernel { file: E::pick("skinny_bf16", "skinny_f16"), name };
    }
    let names = match mode {
        // There are no codes for logits: `check` refuses them.
        Mode::Store | Mode::Logits => codes_kernels!("store"),
        Mode::Residual => codes_kernels!("residual"),
        Mode::Silu => codes_kernels!("silu"),
        Mode::Rotary => codes_kernels!("rotary"),
    };
    let name = names[usize::from(bits == 8)][cluster][kind][plan.size];
    Kernel { file: E::pick("skinny_codes_bf16", "skinny_codes_f16"), name }
}

/// How a product is laid out on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Plan {
    /// Index of the kernel that takes 8, 16, 32 or 64 rows.
    size: usize,
    /// Blocks that share `inputs`.
    cluster: usize,
    grid: usize,
    /// Rows of the matrix that stay together.
    unit: usize,
    shared: usize,
}

/// What of a device matters to plans.
#[derive(Clone, Copy, Debug)]
struct Chip {
    multiprocessors: usize,
    /// sm_90: clusters, and room for deep rings.
    deep: bool,
}

impl Chip {
    fn of(device: &Device) -> Chip {
        let properties = device.properties();
        // PTX is laid out for smaller chips, wherever it runs.
        let deep = properties.compute == (9, 0) && device.has_dependent_launch();
        Chip { multiprocessors: properties.multiprocessors as usize, deep }
    }

    /// Rows of `x` that one launch takes.
    fn most_rows(self, bits: u32) -> usize {
        match (bits, self.deep) {
            (16, true) => 64,
            (16, false) => 32,
            // More would need more registers than there are; reading codes again costs less than floats once.
            _ => 16,
        }
    }

    /// The same sizes as `Layout` in skinny.cuh has.
    fn plan(self, mode: Mode, bits: u32, rows: usize, outputs: usize, inputs: usize) -> Plan {
        let size = [8, 16, 32].iter().position(|most| rows <= *most).unwrap_or(3);
        let capacity = 8 << size;
        let split = matches!(mode, Mode::Store | Mode::Residual | Mode::Rotary);
        let multiprocessors = self.multiprocessors;
        let codes = bits < 16;
        // Few outputs of long rows: halves of rows divide better, and with many rows each block reads half of `x`.
        let fits_once = outputs <= multiprocessors / 2 * TILES * 8;
        let cluster = match (self.deep && split, size) {
            (true, 0 | 1) if fits_once && (inputs >= 4096 || codes && inputs >= 1024) => 2,
            (true, 2 | 3) => 2,
            _ => 1,
        };
        let rotary = size == 2 && cluster == 2 && matches!(mode, Mode::Rotary);
        let twice = self.deep && if codes { size == 0 } else { rotary };
        let tiles = if self.deep && size == 2 && !twice { 2 * TILES } else { TILES };
        // Two blocks a multiprocessor where there is work for both.
        let grid = multiprocessors * if twice && (codes || !fits_once) { 2 } else { 1 } / cluster * cluster;
        let unit = if matches!(mode, Mode::Silu) { 16 } else { 2 };
        let step = match bits {
            4 => 128,
            8 => 64,
            _ if size == 0 || (size == 1 && self.deep) => 64,
            _ => 32,
        };
        let copies = if codes { tiles } else { tiles * step / 32 };
        let words = if codes { WARPS * tiles * 8 * 4 } else { 0 };
        let stage = (copies + step / 32 * (capacity / 8)) * WARPS * 32 * 16 + words;
        let buffers = if size <= 1 && cluster == 1 { 2 } else { 1 };
        let other = buffers * WARPS * (tiles * (capacity / 8) * 32) * 8 + WARPS * capacity * 8;
        let room = if self.deep { DEEP_ROOM } else { ROOM } / if twice { 2 } else { 1 };
        let stages = (room.saturating_sub(other) / stage).clamp(1, MOST_STAGES);
        let needed = stages * stage + other;
        Plan { size, cluster, grid, unit, shared: if self.deep && !twice { needed.max(ALONE) } else { needed } }
    }
}

impl Device {
    /// Multiplies up to 64 rows, reading the matrix once.
    pub fn skinny<E: Element>(&self, product: &Product<'_, E>, output: Output<'_, '_, E>) -> Result<(), Error> {
        let (rows, outputs) = check(product, &output)?;
        let chip = Chip::of(self);
        let inputs = product.inputs;
        let bits = product.weight.bits();
        let most = chip.most_rows(bits);
        for first in (0..rows).step_by(most) {
            let count = most.min(rows - first);
            let part = Product { x: product.x.range(first * inputs..(first + count) * inputs)?, ..*product };
            let (mode, y, rotation) = match &output {
                Output::Store(view) => (Mode::Store, rows_of(view, first, count, outputs)?, None),
                Output::Residual(view) => (Mode::Residual, rows_of(view, first, count, outputs)?, None),
                Output::Silu(view) => (Mode::Silu, rows_of(view, first, count, outputs / 2)?, None),
                Output::Logits(view) => (Mode::Logits, rows_of(view, first, count, outputs)?, None),
                Output::Rotary(rotation) => {
                    let width = rotation.heads * rotation.head_dim;
                    (Mode::Rotary, rows_of(&rotation.queries, first, count, width)?, Some(rotation))
                }
            };
            let plan = chip.plan(mode, bits, count, outputs, inputs);
            let kernel = kernel_of::<E>(mode, plan, bits);
            let shape =
                Shape { shared: plan.shared as u32, dependent: true, ..Shape::new(plan.grid, WARPS as u32 * 32) };
            let places = rotation.map(|rotation| rotation.rows.places(first, count)).transpose()?;
            let [position, offset, tables] = places.map_or([None; 3], |places| places.map(Some));
            let numbers = rotation.map_or([0; 4], |rotation| {
                let page_shift = rotation.rows.limits().page_size.trailing_zeros() as usize;
                [rotation.heads, rotation.kv_heads, rotation.head_dim, page_shift]
            });
            let (weight, scales, group) = match part.weight {
                Weight::Floats(view) => (Arg::from(view), None, 0),
                Weight::Codes(codes) => (Arg::from(codes.packed()), Some(codes.scales()), codes.group() as u32),
            };
            // The kernels for floats do not have the last two.
            let count_of_arguments = if bits == 16 { 20 } else { 22 };
            // SAFETY: `check` has made sure that operands and result have these sizes, and that the tables of `Rows`
            // stay inside the cache and the rotary table; threads write places of the result that they alone read.
            unsafe {
                self.launch(
                    kernel,
                    shape,
                    &args![
                        weight,
                        part.x,
                        y,
                        part.bias,
                        position,
                        offset,
                        tables,
                        rotation.map(|rotation| rotation.table),
                        rotation.map(|rotation| rotation.cache.keys.as_view()),
                        rotation.map(|rotation| rotation.cache.values.as_view()),
                        count as u32,
                        outputs as u32,
                        inputs as u32,
                        plan.unit as u32,
                        numbers[0] as u32,
                        numbers[1] as u32,
                        numbers[2] as u32,
                        numbers[3] as u32,
                        u32::from(part.normalize.is_some()),
                        part.normalize.unwrap_or(0.0),
                        scales,
                        group,
                    ][..count_of_arguments],
                )?;
            }
        }
        Ok(())
    }
}

fn rows_of<'v, T: Pod>(view: &'v ViewMut<'_, T>, first: usize, count: usize, width: usize) -> Result<Arg<'v>, Error> {
    Ok(view.as_view().range(first * width..(first + count) * width)?.into())
}

/// The rows and the outputs of a product whose operands fit each other.
fn check<E: Element>(product: &Product<'_, E>, output: &Output<'_, '_, E>) -> Result<(usize, usize), Error> {
    let Product { x, weight, inputs, bias, .. } = *product;
    require(NAME, inputs > 0 && inputs.is_multiple_of(8), || {
        format!("rows of {inputs} values: it takes multiples of 8")
    })?;
    let outputs = match weight {
        Weight::Floats(weight) => {
            require(NAME, weight.len().is_multiple_of(inputs), || {
                format!("a matrix of {} values does not have rows of {inputs}", weight.len())
            })?;
            weight.len() / inputs
        }
        Weight::Codes(codes) => {
            let fits = codes.columns() == inputs && !matches!(output, Output::Logits(_));
            require(NAME, fits, || {
                format!("rows of {inputs} values by codes in rows of {}; logits need floats", codes.columns())
            })?;
            codes.rows()
        }
    };
    require(NAME, x.len().is_multiple_of(inputs), || format!("{} values do not have rows of {inputs}", x.len()))?;
    let rows = x.len() / inputs;
    require(NAME, (1..=64).contains(&rows) && outputs > 0, || {
        format!("{rows} rows and {outputs} outputs: it takes 1 to 64 rows")
    })?;
    require(NAME, bias.is_none_or(|bias| bias.len() == outputs), || {
        format!("a bias of {} values for {outputs} outputs", bias.map_or(0, |bias| bias.len()))
    })?;
    let wrong = |length: usize| format!("an output of {length} values for {rows} rows of {outputs}");
    match output {
        Output::Store(view) | Output::Residual(view) => {
            require(NAME, view.len() == rows * outputs, || wrong(view.len()))?;
        }
        Output::Logits(view) => require(NAME, view.len() == rows * outputs, || wrong(view.len()))?,
        Output::Silu(view) => {
            let fits = outputs.is_multiple_of(16) && 2 * view.len() == rows * outputs && bias.is_none();
            require(NAME, fits, || format!("{}; gates and values come in groups of 8", wrong(view.len())))?;
        }
        Output::Rotary(rotation) => {
            let (heads, kv_heads, head_dim) = (rotation.heads, rotation.kv_heads, rotation.head_dim);
            let limits = rotation.rows.limits();
            let fits = head_dim > 0
                && head_dim.is_multiple_of(8)
                && outputs == (heads + 2 * kv_heads) * head_dim
                && rotation.queries.len() == rows * heads * head_dim;
            require(NAME, fits, || format!("{outputs} outputs for {heads} + 2 * {kv_heads} heads of {head_dim}"))?;
            let cache = limits.pages * limits.page_size * kv_heads * head_dim;
            let fits = rotation.cache.keys.len() >= cache
                && rotation.cache.values.len() >= cache
                && rotation.table.len() >= limits.context * head_dim;
            require(NAME, fits && rows <= limits.rows, || {
                format!(
                    "a cache of {} values and a table of {} for {limits:?}",
                    rotation.cache.keys.len(),
                    rotation.table.len()
                )
            })?;
        }
    }
    Ok((rows, outputs))
}

#[cfg(test)]
mod tests {
    use super::{Chip, Mode, Plan};

    const H200: Chip = Chip { multiprocessors: 132, deep: true };
    const L4: Chip = Chip { multiprocessors: 58, deep: false };

    #[test]
    fn every_output_is_computed_and_shared_memory_is_there() {
        for (chip, shared) in [(H200, 227 << 10), (L4, 99 << 10)] {
            for rows in [1, 8, 9, 16, 17, 32, 33, 64] {
                if rows > chip.most_rows(16) {
                    continue;
                }
                for mode in [Mode::Store, Mode::Residual, Mode::Silu, Mode::Logits, Mode::Rotary] {
                    for (outputs, inputs) in [(16, 8), (1536, 8960), (37888, 3584), (152_064, 3584), (4608, 3584)] {
                        let Plan { cluster, grid, shared: asked, .. } = chip.plan(mode, 16, rows, outputs, inputs);
                        assert!(grid.is_multiple_of(cluster) && grid > 0);
                        assert!(asked <= shared, "{rows} rows ask for {asked} of {shared}");
                    }
                }
            }
        }
    }

    #[test]
    fn two_blocks_share_the_inputs_where_that_divides_better() {
        assert_eq!(H200.plan(Mode::Silu, 16, 1, 37888, 3584).cluster, 1);
        assert_eq!(H200.plan(Mode::Residual, 16, 1, 3584, 18944).cluster, 1);
        assert_eq!(H200.plan(Mode::Residual, 16, 1, 1536, 8960).cluster, 2);
        assert_eq!(H200.plan(Mode::Residual, 16, 32, 3584, 18944).cluster, 2);
        assert_eq!(L4.plan(Mode::Residual, 16, 32, 3584, 18944).cluster, 1);
    }
}
