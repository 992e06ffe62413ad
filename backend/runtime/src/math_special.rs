//! The gamma and error functions, by the methods that CPython and C libraries use, so that last bits agree.
//!
//! Gamma: Lanczos' approximation with 13 coefficients and g = 6.0246..., as in Boost and CPython. Error function:
//! the rational approximations of Sun's fdlibm (freely distributable, (c) 1993 Sun Microsystems, Inc.).

use super::exc::Result;
use super::math::{domain_error, range_error};
use std::f64::consts::PI;

const G: f64 = 6.024_680_040_776_729_583_740_234_375;
const G_MINUS_HALF: f64 = 5.524_680_040_776_729_583_740_234_375;
const LN_PI: f64 = 1.144_729_885_849_400_174_143_427_351_353_058_711_647;

/// Numerator and denominator of Lanczos' sum, from the constant term up.
const LANCZOS: [(f64, f64); 13] = [
    (23_531_376_880.410_759_688_572_007_674_451_636_754_734_846_804_940, 0.0),
    (42_919_803_642.649_098_768_957_899_047_001_988_850_926_355_848_959, 39_916_800.0),
    (35_711_959_237.355_668_049_440_185_451_547_166_705_960_488_635_843, 120_543_840.0),
    (17_921_034_426.037_209_699_919_755_754_458_931_112_671_403_265_390, 150_917_976.0),
    (6_039_542_586.352_028_005_064_291_644_307_297_921_069_938_842_070_8, 105_258_076.0),
    (1_439_720_407.311_721_673_663_223_072_794_912_393_971_548_578_677_2, 45_995_730.0),
    (248_874_557.862_054_156_511_460_386_413_229_423_216_321_251_278_01, 13_339_535.0),
    (31_426_415.585_400_194_380_614_231_628_318_205_362_874_684_987_640, 2_637_558.0),
    (2_876_370.628_935_372_441_225_409_051_620_849_613_599_114_537_876_8, 357_423.0),
    (186_056.265_395_223_495_040_294_989_716_045_699_282_207_842_363_28, 32_670.0),
    (8_071.672_002_365_816_210_638_002_902_272_250_613_821_851_632_502_4, 1_925.0),
    (210.824_277_751_579_345_872_509_733_920_713_362_711_669_695_802_91, 66.0),
    (2.506_628_274_631_000_270_164_908_177_133_837_338_626_431_079_340_8, 1.0),
];

fn lanczos_sum(x: f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    if x < 5.0 {
        for (a, b) in LANCZOS.iter().rev() {
            above = above * x + a;
            below = below * x + b;
        }
    } else {
        // In powers of 1/x, which do not overflow.
        for (a, b) in &LANCZOS {
            above = above / x + a;
            below = below / x + b;
        }
    }
    above / below
}

/// `sin(pi * x)`, accurate near integers too.
fn sin_pi(x: f64) -> f64 {
    let y = x.abs() % 2.0;
    let result = match (2.0 * y).round() as i64 {
        0 => (PI * y).sin(),
        1 => (PI * (y - 0.5)).cos(),
        2 => (PI * (1.0 - y)).sin(),
        3 => -(PI * (y - 1.5)).cos(),
        _ => (PI * (y - 2.0)).sin(),
    };
    1f64.copysign(x) * result
}

/// `math.gamma(x)`. ValueError at 0, at negative integers and at -inf; OverflowError.
pub fn gamma(x: f64) -> Result<f64> {
    if x.is_nan() || x == f64::INFINITY {
        return Ok(x);
    }
    if x == f64::NEG_INFINITY || x == 0.0 {
        return domain_error();
    }
    if x == x.floor() {
        if x < 0.0 {
            return domain_error();
        }
        if x <= 23.0 {
            // Factorials up to 22! are floats exactly.
            return Ok((1..x as u32).map(f64::from).product());
        }
    }
    let size = x.abs();
    if size < 1e-20 {
        let result = 1.0 / x;
        return if result.is_infinite() { range_error() } else { Ok(result) };
    }
    if size > 200.0 {
        return if x < 0.0 { Ok(0.0 / sin_pi(x)) } else { range_error() };
    }
    let y = size + G_MINUS_HALF;
    // What rounding lost in that sum, for a correction of first order.
    let lost = if size > G_MINUS_HALF { (y - size) - G_MINUS_HALF } else { (y - G_MINUS_HALF) - size };
    let correction = lost * G / y;
    let mut result;
    if x < 0.0 {
        result = -PI / sin_pi(size) / size * y.exp() / lanczos_sum(size);
        result -= correction * result;
        if size < 140.0 {
            result /= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result /= root;
            result /= root;
        }
    } else {
        result = lanczos_sum(size) / y.exp();
        result += correction * result;
        if size < 140.0 {
            result *= y.powf(size - 0.5);
        } else {
            let root = y.powf(size / 2.0 - 0.25);
            result *= root;
            result *= root;
        }
    }
    if result.is_infinite() { range_error() } else { Ok(result) }
}

