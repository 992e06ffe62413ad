//! Circular functions for platforms whose C library is not GNU's: wasm's differ from it in the last bit of every 10th
//! to 30th value, and programs print last bits. GNU's are correctly rounded but for 1 value in 500 or fewer, so these
//! are computed with twice the bits of a float and rounded once.

use std::f64::consts::LOG10_E;

/// An unevaluated sum: the float nearest to a value, and what it lacks.
type Double = (f64, f64);

/// 1/1!, 1/2!, ...
const INVERSE_FACTORIALS: [(f64, f64); 28] = [
    (1.0, 0.0),
    (0.5, 0.0),
    (0.16666666666666666, 9.25185853854297e-18),
    (0.041666666666666664, 2.3129646346357427e-18),
    (0.008333333333333333, 1.1564823173178714e-19),
    (0.001388888888888889, -5.300543954373577e-20),
    (0.0001984126984126984, 1.7209558293420705e-22),
    (2.48015873015873e-05, 2.1511947866775882e-23),
    (2.7557319223985893e-06, -1.858393274046472e-22),
    (2.755731922398589e-07, 2.3767714622250297e-23),
    (2.505210838544172e-08, -1.448814070935912e-24),
    (2.08767569878681e-09, -1.20734505911326e-25),
    (1.6059043836821613e-10, 1.2585294588752098e-26),
    (1.1470745597729725e-11, 2.0655512752830745e-28),
    (7.647163731819816e-13, 7.03872877733453e-30),
    (4.779477332387385e-14, 4.399205485834081e-31),
    (2.8114572543455206e-15, 1.6508842730861433e-31),
    (1.5619206968586225e-16, 1.1910679660273754e-32),
    (8.22063524662433e-18, 2.2141894119604265e-34),
    (4.110317623312165e-19, 1.4412973378659527e-36),
    (1.9572941063391263e-20, -1.3643503830087908e-36),
    (8.896791392450574e-22, -7.911402614872376e-38),
    (3.868170170630684e-23, -8.843177655482344e-40),
    (1.6117375710961184e-24, -3.6846573564509766e-41),
    (6.446950284384474e-26, -1.9330404233703465e-42),
    (2.4795962632247976e-27, -1.2953730964765229e-43),
    (9.183689863795546e-29, 1.4303150396787322e-45),
    (3.279889237069838e-30, 1.5117542744029879e-46),
];

/// Half of pi: three parts of 33 bits, whose products with a small integer are exact, and the rest.
const HALF_PI: [f64; 5] =
    [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32, 7.398504768267704e-49];
const PI: Double = (std::f64::consts::PI, 1.2246467991473532e-16);

/// Up to here an argument's multiple of half of pi has 20 bits at the most.
const REDUCIBLE: f64 = 1_000_000.0;

fn two_sum(a: f64, b: f64) -> Double {
    let sum = a + b;
    let of_b = sum - a;
    (sum, (a - (sum - of_b)) + (b - of_b))
}

fn halves(a: f64) -> Double {
    let scaled = a * 134_217_729.0;
    let high = scaled - (scaled - a);
    (high, a - high)
}

fn two_product(a: f64, b: f64) -> Double {
    let product = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
}

fn add(a: Double, b: Double) -> Double {
    let (high, error) = two_sum(a.0, b.0);
    let (low, lower) = two_sum(a.1, b.1);
    let (high, error) = two_sum(high, error + low);
    two_sum(high, error + lower)
}

fn neg(a: Double) -> Double {
    (-a.0, -a.1)
}

fn mul(a: Double, b: Double) -> Double {
    let (high, error) = two_product(a.0, b.0);
    two_sum(high, error + (a.0 * b.1 + a.1 * b.0))
}

fn div(a: Double, b: Double) -> Double {
    let first = a.0 / b.0;
    let rest = add(a, neg(mul(b, (first, 0.0))));
    let second = rest.0 / b.0;
    let rest = add(rest, neg(mul(b, (second, 0.0))));
    let (high, low) = two_sum(first, second);
    two_sum(high, low + rest.0 / b.0)
}

/// The series over every second inverse factorial, in the square of the argument.
fn series(square: Double, from: usize) -> Double {
    let mut sum = (0.0, 0.0);
    for pair in INVERSE_FACTORIALS.chunks(2).rev() {
        sum = add(mul(sum, neg(square)), pair[from]);
    }
    sum
}

/// Sine and cosine of an argument of at most [`REDUCIBLE`].
fn sin_cos(x: f64) -> (Double, Double) {
    let turns = (x * std::f64::consts::FRAC_2_PI).round();
    let mut rest = (x, 0.0);
    for part in HALF_PI {
        rest = add(rest, neg(two_product(turns, part)));
    }
    let square = mul(rest, rest);
    let sine = mul(rest, series(square, 0));
    let cosine = add((1.0, 0.0), neg(mul(square, series(square, 1))));
    match (turns as i64).rem_euclid(4) {
        0 => (sine, cosine),
        1 => (cosine, neg(sine)),
        2 => (neg(sine), neg(cosine)),
        _ => (neg(cosine), sine),
    }
}

