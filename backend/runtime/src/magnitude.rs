//! Arithmetic on magnitudes: little-endian 32-bit limbs without leading zeros. No signs here.

use std::cmp::Ordering;

/// Limbs at and above which a product is split (Karatsuba) rather than made row by row.
const KARATSUBA: usize = 40;

/// Removes leading zeros.
pub fn trim(limbs: &mut Vec<u32>) {
    while limbs.last() == Some(&0) {
        limbs.pop();
    }
}

fn trimmed(limbs: &[u32]) -> &[u32] {
    let len = limbs.iter().rposition(|&limb| limb != 0).map_or(0, |at| at + 1);
    &limbs[..len]
}

/// The limbs of `value`.
pub fn from_u128(mut value: u128) -> Vec<u32> {
    let mut limbs = Vec::with_capacity(4);
    while value > 0 {
        limbs.push(value as u32);
        value >>= 32;
    }
    limbs
}

/// Compares two magnitudes.
pub fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `a += b * 2^(32 * shift)`, growing `a` as needed.
fn add_into(a: &mut Vec<u32>, b: &[u32], shift: usize) {
    if a.len() < b.len() + shift {
        a.resize(b.len() + shift, 0);
    }
    let mut carry = 0u64;
    for (i, limb) in b.iter().enumerate() {
        let sum = u64::from(a[i + shift]) + u64::from(*limb) + carry;
        a[i + shift] = sum as u32;
        carry = sum >> 32;
    }
    let mut i = b.len() + shift;
    while carry > 0 {
        if i == a.len() {
            a.push(0);
        }
        let sum = u64::from(a[i]) + carry;
        a[i] = sum as u32;
        carry = sum >> 32;
        i += 1;
    }
}

/// `a -= b`, where `a >= b`.
fn sub_from(a: &mut [u32], b: &[u32]) {
    let mut borrow = 0i64;
    for (i, limb) in a.iter_mut().enumerate() {
        if i >= b.len() && borrow == 0 {
            break;
        }
        let diff = i64::from(*limb) - i64::from(b.get(i).copied().unwrap_or(0)) + borrow;
        *limb = diff as u32;
        borrow = diff >> 32;
    }
}

/// `a + b`.
pub fn add(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut out = Vec::with_capacity(long.len() + 1);
    out.extend_from_slice(long);
    add_into(&mut out, short, 0);
    out
}

/// `a - b`, where `a >= b`.
pub fn sub(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut out = a.to_vec();
    sub_from(&mut out, b);
    trim(&mut out);
    out
}

/// `a * b`.
pub fn mul(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return Vec::new();
    }
    if short.len() < KARATSUBA {
        return mul_rows(long, short);
    }
    if long.len() >= 2 * short.len() {
        // Unbalanced: the long one in pieces of the short one's size.
        let mut out = Vec::with_capacity(long.len() + short.len());
        for (i, piece) in long.chunks(short.len()).enumerate() {
            add_into(&mut out, &mul(trimmed(piece), short), i * short.len());
        }
        trim(&mut out);
        return out;
    }
    let half = long.len().div_ceil(2);
    let (a0, a1) = (trimmed(&long[..half]), &long[half..]);
    let (b0, b1) = (trimmed(&short[..half.min(short.len())]), &short[half.min(short.len())..]);
    let low = mul(a0, b0);
    let high = mul(a1, b1);
    let mut middle = mul(&add(a0, a1), &add(b0, b1));
    sub_from(&mut middle, &low);
    sub_from(&mut middle, &high);
    trim(&mut middle);
    let mut out = low;
    add_into(&mut out, &middle, half);
    add_into(&mut out, &high, 2 * half);
    trim(&mut out);
    out
}

fn mul_rows(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut out = vec![0u32; a.len() + b.len()];
    for (j, &y) in b.iter().enumerate() {
        let mut carry = 0u64;
        for (i, &x) in a.iter().enumerate() {
            let sum = u64::from(x) * u64::from(y) + u64::from(out[i + j]) + carry;
            out[i + j] = sum as u32;
            carry = sum >> 32;
        }
        out[j + a.len()] = carry as u32;
    }
    trim(&mut out);
    out
}

/// `a = a * factor + plus`.
pub fn mul_small_add(a: &mut Vec<u32>, factor: u32, plus: u32) {
    let mut carry = u64::from(plus);
    for limb in a.iter_mut() {
        let sum = u64::from(*limb) * u64::from(factor) + carry;
        *limb = sum as u32;
        carry = sum >> 32;
    }
    if carry > 0 {
        a.push(carry as u32);
    }
}

/// Divides `a` in place by a divisor that is not 0; returns the remainder.
pub fn div_small(a: &mut Vec<u32>, divisor: u32) -> u32 {
    let mut rest = 0u64;
    for limb in a.iter_mut().rev() {
        let value = (rest << 32) | u64::from(*limb);
        *limb = (value / u64::from(divisor)) as u32;
        rest = value % u64::from(divisor);
    }
    trim(a);
    rest as u32
}

