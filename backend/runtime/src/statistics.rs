//! Python's `statistics`, exact as 3.11's: sums and squares are fractions, rounded once at the end.
//! Used as `statistics::mean(xs)`; data are ints, floats or numbers.

use super::eq::PyEq;
use super::exc::{Exc, ExcClass, Result};
use super::exc_classes::VALUE_ERROR;
use super::hash::PyHash;
use super::int::Int;
use super::list::List;
use super::num::Num;

/// `statistics.StatisticsError`.
pub static STATISTICS_ERROR: ExcClass = ExcClass::of_module("statistics", "StatisticsError", &VALUE_ERROR);

fn error(message: &'static str) -> Exc {
    Exc::new(&STATISTICS_ERROR, message)
}

/// A fraction in lowest terms, the denominator above 0.
#[derive(Clone)]
struct Fraction {
    above: Int,
    below: Int,
}

impl Fraction {
    fn new(above: Int, below: Int) -> Fraction {
        let common = above.gcd(&below);
        let common = if below.is_negative() { -common } else { common };
        if common == 1 {
            return Fraction { above, below };
        }
        Fraction { above: above.div_mod_nonzero(&common).0, below: below.div_mod_nonzero(&common).0 }
    }

    fn of(value: &Num) -> Result<Fraction> {
        match value {
            Num::Int(whole) => Ok(Fraction { above: whole.clone(), below: Int::ONE }),
            Num::Float(real) => {
                let (above, below) = super::float::as_integer_ratio(*real)?;
                Ok(Fraction { above, below })
            }
        }
    }

    fn plus(&self, other: &Fraction) -> Fraction {
        if self.below == other.below {
            return Fraction { above: &self.above + &other.above, below: self.below.clone() };
        }
        Fraction::new(&self.above * &other.below + &other.above * &self.below, &self.below * &other.below)
    }

    fn square(&self) -> Fraction {
        Fraction { above: &self.above * &self.above, below: &self.below * &self.below }
    }

    fn over(&self, n: usize) -> Fraction {
        Fraction::new(self.above.clone(), &self.below * Int::from(n))
    }

    /// The value in the data's type: an int stays one where it can.
    fn into_num(self, floats: bool) -> Result<Num> {
        let reduced = Fraction::new(self.above, self.below);
        if !floats && reduced.below == 1 {
            return Ok(Num::Int(reduced.above));
        }
        reduced.above.true_div(&reduced.below).map(Num::Float)
    }

    /// The float nearest to the square root.
    fn sqrt(&self) -> Result<f64> {
        // 109 bits of the root, the lowest of which stands for what is cut off; then one rounding.
        let shift = (self.above.bits() as i64 - self.below.bits() as i64 - 109).div_euclid(2);
        let (scaled, by, unit) = if shift >= 0 {
            (self.above.clone(), self.below.shl_by(2 * shift as u32), (Int::ONE.shl_by(shift as u32), Int::ONE))
        } else {
            (self.above.shl_by((-2 * shift) as u32), self.below.clone(), (Int::ONE, Int::ONE.shl_by((-shift) as u32)))
        };
        let (quotient, rest) = scaled.div_mod_nonzero(&by);
        let mut root = quotient.isqrt()?;
        if !rest.is_zero() || &root * &root != quotient {
            root |= 1;
        }
        (root * unit.0).true_div(&unit.1)
    }
}

/// The data, whether any is a float, and a special sum (nan or infinite) where there is one.
struct Data {
    values: Vec<Num>,
    floats: bool,
    special: Option<f64>,
}

fn collect<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Data {
    let values: Vec<Num> = values.into_iter().map(Into::into).collect();
    let floats = values.iter().any(|value| !value.is_int());
    let mut special: Option<f64> = None;
    for value in &values {
        if let Num::Float(real) = value {
            if !real.is_finite() {
                special = Some(special.unwrap_or(0.0) + real);
            }
        }
    }
    Data { values, floats, special }
}

fn total(values: &[Num]) -> Result<Fraction> {
    let mut sum = Fraction { above: Int::ZERO, below: Int::ONE };
    for value in values {
        sum = sum.plus(&Fraction::of(value)?);
    }
    Ok(sum)
}

/// `statistics.mean(values)`. StatisticsError for none.
pub fn mean<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let data = collect(values);
    if data.values.is_empty() {
        return Err(error("mean requires at least one data point"));
    }
    if let Some(special) = data.special {
        return Ok(Num::Float(special));
    }
    total(&data.values)?.over(data.values.len()).into_num(data.floats)
}