/// `math.lgamma(x)`. ValueError at 0 and at negative integers; OverflowError.
pub fn lgamma(x: f64) -> Result<f64> {
    if !x.is_finite() {
        return Ok(if x.is_nan() { x } else { f64::INFINITY });
    }
    if x == x.floor() && x <= 2.0 {
        return if x <= 0.0 { domain_error() } else { Ok(0.0) };
    }
    let size = x.abs();
    if size < 1e-20 {
        return Ok(-size.ln());
    }
    let mut result = lanczos_sum(size).ln() - G;
    result += (size - 0.5) * ((size + G - 0.5).ln() - 1.0);
    if x < 0.0 {
        result = LN_PI - sin_pi(size).abs().ln() - size.ln() - result;
    }
    if result.is_infinite() { range_error() } else { Ok(result) }
}

/// Near 0: `erf(x) = x + x * A(x^2) / B(x^2)`.
const NEAR_ZERO: (&[f64], &[f64]) = (
    &[
        1.283_791_670_955_125_585_61e-1,
        -3.250_421_072_470_014_993_70e-1,
        -2.848_174_957_559_851_047_66e-2,
        -5.770_270_296_489_441_591_57e-3,
        -2.376_301_665_665_016_260_84e-5,
    ],
    &[
        1.0,
        3.979_172_239_591_553_528_19e-1,
        6.502_224_998_876_729_444_85e-2,
        5.081_306_281_875_765_627_76e-3,
        1.324_947_380_043_216_445_26e-4,
        -3.960_228_278_775_368_123_20e-6,
    ],
);

/// Near 1, in `|x| - 1`.
const NEAR_ONE: (&[f64], &[f64]) = (
    &[
        -2.362_118_560_752_659_440_77e-3,
        4.148_561_186_837_483_316_66e-1,
        -3.722_078_760_357_013_238_47e-1,
        3.183_466_199_011_617_536_74e-1,
        -1.108_946_942_823_966_774_76e-1,
        3.547_830_432_561_823_593_71e-2,
        -2.166_375_594_868_790_843_00e-3,
    ],
    &[
        1.0,
        1.064_208_804_008_442_282_86e-1,
        5.403_979_177_021_710_489_37e-1,
        7.182_865_441_419_626_628_68e-2,
        1.261_712_198_087_616_421_12e-1,
        1.363_708_391_202_905_073_62e-2,
        1.198_449_984_679_910_741_70e-2,
    ],
);

/// From 1.25 to 1/0.35, in `1 / x^2`.
const MIDDLE: (&[f64], &[f64]) = (
    &[
        -9.864_944_034_847_148_227_05e-3,
        -6.938_585_727_071_817_643_72e-1,
        -1.055_862_622_532_329_098_14e1,
        -6.237_533_245_032_600_603_96e1,
        -1.623_966_694_625_734_703_55e2,
        -1.846_050_929_067_110_359_94e2,
        -8.128_743_550_630_659_342_46e1,
        -9.814_329_344_169_145_485_92,
    ],
    &[
        1.0,
        1.965_127_166_743_925_712_92e1,
        1.376_577_541_435_190_426_00e2,
        4.345_658_774_752_292_288_21e2,
        6.453_872_717_332_678_803_36e2,
        4.290_081_400_275_678_333_86e2,
        1.086_350_055_417_794_351_34e2,
        6.570_249_770_319_281_701_35,
        -6.042_441_521_485_809_874_38e-2,
    ],
);

