//! Python's `hash`: exact where CPython's is fixed (numbers, None, tuples), since set order follows from it.
//! Strings are randomised in CPython, so any good fixed hash is right for them.

use std::rc::Rc;

/// Values that can be dict keys and set members. Equal values have equal hashes, across types too.
pub trait PyHash {
    /// Python's `hash(self)`.
    fn py_hash(&self) -> i64;
}

/// The prime 2^61 - 1, modulo which numbers are hashed.
pub const HASH_MODULUS: u64 = (1 << 61) - 1;

/// The hash of a sign and a magnitude reduced modulo [`HASH_MODULUS`]; -1 is taken, for errors, in CPython.
pub fn hash_from_modulus(negative: bool, reduced: u64) -> i64 {
    let hash = if negative { -(reduced as i64) } else { reduced as i64 };
    if hash == -1 { -2 } else { hash }
}

/// The hash of a small integer.
#[inline]
pub fn hash_i64(value: i64) -> i64 {
    let magnitude = value.unsigned_abs();
    if magnitude < HASH_MODULUS {
        return if value == -1 { -2 } else { value };
    }
    hash_from_modulus(value < 0, magnitude % HASH_MODULUS)
}

/// The hash of a float: that of the integer where it is one.
pub fn hash_f64(value: f64) -> i64 {
    if value.is_infinite() {
        return if value > 0.0 { 314_159 } else { -314_159 };
    }
    if value.is_nan() {
        // By identity in CPython, so any value is right.
        return 271_828;
    }
    let bits = value.to_bits();
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) = if biased == 0 { (fraction, -1074) } else { (fraction | (1 << 52), biased - 1075) };
    // Multiplying by 2^e modulo 2^61 - 1 is a rotation of 61 bits.
    let shift = exponent.rem_euclid(61) as u32;
    let rotated = if shift == 0 { mantissa } else { ((mantissa << shift) & HASH_MODULUS) | (mantissa >> (61 - shift)) };
    hash_from_modulus(value < 0.0, rotated % HASH_MODULUS)
}

/// The hash of bytes and of text.
pub fn hash_bytes(bytes: &[u8]) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325 ^ (bytes.len() as u64);
    for chunk in bytes.chunks(8) {
        let mut word = [0u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    hash = hash.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^= hash >> 32;
    hash as i64
}

/// The hash of a tuple, from the hashes of its items.
pub fn hash_tuple(items: impl IntoIterator<Item = i64>) -> i64 {
    const PRIME_1: u64 = 11_400_714_785_074_694_791;
    const PRIME_2: u64 = 14_029_467_366_897_019_727;
    const PRIME_5: u64 = 2_870_177_450_012_600_261;
    let mut hash = PRIME_5;
    let mut len: u64 = 0;
    for item in items {
        hash = hash.wrapping_add((item as u64).wrapping_mul(PRIME_2)).rotate_left(31).wrapping_mul(PRIME_1);
        len += 1;
    }
    hash = hash.wrapping_add(len ^ (PRIME_5 ^ 3_527_539));
    if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
}

impl PyHash for bool {
    fn py_hash(&self) -> i64 {
        i64::from(*self)
    }
}

impl PyHash for i64 {
    #[inline]
    fn py_hash(&self) -> i64 {
        hash_i64(*self)
    }
}

impl PyHash for usize {
    fn py_hash(&self) -> i64 {
        hash_from_modulus(false, *self as u64 % HASH_MODULUS)
    }
}

impl PyHash for f64 {
    fn py_hash(&self) -> i64 {
        hash_f64(*self)
    }
}

/// None's hash: an address in CPython 3.11, so any value is right.
pub const HASH_NONE: i64 = 0xfca8_6420;

impl PyHash for () {
    fn py_hash(&self) -> i64 {
        HASH_NONE
    }
}

impl PyHash for str {
    fn py_hash(&self) -> i64 {
        hash_bytes(self.as_bytes())
    }
}

impl<T: PyHash> PyHash for Option<T> {
    fn py_hash(&self) -> i64 {
        self.as_ref().map_or(HASH_NONE, PyHash::py_hash)
    }
}

impl<T: PyHash + ?Sized> PyHash for Rc<T> {
    fn py_hash(&self) -> i64 {
        (**self).py_hash()
    }
}

impl<T: PyHash + ?Sized> PyHash for &T {
    fn py_hash(&self) -> i64 {
        (**self).py_hash()
    }
}

macro_rules! hash_tuples {
    ($(($($name:ident $i:tt)+))*) => {$(
        impl<$($name: PyHash),+> PyHash for ($($name,)+) {
            fn py_hash(&self) -> i64 {
                hash_tuple([$(self.$i.py_hash()),+])
            }
        }
    )*};
}

hash_tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}
