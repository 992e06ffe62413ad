//! Tokens from rows of logits: adjustments, temperature, min-p, top-k, top-p, noise keyed by seed and position, greedy,
//! log probabilities. One integer a row crosses the bus, unless more is asked for. Knows no requests.

use std::ops::Range;

use crate::buffer::{DeviceBuffer, PinnedBuffer, Pod, View};
use crate::device::Device;
use crate::error::{Error, require};
use crate::launch::{Kernel, Shape, args};

const NAME: &str = "sample";
const FILE: &str = "sample";
/// Tokens a block works on.
const SPLIT: usize = 8192;
/// Distances from the best at which tokens are counted.
const WIDTHS: usize = 16;
/// Words of a row's description, and of an adjustment.
const ROW_WORDS: usize = 16;
const ADJUSTMENT_WORDS: usize = 3;
/// How many of the likeliest tokens a row may ask for.
pub const MOST_LIKELIEST: usize = 20;

/// A type that logits have.
pub trait Logit: Pod {
    /// What kernels of this type end in.
    const SUFFIX: &'static str;
    #[doc(hidden)]
    const KERNELS: [&'static str; 3];
}
macro_rules! logit {
    ($name:ty, $suffix:literal) => {
        impl Logit for $name {
            const SUFFIX: &'static str = $suffix;
            const KERNELS: [&'static str; 3] = [
                concat!("sample_adjust_", $suffix),
                concat!("sample_choose_", $suffix),
                concat!("sample_likeliest_", $suffix),
            ];
        }
    };
}
logit!(f32, "f32");
logit!(half::bf16, "bf16");
logit!(half::f16, "f16");

/// How one token is drawn.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Which row of the logits.
    pub row: usize,
    /// Zero is greedy.
    pub temperature: f32,
    /// Keeps this many; zero keeps all.
    pub top_k: u32,
    /// Keeps the likeliest whose probabilities reach it; 1 keeps all.
    pub top_p: f32,
    /// Keeps those at least this fraction as likely as the likeliest; zero keeps all.
    pub min_p: f32,
    /// Divides positive logits of tokens seen, multiplies others; 1 is none.
    pub repetition: f32,
    /// Taken off tokens of the output, once.
    pub presence: f32,
    /// Taken off tokens of the output, for each time.
    pub frequency: f32,
    /// Keys the noise, with `position`.
    pub seed: u64,
    /// Absolute position of the token that is drawn.
    pub position: u32,
    /// Whether to report log probabilities, and of how many of the likeliest tokens.
    pub report: Option<u32>,
    /// Its adjustments, in the list beside.
    pub adjustments: Range<usize>,
}

impl Drawing {
    /// The largest logit of a row.
    pub fn greedy(row: usize) -> Drawing {
        Drawing {
            row,
            temperature: 0.0,
            top_k: 0,
            top_p: 1.0,
            min_p: 0.0,
            repetition: 1.0,
            presence: 0.0,
            frequency: 0.0,
            seed: 0,
            position: 0,
            report: None,
            adjustments: 0..0,
        }
    }

    fn is_cut(&self) -> bool {
        self.temperature != 0.0 && (self.top_k > 0 || self.top_p < 1.0)
    }
}

/// What happens to one token's logit in one row, before temperature: the bias is added, then the row's penalties apply.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// The token; at most once a row.
    pub token: u32,
    /// Added.
    pub bias: f32,
    /// Whether the prompt or the output has it.
    pub seen: bool,
    /// How often the output has it.
    pub times: u32,
}

/// A drawn token.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// The token.
    pub token: u32,
    /// Its log probability in the untouched row, where the drawing asks for it.
    pub log_probability: Option<f32>,
    /// The likeliest of the untouched row, best first.
    pub likeliest: Vec<(u32, f32)>,
}

/// Draws tokens, up to so many rows at once.
pub struct Sampler {
    device: Device,
    vocabulary: usize,
    capacity: usize,
    rows: DeviceBuffer<u32>,
    adjustments: DeviceBuffer<u32>,
    /// Adjusted logits over temperature; made when a row first needs it.
    scaled: DeviceBuffer<f32>,
    partials: DeviceBuffer<f32>,
    masses: DeviceBuffer<f32>,
    counts: DeviceBuffer<u32>,
    cuts: DeviceBuffer<u32>,
    bests: DeviceBuffer<f32>,
    tickets: DeviceBuffer<u32>,
    tokens: DeviceBuffer<u32>,
    log_probabilities: DeviceBuffer<f32>,
    likeliest: (DeviceBuffer<u32>, DeviceBuffer<f32>),
    /// Tokens and log probabilities on their way to the host.
    back: (PinnedBuffer<u32>, PinnedBuffer<f32>),
    /// What `rows` holds: many steps in a row are described alike.
    described: Vec<u32>,
    reports: Vec<Option<u32>>,
    logit_rows: usize,
    is_drawn: bool,
    is_cut: bool,
}