/// From 1/0.35 on, in `1 / x^2`.
const FAR: (&[f64], &[f64]) = (
    &[
        -9.864_942_924_700_099_285_97e-3,
        -7.992_832_376_805_230_065_74e-1,
        -1.775_795_491_775_475_198_89e1,
        -1.606_363_848_558_219_160_62e2,
        -6.375_664_433_683_896_277_22e2,
        -1.025_095_131_611_077_249_54e3,
        -4.835_191_916_086_513_970_19e2,
    ],
    &[
        1.0,
        3.033_806_074_348_245_829_24e1,
        3.257_925_129_965_739_188_26e2,
        1.536_729_586_084_436_959_94e3,
        3.199_858_219_508_595_539_08e3,
        2.553_050_406_433_164_425_83e3,
        4.745_285_412_069_553_672_15e2,
        -2.244_095_244_658_581_833_62e1,
    ],
);

/// erf(1) to single precision, off which the approximation near 1 is taken.
const ERF_ONE: f64 = 8.450_629_115_104_675_292_97e-1;

/// A polynomial, in pairs of coefficients, which is the order of operations of the GNU C library.
fn in_pairs(coefficients: &[f64], x: f64) -> f64 {
    let square = x * x;
    let mut power = 1.0;
    let mut sum = 0.0;
    for (i, pair) in coefficients.chunks(2).enumerate() {
        let term = if let [a, b] = pair { a + x * b } else { pair[0] };
        sum = match i {
            0 => term,
            _ => {
                // x^2, x^4, x^6 = x^4 * x^2, x^8 = x^4 * x^4
                power = match i {
                    1 => square,
                    2 | 3 => power * square,
                    _ => (square * square) * (square * square),
                };
                sum + power * term
            }
        };
    }
    sum
}

fn ratio(parts: (&[f64], &[f64]), x: f64) -> f64 {
    in_pairs(parts.0, x) / in_pairs(parts.1, x)
}

/// `erfc(|x|)` for `1.25 <= |x| < 28`.
fn tail(size: f64) -> f64 {
    let inverse_square = 1.0 / (size * size);
    let quotient = ratio(if size < 1.0 / 0.35 { MIDDLE } else { FAR }, inverse_square);
    // The square in two parts, of which the first is exact.
    let head = f64::from_bits(size.to_bits() & !0xffff_ffff);
    (-head * head - 0.5625).exp() * ((head - size) * (head + size) + quotient).exp() / size
}

/// `math.erf(x)`.
pub fn erf(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        return x;
    }
    if size < 0.84375 {
        if size < 2f64.powi(-28) {
            // 1.02... is 8 * (2 / sqrt(pi) - 1).
            return 0.125 * (8.0 * x + 1.027_033_336_764_100_690_53 * x);
        }
        return x + x * ratio(NEAR_ZERO, x * x);
    }
    let result = if size < 1.25 {
        ERF_ONE + ratio(NEAR_ONE, size - 1.0)
    } else if size < 6.0 {
        1.0 - tail(size)
    } else {
        1.0
    };
    result.copysign(x)
}

/// `math.erfc(x)`.
pub fn erfc(x: f64) -> f64 {
    let size = x.abs();
    if x.is_nan() {
        return x;
    }
    if size < 0.84375 {
        if size < 2f64.powi(-56) {
            return 1.0 - x;
        }
        let quotient = ratio(NEAR_ZERO, x * x);
        return if x < 0.25 { 1.0 - (x + x * quotient) } else { 0.5 - (x - 0.5 + x * quotient) };
    }
    if size < 1.25 {
        let quotient = ratio(NEAR_ONE, size - 1.0);
        return if x >= 0.0 { 1.0 - ERF_ONE - quotient } else { 1.0 + (ERF_ONE + quotient) };
    }
    match (size < 28.0, x > 0.0) {
        (true, true) => tail(size),
        (true, false) if x > -6.0 => 2.0 - tail(size),
        (_, true) => 0.0,
        _ => 2.0,
    }
}
