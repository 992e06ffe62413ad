//! Philox4x32-10 (Salmon et al., 2011): numbers from a key and a counter, so that a token's noise depends on nothing
//! else. The GPU computes the same numbers.

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Four numbers from a key and a counter.
pub fn philox(mut key: [u32; 2], mut counter: [u32; 4]) -> [u32; 4] {
    for _ in 0..10 {
        let a = u64::from(MULTIPLIERS[0]) * u64::from(counter[0]);
        let b = u64::from(MULTIPLIERS[1]) * u64::from(counter[2]);
        counter = [(b >> 32) as u32 ^ counter[1] ^ key[0], b as u32, (a >> 32) as u32 ^ counter[3] ^ key[1], a as u32];
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    counter
}

/// A number strictly between 0 and 1 from 23 of a word's bits: exact in float32, and 1 is not rounded to.
pub fn unit(word: u32) -> f32 {
    ((word >> 9) as f32 + 0.5) * (1.0 / (1 << 23) as f32)
}

/// The Gumbel noise of four neighbouring tokens, `4 * group ..`, for the token at `position`: key (seed low, seed
/// high), counter (group, position, 0, 0).
pub fn gumbel(seed: u64, position: u32, group: u32) -> [f32; 4] {
    philox([seed as u32, (seed >> 32) as u32], [group, position, 0, 0]).map(|word| -(-unit(word).ln()).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The known answers that the authors publish (Random123, kat_vectors).
    #[test]
    fn known_answers() {
        assert_eq!(philox([0; 2], [0; 4]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        assert_eq!(philox([u32::MAX; 2], [u32::MAX; 4]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        assert_eq!(
            philox([0xa409_3822, 0x299f_31d0], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]),
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
        );
    }

    #[test]
    fn units_are_inside() {
        assert!(unit(0) > 0.0);
        assert!(unit(u32::MAX) < 1.0);
        assert!(gumbel(1, 2, 3).iter().all(|noise| noise.is_finite()));
    }
}
