//! Whether guessing pays: how often a sequence's guesses come true, and what a step with guesses costs beside one
//! without. Guessing stops where it does not pay, and is tried again later. It must not know where guesses come from.

use std::time::Duration;

/// Weight of the newest observation in the running means.
const NEWEST: f64 = 0.2;
/// A sequence whose guesses come true less often than this rests.
const WORTHWHILE: f64 = 0.25;
/// Tokens that a sequence rests after its first disappointment, and at most.
const REST: (u32, u32) = (16, 512);
/// Steps that a batch size pauses after guessing was slower, and at most.
const PAUSE: (u32, u32) = (64, 4096);
/// So often a step goes without guesses, to know what that costs.
const CALIBRATE: u32 = 64;

/// How one sequence's guesses do.
#[derive(Debug, Clone)]
pub struct Luck {
    length: usize,
    rate: f64,
    resting: u32,
    next_rest: u32,
}

impl Default for Luck {
    fn default() -> Self {
        Luck { length: 4, rate: 0.5, resting: 0, next_rest: REST.0 }
    }
}

impl Luck {
    /// How many tokens to guess next, at most `limit`.
    pub fn length(&self, limit: usize) -> usize {
        if self.resting > 0 { 0 } else { self.length.min(limit) }
    }

    /// A step that produced `tokens` tokens, after `guessed` guesses of which `right` were right.
    pub fn observe(&mut self, guessed: usize, right: usize, tokens: usize) {
        self.resting = self.resting.saturating_sub(tokens as u32);
        if guessed == 0 {
            return;
        }
        self.rate += NEWEST * (right as f64 / guessed as f64 - self.rate);
        self.length = if right == guessed { (self.length * 2).min(64) } else { (right + 1).max(2) };
        if self.rate < WORTHWHILE {
            self.resting = self.next_rest;
            self.next_rest = (self.next_rest * 2).min(REST.1);
            // The next try counts for itself.
            (self.rate, self.length) = (0.5, 2);
        } else if self.rate > 0.5 {
            self.next_rest = REST.0;
        }
    }
}

/// What decode steps cost, by how many sequences they serve.
#[derive(Debug, Default)]
pub struct Costs {
    by_size: Vec<Cost>,
}

#[derive(Debug, Clone, Default)]
struct Cost {
    /// Seconds of a step without guesses.
    plain: Option<f64>,
    /// Seconds per token and sequence of a step with guesses.
    guessed: Option<f64>,
    pausing: u32,
    next_pause: u32,
    since_plain: u32,
}

impl Costs {
    /// Whether a step that serves so many sequences should guess.
    pub fn worthwhile(&self, sequences: usize) -> bool {
        self.by_size.get(class(sequences)).is_none_or(|cost| cost.pausing == 0 && cost.since_plain < CALIBRATE)
    }

    /// A pure decode step: whether it guessed, how many sequences it served, how many tokens it produced.
    pub fn observe(&mut self, guessed: bool, sequences: usize, tokens: usize, elapsed: Duration) {
        if elapsed.is_zero() || sequences == 0 || tokens == 0 {
            return;
        }
        let class = class(sequences);
        if self.by_size.len() <= class {
            self.by_size.resize(class + 1, Cost { next_pause: PAUSE.0, ..Cost::default() });
        }
        let cost = &mut self.by_size[class];
        let seconds = elapsed.as_secs_f64() * sequences as f64 / tokens as f64;
        let mean = if guessed { &mut cost.guessed } else { &mut cost.plain };
        *mean = Some(mean.map_or(seconds, |mean| mean + NEWEST * (seconds - mean)));
        if guessed {
            cost.since_plain += 1;
        } else {
            (cost.since_plain, cost.pausing) = (0, cost.pausing.saturating_sub(1));
        }
        let (Some(plain), Some(with)) = (cost.plain, cost.guessed) else { return };
        if guessed && with > plain {
            cost.pausing = cost.next_pause;
            cost.next_pause = (cost.next_pause * 2).min(PAUSE.1);
            cost.guessed = None;
        } else if guessed && with < 0.9 * plain {
            cost.next_pause = PAUSE.0;
        }
    }
}

/// Steps of similar size cost alike: one class per power of two.
fn class(sequences: usize) -> usize {
    sequences.max(1).ilog2() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luck_grows_and_disappointment_rests() {
        let mut luck = Luck::default();
        for _ in 0..3 {
            luck.observe(luck.length(64), luck.length(64), 5);
        }
        assert_eq!(luck.length(64), 32);
        assert_eq!(luck.length(3), 3);
        while luck.length(64) > 0 {
            luck.observe(4, 0, 1);
        }
        luck.observe(0, 0, 15);
        assert_eq!(luck.length(64), 0);
        luck.observe(0, 0, 1);
        assert!(luck.length(64) > 0);
    }

    #[test]
    fn guessing_stops_where_it_is_slower_and_is_tried_again() {
        let mut costs = Costs::default();
        let ms = Duration::from_millis;
        assert!(costs.worthwhile(8));
        costs.observe(false, 8, 8, ms(10));
        // Twice the time for one and a half times the tokens.
        costs.observe(true, 8, 12, ms(20));
        assert!(!costs.worthwhile(8));
        assert!(costs.worthwhile(1), "another batch size is another matter");
        for _ in 0..PAUSE.0 {
            assert!(!costs.worthwhile(8));
            costs.observe(false, 8, 8, ms(10));
        }
        assert!(costs.worthwhile(8));
        // Now it pays, but the price of a step without is looked at now and then.
        for _ in 0..CALIBRATE {
            assert!(costs.worthwhile(8));
            costs.observe(true, 8, 32, ms(12));
        }
        assert!(!costs.worthwhile(8));
        costs.observe(false, 8, 8, ms(10));
        assert!(costs.worthwhile(8));
    }
}
