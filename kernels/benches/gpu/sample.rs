//! Drawing tokens from 152k logits: greedy, with noise alone, with top-k and top-p, peaked as models are and flat.

use portalis_kernels::{Device, Drawing, Sampler};

use super::ceilings::Ceilings;
use super::support::{random, row, time};

const VOCABULARY: usize = 151_936;

/// Prints the table.
pub fn run(device: &Device, ceilings: &Ceilings) {
    for rows in [1, 32] {
        for (what, deviation, temperature, top_k, top_p) in [
            ("greedy", 4.0, 0.0, 0, 1.0),
            ("temperature", 4.0, 1.0, 0, 1.0),
            ("top-k 50, top-p 0.9", 4.0, 0.8, 50, 0.9),
            ("top-p 0.95, peaked", 4.0, 0.6, 0, 0.95),
            ("top-p 0.95, flat", 1.0, 1.0, 0, 0.95),
        ] {
            let logits = random(device, rows * VOCABULARY, deviation);
            let drawings: Vec<Drawing> = (0..rows)
                .map(|row| Drawing { temperature, top_k, top_p, seed: 7, position: 99, ..Drawing::greedy(row) })
                .collect();
            let mut sampler = Sampler::new(device, VOCABULARY, rows).unwrap();
            sampler.set(&drawings, &[]).unwrap();
            let seconds = time(device, 15, |_| sampler.run(logits.view()).unwrap());
            let bytes = (rows * VOCABULARY * 2) as f64;
            row(&format!("{rows} rows: {what}"), seconds, bytes / ceilings.read, "");
        }
    }
}