impl Sampler {
    /// For rows of `vocabulary` logits, up to `capacity` at once.
    pub fn new(device: &Device, vocabulary: usize, capacity: usize) -> Result<Sampler, Error> {
        require(NAME, vocabulary > 0 && vocabulary < 1 << 30 && capacity > 0 && capacity <= 65535, || {
            format!("{capacity} rows of {vocabulary} logits")
        })?;
        let splits = vocabulary.div_ceil(SPLIT);
        Ok(Sampler {
            device: device.clone(),
            vocabulary,
            capacity,
            rows: device.zeroed(capacity * ROW_WORDS)?,
            adjustments: device.zeroed(ADJUSTMENT_WORDS)?,
            scaled: device.zeroed(4)?,
            partials: device.zeroed(capacity * splits * 4)?,
            masses: device.zeroed(capacity * splits * WIDTHS)?,
            counts: device.zeroed(capacity * splits * WIDTHS)?,
            cuts: device.zeroed(capacity * 2)?,
            bests: device.zeroed(capacity * splits * 2)?,
            tickets: device.zeroed(capacity)?,
            tokens: device.zeroed(capacity)?,
            log_probabilities: device.zeroed(capacity)?,
            likeliest: (device.zeroed(capacity * MOST_LIKELIEST)?, device.zeroed(capacity * MOST_LIKELIEST)?),
            back: (PinnedBuffer::new(device, capacity)?, PinnedBuffer::new(device, capacity)?),
            described: Vec::new(),
            reports: Vec::new(),
            logit_rows: 0,
            is_drawn: false,
            is_cut: false,
        })
    }

    /// Says what the next runs draw: token `i` by `drawings[i]`.
    pub fn set(&mut self, drawings: &[Drawing], adjustments: &[Adjustment]) -> Result<(), Error> {
        self.reports.clear();
        require(NAME, drawings.len() <= self.capacity, || {
            format!("{} rows: there is room for {}", drawings.len(), self.capacity)
        })?;
        let outside = adjustments.iter().find(|adjustment| adjustment.token as usize >= self.vocabulary);
        require(NAME, outside.is_none(), || {
            format!("token {} is not among {}", outside.map_or(0, |found| found.token), self.vocabulary)
        })?;
        let mut words = Vec::with_capacity(drawings.len() * ROW_WORDS);
        for drawing in drawings {
            let Range { start, end } = drawing.adjustments;
            require(NAME, start <= end && end <= adjustments.len(), || {
                format!("adjustments {start}..{end} of {}", adjustments.len())
            })?;
            let report = drawing.report.map_or(0, |count| count.min(MOST_LIKELIEST as u32) + 1);
            words.extend(
                [
                    drawing.temperature,
                    drawing.top_p,
                    drawing.min_p,
                    drawing.repetition,
                    drawing.presence,
                    drawing.frequency,
                ]
                .map(f32::to_bits),
            );
            // Greedy rows have no noise: without its keys they read the same on every step.
            let (seed, position) = if drawing.temperature == 0.0 { (0, 0) } else { (drawing.seed, drawing.position) };
            words.extend([drawing.top_k, report, seed as u32, (seed >> 32) as u32]);
            words.extend([position, start as u32, end as u32, drawing.row as u32, 0, 0]);
        }
        let words_of = |adjustment: &Adjustment| {
            let seen = u32::from(adjustment.seen) << 31 | adjustment.times.min(u32::MAX >> 1);
            [adjustment.token, adjustment.bias.to_bits(), seen]
        };
        let list: Vec<u32> = adjustments.iter().flat_map(words_of).collect();
        if list.len() > self.adjustments.len() {
            self.adjustments = self.device.zeroed(list.len().next_power_of_two())?;
        }
        let stride = self.vocabulary.next_multiple_of(4);
        if self.scaled.len() < self.capacity * stride && drawings.iter().any(|drawing| drawing.temperature != 0.0) {
            self.scaled = self.device.allocate(self.capacity * stride)?;
        }
        if self.described != words {
            self.described.clear();
            self.rows.write(0, &words)?;
            self.described = words;
        }
        if !list.is_empty() {
            self.adjustments.write(0, &list)?;
        }
        self.reports.extend(drawings.iter().map(|drawing| drawing.report));
        self.logit_rows = drawings.iter().map(|drawing| drawing.row + 1).max().unwrap_or(0);
        self.is_drawn = drawings.iter().any(|drawing| drawing.temperature != 0.0);
        self.is_cut = drawings.iter().any(Drawing::is_cut);
        Ok(())
    }