/// `statistics.fmean(values)`. StatisticsError for none.
pub fn fmean<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<f64> {
    let data = collect(values);
    if data.values.is_empty() {
        return Err(error("fmean requires at least one data point"));
    }
    let floats = data.values.iter().map(Num::to_f64).collect::<Result<Vec<f64>>>()?;
    Ok(super::math::fsum(floats.iter().copied())? / floats.len() as f64)
}

fn sorted(values: Vec<Num>) -> Vec<Num> {
    let mut values = values;
    super::sort::sort(&mut values, false);
    values
}

/// `statistics.median(values)`. StatisticsError for none.
pub fn median<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let values = sorted(collect(values).values);
    let n = values.len();
    if n == 0 {
        return Err(error("no median for empty data"));
    }
    if n % 2 == 1 {
        return Ok(values[n / 2].clone());
    }
    (&values[n / 2 - 1] + &values[n / 2]).true_div(&Num::from(2i64)).map(Num::Float)
}

/// `statistics.median_low(values)`. StatisticsError for none.
pub fn median_low<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let values = sorted(collect(values).values);
    match values.len() {
        0 => Err(error("no median for empty data")),
        n => Ok(values[(n - 1) / 2].clone()),
    }
}

/// `statistics.median_high(values)`. StatisticsError for none.
pub fn median_high<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let values = sorted(collect(values).values);
    match values.len() {
        0 => Err(error("no median for empty data")),
        n => Ok(values[n / 2].clone()),
    }
}

/// `statistics.mode(values)`: the first of the most frequent. StatisticsError for none.
pub fn mode<T: PyHash + PyEq + Clone>(values: impl IntoIterator<Item = T>) -> Result<T> {
    let counts: super::counter::Counter<T> = values.into_iter().collect();
    let first = counts.most_common(Some(&Int::ONE)).at(0);
    first.map(|(value, _)| value).ok_or_else(|| error("no mode for empty data"))
}

/// `statistics.multimode(values)`: all of the most frequent.
pub fn multimode<T: PyHash + PyEq + Clone>(values: impl IntoIterator<Item = T>) -> List<T> {
    let counts: super::counter::Counter<T> = values.into_iter().collect();
    let most = counts.values().max().unwrap_or(Int::ZERO);
    counts.items().filter(|(_, count)| *count == most).map(|(value, _)| value).collect()
}

/// The sum of squared deviations from the mean, over `n - less`.
fn mean_square(data: &Data, less: usize) -> Result<Fraction> {
    let n = data.values.len();
    let mean = total(&data.values)?.over(n);
    let minus = Fraction { above: -&mean.above, below: mean.below };
    let mut sum = Fraction { above: Int::ZERO, below: Int::ONE };
    for value in &data.values {
        sum = sum.plus(&Fraction::of(value)?.plus(&minus).square());
    }
    Ok(sum.over(n - less))
}

/// `statistics.variance(values)`. StatisticsError for fewer than 2.
pub fn variance<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let data = collect(values);
    if data.values.len() < 2 {
        return Err(error("variance requires at least two data points"));
    }
    if data.special.is_some() {
        return Ok(Num::Float(f64::NAN));
    }
    mean_square(&data, 1)?.into_num(data.floats)
}

/// `statistics.pvariance(values)`. StatisticsError for none.
pub fn pvariance<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<Num> {
    let data = collect(values);
    if data.values.is_empty() {
        return Err(error("pvariance requires at least one data point"));
    }
    if data.special.is_some() {
        return Ok(Num::Float(f64::NAN));
    }
    mean_square(&data, 0)?.into_num(data.floats)
}

/// `statistics.stdev(values)`. StatisticsError for fewer than 2.
pub fn stdev<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<f64> {
    let data = collect(values);
    if data.values.len() < 2 {
        return Err(error("stdev requires at least two data points"));
    }
    deviation(&data, 1)
}

/// `statistics.pstdev(values)`. StatisticsError for none.
pub fn pstdev<T: Into<Num>>(values: impl IntoIterator<Item = T>) -> Result<f64> {
    let data = collect(values);
    if data.values.is_empty() {
        return Err(error("pstdev requires at least one data point"));
    }
    deviation(&data, 0)
}

fn deviation(data: &Data, less: usize) -> Result<f64> {
    if data.special.is_some() {
        super::program::unsupported("the standard deviation of infinities and nans is not supported");
    }
    let square = mean_square(data, less)?;
    if square.above.is_zero() { Ok(0.0) } else { square.sqrt() }
}