/// The quotient and the remainder of `a / b`, where `b` is not 0 (Knuth's algorithm D).
pub fn div_rem(a: &[u32], b: &[u32]) -> (Vec<u32>, Vec<u32>) {
    if compare(a, b) == Ordering::Less {
        return (Vec::new(), a.to_vec());
    }
    if b.len() == 1 {
        let mut quotient = a.to_vec();
        let rest = div_small(&mut quotient, b[0]);
        return (quotient, if rest == 0 { Vec::new() } else { vec![rest] });
    }
    // Scale so that the divisor's top bit is set: the estimates below are then off by 2 at most.
    let scale = u64::from(b[b.len() - 1].leading_zeros());
    let divisor = shl(b, scale);
    let mut rest = shl(a, scale);
    if rest.len() == a.len() {
        rest.push(0);
    }
    let n = divisor.len();
    let top = u64::from(divisor[n - 1]);
    let second = u64::from(divisor[n - 2]);
    let mut quotient = vec![0u32; rest.len() - n];
    for j in (0..quotient.len()).rev() {
        let head = (u64::from(rest[j + n]) << 32) | u64::from(rest[j + n - 1]);
        let (mut estimate, mut left) = (head / top, head % top);
        while estimate >> 32 != 0 || estimate * second > ((left << 32) | u64::from(rest[j + n - 2])) {
            estimate -= 1;
            left += top;
            if left >> 32 != 0 {
                break;
            }
        }
        let mut borrow = 0i64;
        let mut carry = 0u64;
        for i in 0..n {
            let product = estimate * u64::from(divisor[i]) + carry;
            carry = product >> 32;
            let diff = i64::from(rest[i + j]) - i64::from(product as u32) + borrow;
            rest[i + j] = diff as u32;
            borrow = diff >> 32;
        }
        let diff = i64::from(rest[j + n]) - carry as i64 + borrow;
        rest[j + n] = diff as u32;
        if diff < 0 {
            // One too many: add the divisor back.
            estimate -= 1;
            let mut carry = 0u64;
            for i in 0..n {
                let sum = u64::from(rest[i + j]) + u64::from(divisor[i]) + carry;
                rest[i + j] = sum as u32;
                carry = sum >> 32;
            }
            rest[j + n] = rest[j + n].wrapping_add(carry as u32);
        }
        quotient[j] = estimate as u32;
    }
    trim(&mut quotient);
    trim(&mut rest);
    (quotient, shr(&rest, scale))
}

/// `a * 2^bits`.
pub fn shl(a: &[u32], bits: u64) -> Vec<u32> {
    if a.is_empty() {
        return Vec::new();
    }
    let (limbs, bits) = ((bits / 32) as usize, (bits % 32) as u32);
    let mut out = vec![0u32; limbs];
    out.reserve(a.len() + 1);
    let mut carry = 0u32;
    for &limb in a {
        let wide = u64::from(limb) << bits;
        out.push(wide as u32 | carry);
        carry = (wide >> 32) as u32;
    }
    if carry > 0 {
        out.push(carry);
    }
    out
}

/// `a / 2^bits`, cut off.
pub fn shr(a: &[u32], bits: u64) -> Vec<u32> {
    let limbs = usize::try_from(bits / 32).unwrap_or(usize::MAX);
    if limbs >= a.len() {
        return Vec::new();
    }
    let bits = (bits % 32) as u32;
    let rest = &a[limbs..];
    let mut out = Vec::with_capacity(rest.len());
    for (i, &limb) in rest.iter().enumerate() {
        let above = rest.get(i + 1).copied().unwrap_or(0);
        out.push((((u64::from(above) << 32) | u64::from(limb)) >> bits) as u32);
    }
    trim(&mut out);
    out
}

/// The number of bits.
pub fn bit_length(a: &[u32]) -> u64 {
    a.last().map_or(0, |top| a.len() as u64 * 32 - u64::from(top.leading_zeros()))
}

/// Whether any of the lowest `bits` bits is set.
pub fn any_low_bits(a: &[u32], bits: u64) -> bool {
    let limbs = usize::try_from(bits / 32).unwrap_or(usize::MAX);
    if limbs >= a.len() {
        return !a.is_empty();
    }
    a[..limbs].iter().any(|&limb| limb != 0) || a[limbs] & ((1u32 << (bits % 32)) - 1) != 0
}

/// The digits in `base`, 2 to 36, lower case; `"0"` for nothing.
pub fn to_digits(a: &[u32], base: u32) -> String {
    if a.is_empty() {
        return "0".to_string();
    }
    // As many digits at a time as fit a limb.
    let mut chunk = base;
    let mut width = 1;
    while u64::from(chunk) * u64::from(base) <= u64::from(u32::MAX) {
        chunk *= base;
        width += 1;
    }
    let mut digits: Vec<u8> = Vec::new();
    let mut rest = a.to_vec();
    while !rest.is_empty() {
        let mut piece = div_small(&mut rest, chunk);
        for _ in 0..width {
            digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[(piece % base) as usize]);
            piece /= base;
        }
    }
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
    digits.iter().rev().map(|&digit| digit as char).collect()
}

/// The value of digits (0 to `base - 1` each, most significant first).
pub fn from_digits(digits: &[u8], base: u32) -> Vec<u32> {
    if digits.len() > 2000 {
        // Halves are multiplied together, so that a long text costs what its products cost.
        let (high, low) = digits.split_at(digits.len() / 2);
        let scaled = mul(&from_digits(high, base), &power(base, low.len()));
        return add(&scaled, &from_digits(low, base));
    }
    let mut out = Vec::new();
    for &digit in digits {
        mul_small_add(&mut out, base, u32::from(digit));
    }
    trim(&mut out);
    out
}

fn power(base: u32, exponent: usize) -> Vec<u32> {
    if exponent == 0 {
        return vec![1];
    }
    let half = power(base, exponent / 2);
    let mut out = mul(&half, &half);
    if exponent % 2 == 1 {
        mul_small_add(&mut out, base, 0);
    }
    out
}