    /// Draws. The logits are left as they are.
    pub fn run<L: Logit>(&mut self, logits: View<'_, L>) -> Result<(), Error> {
        let (rows, vocabulary) = (self.reports.len(), self.vocabulary);
        require(NAME, logits.len() >= self.logit_rows * vocabulary, || {
            format!("{} logits, rows up to {} of {vocabulary}", logits.len(), self.logit_rows)
        })?;
        if rows == 0 {
            return Ok(());
        }
        let splits = vocabulary.div_ceil(SPLIT);
        let stride = vocabulary.next_multiple_of(4) as u32;
        let vocabulary = vocabulary as u32;
        let grid =
            |x: usize, y: usize, block: u32| Shape { grid: (x as u32, y as u32, 1), block, shared: 0, dependent: true };
        let [adjust, choose, likeliest] = L::KERNELS.map(|name| Kernel { file: FILE, name });
        let device = &self.device;
        let (described, list) = (self.rows.view(), self.adjustments.view());
        // SAFETY: for all of these: `set` has checked that the described rows of logits and adjustments exist, that
        // tokens are below the vocabulary, and that `scaled` is there where a row is not greedy; the other buffers were
        // made for the capacity, which `rows` does not exceed. Blocks write places of their own row and split.
        unsafe {
            device.launch(
                adjust,
                grid(splits, rows, 256),
                args![
                    logits,
                    described,
                    list,
                    &self.scaled.view_mut(),
                    &self.partials.view_mut(),
                    &self.tickets.view_mut(),
                    &self.tokens.view_mut(),
                    &self.log_probabilities.view_mut(),
                    vocabulary,
                    stride
                ],
            )?;
        }
        let (scaled, partials) = (self.scaled.view(), self.partials.view());
        if self.is_cut {
            // SAFETY: as above.
            unsafe {
                device.launch(
                    Kernel { file: FILE, name: "sample_spread" },
                    grid(splits, rows, 256),
                    args![
                        described,
                        scaled,
                        partials,
                        &self.masses.view_mut(),
                        &self.counts.view_mut(),
                        vocabulary,
                        stride
                    ],
                )?;
            }
        }
        if self.is_drawn {
            // SAFETY: as above.
            unsafe {
                device.launch(
                    Kernel { file: FILE, name: "sample_cut" },
                    grid(rows, 1, 1024),
                    args![
                        described,
                        scaled,
                        partials,
                        self.masses.view(),
                        self.counts.view(),
                        &self.cuts.view_mut(),
                        vocabulary,
                        stride,
                        splits as u32
                    ],
                )?;
                device.launch(
                    choose,
                    grid(splits, rows, 256),
                    args![
                        logits,
                        described,
                        scaled,
                        partials,
                        self.cuts.view(),
                        &self.bests.view_mut(),
                        &self.tickets.view_mut(),
                        &self.tokens.view_mut(),
                        &self.log_probabilities.view_mut(),
                        vocabulary,
                        stride
                    ],
                )?;
            }
        }
        if self.reports.iter().any(|report| report.is_some_and(|count| count > 0)) {
            let (ids, values) = &mut self.likeliest;
            // SAFETY: as above.
            unsafe {
                device.launch(
                    likeliest,
                    grid(rows, 1, 1024),
                    args![
                        logits,
                        described,
                        partials,
                        &ids.view_mut(),
                        &values.view_mut(),
                        vocabulary,
                        splits as u32,
                        MOST_LIKELIEST as u32
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// The tokens of the last run, on the GPU.
    pub fn tokens(&self) -> Result<View<'_, u32>, Error> {
        self.tokens.range(0..self.reports.len())
    }

    /// Everything that the last run was to report; waits for it.
    pub fn read(&mut self) -> Result<Vec<Sampled>, Error> {
        let rows = self.reports.len();
        self.back.0.copy_from(self.tokens.range(0..rows)?)?;
        if self.reports.iter().any(Option::is_some) {
            self.back.1.copy_from(self.log_probabilities.range(0..rows)?)?;
        }
        self.device.synchronize()?;
        let (tokens, log_probabilities) = (self.back.0.values(), self.back.1.values());
        let wide = if self.reports.iter().flatten().any(|count| *count > 0) { rows * MOST_LIKELIEST } else { 0 };
        let (ids, values) = (self.likeliest.0.range(0..wide)?.read()?, self.likeliest.1.range(0..wide)?.read()?);
        Ok((0..rows)
            .map(|row| {
                let count = self.reports[row].map_or(0, |count| (count as usize).min(MOST_LIKELIEST));
                let at = row * MOST_LIKELIEST..row * MOST_LIKELIEST + count.min(self.vocabulary);
                let (ids, values) = (ids.get(at.clone()), values.get(at));
                Sampled {
                    token: tokens[row],
                    log_probability: self.reports[row].map(|_| log_probabilities[row]),
                    likeliest: ids
                        .unwrap_or_default()
                        .iter()
                        .copied()
                        .zip(values.unwrap_or_default().iter().copied())
                        .collect(),
                }
            })
            .collect())
    }
}