/// Whether the series are wanted: not for tiny arguments, whose functions are themselves, nor for huge ones.
fn ordinary(x: f64) -> bool {
    (1e-8..=REDUCIBLE).contains(&x.abs())
}

/// The sine.
pub fn sin(x: f64) -> f64 {
    if ordinary(x) { sin_cos(x).0.0 } else { x.sin() }
}

/// The cosine.
pub fn cos(x: f64) -> f64 {
    if ordinary(x) { sin_cos(x).1.0 } else { x.cos() }
}

/// The tangent.
pub fn tan(x: f64) -> f64 {
    if !ordinary(x) {
        return x.tan();
    }
    let (sine, cosine) = sin_cos(x);
    div(sine, cosine).0
}

/// The angle whose tangent is `x`, above 0: std's answer, and one step of correction.
fn arc_tangent(x: Double) -> Double {
    let near = x.0.atan();
    let (sine, cosine) = sin_cos(near);
    let step = div(add(mul(x, cosine), neg(sine)), add(cosine, mul(x, sine)));
    add((near, 0.0), step)
}

/// The angle whose sine is `x`, above 0 and below 1.
fn arc_sine(x: Double) -> Double {
    let near = x.0.asin();
    let (sine, cosine) = sin_cos(near);
    let step = div(add(x, neg(sine)), cosine);
    // The curve bends, the more so the nearer the sine is to 1.
    let bend = mul(mul(step, step), div(sine, mul((2.0, 0.0), cosine)));
    add((near, 0.0), add(step, bend))
}

/// The arc tangent.
pub fn atan(x: f64) -> f64 {
    if !(1e-8..1e15).contains(&x.abs()) {
        return x.atan();
    }
    arc_tangent((x.abs(), 0.0)).0.copysign(x)
}

/// The angle of the point `(x, y)`.
pub fn atan2(y: f64, x: f64) -> f64 {
    let (up, along) = (y.abs(), x.abs());
    let plain = (1e-100..1e100).contains(&up) && (1e-100..1e100).contains(&along);
    if !plain || !(1e-8..1e15).contains(&(up / along)) {
        return y.atan2(x);
    }
    let angle = arc_tangent(div((up, 0.0), (along, 0.0)));
    (if x > 0.0 { angle } else { add(PI, neg(angle)) }).0.copysign(y)
}

/// The arc sine.
pub fn asin(x: f64) -> f64 {
    let size = x.abs();
    if !(1e-8..1.0).contains(&size) {
        return x.asin();
    }
    arc_sine((size, 0.0)).0.copysign(x)
}

/// The arc cosine.
pub fn acos(x: f64) -> f64 {
    let size = x.abs();
    if !(1e-17..1.0).contains(&size) {
        return x.acos();
    }
    let half_pi = (PI.0 / 2.0, PI.1 / 2.0);
    if size <= 0.5 {
        let angle = arc_sine((size, 0.0));
        return add(half_pi, if x > 0.0 { neg(angle) } else { angle }).0;
    }
    // Near 1 through half of the angle, whose sine is a root of an exact number.
    let square = (1.0 - size) / 2.0;
    let root = square.sqrt();
    let root = two_sum(root, add((square, 0.0), neg(two_product(root, root))).0 / (2.0 * root));
    let angle = mul((2.0, 0.0), arc_sine(root));
    if x > 0.0 { angle.0 } else { add(PI, neg(angle)).0 }
}

/// The hyperbolic tangent, by the formula of the GNU C library.
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let result = if x.is_nan() {
        return x;
    } else if size >= 22.0 {
        1.0
    } else if size < 2f64.powi(-55) {
        return x;
    } else if size >= 1.0 {
        1.0 - 2.0 / ((2.0 * size).exp_m1() + 2.0)
    } else {
        let shrunk = (-2.0 * size).exp_m1();
        -shrunk / (shrunk + 2.0)
    };
    result.copysign(x)
}

/// The decimal logarithm of a positive number, by the formula of the GNU C library.
pub fn log10(x: f64) -> f64 {
    const HIGH: f64 = 3.01029995663611771306e-01;
    const LOW: f64 = 3.69423907715893078616e-13;
    if !x.is_finite() || x < f64::MIN_POSITIVE {
        return x.log10();
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i64 - 1023;
    // Below 1 the fraction is taken from 1 to 2, above from 1/2 to 1, so that nothing cancels.
    let below = i64::from(exponent < 0);
    let fraction = f64::from_bits((bits & ((1 << 52) - 1)) | (((1023 - below) as u64) << 52));
    let whole = (exponent + below) as f64;
    (whole * LOW + LOG10_E * fraction.ln()) + whole * HIGH
}
