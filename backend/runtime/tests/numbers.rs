//! `Num`, mixed arithmetic and the builtins over numbers, against CPython.

mod common;
use common::{Cases, Random, float_source, plain, shown};
use portalis_runtime as py;
use py::{Int, List, Num, PyOrd};

fn number(random: &mut Random) -> (String, Num) {
    if random.below(2) == 0 {
        let text = random.int();
        let value = Int::parse_literal(&text);
        (text, Num::Int(value))
    } else {
        let value = (random.below(4001) as f64 - 2000.0) / 16.0;
        (float_source(value), Num::Float(value))
    }
}

#[test]
fn arithmetic() {
    let mut random = Random(81);
    let mut cases = Cases::new();
    for _ in 0..6000 {
        let ((a, x), (b, y)) = (number(&mut random), number(&mut random));
        match random.below(11) {
            0 => cases.add(format!("({a}) + ({b})"), plain(&x + &y)),
            1 => cases.add(format!("({a}) - ({b})"), plain(&x - &y)),
            2 => cases.add(format!("({a}) * ({b})"), plain(&x * &y)),
            3 => cases.add(format!("({a}) / ({b})"), shown(x.true_div(&y))),
            4 => cases.add(format!("({a}) // ({b})"), shown(x.floor_div(&y))),
            5 => cases.add(format!("({a}) % ({b})"), shown(x.modulo(&y))),
            6 => cases.add(format!("divmod({a}, {b})"), shown(x.divmod(&y))),
            7 => cases.add(
                format!("(({a}) < ({b}), ({a}) == ({b}), ({a}) >= ({b}))"),
                plain((x.py_lt(&y), py::eq(&x, &y), x.py_ge(&y))),
            ),
            8 => cases.add(
                format!("(hash({a}), abs({a}), -({a}), bool({a}))"),
                plain((py::hash(&x), x.abs(), -&x, py::truthy(&x))),
            ),
            9 => cases.add(
                format!("(round({a}), round({a}, 1), int({a}))"),
                plain((x.round().unwrap(), x.round_digits(&Int::ONE).unwrap(), x.to_int().unwrap())),
            ),
            _ => {
                let (b, y) = (random.below(9) as i64 - 4, random.below(1));
                let _ = y;
                cases.add(format!("({a}) ** ({b})"), shown(x.pow(&Num::from(b))));
            }
        }
    }
    cases.check();
}

#[test]
fn sums_and_extremes() {
    let mut random = Random(82);
    let mut cases = Cases::new();
    for _ in 0..800 {
        let numbers: Vec<(String, Num)> = (0..random.below(7)).map(|_| number(&mut random)).collect();
        let source = format!("[{}]", numbers.iter().map(|(text, _)| text.clone()).collect::<Vec<_>>().join(", "));
        let xs: List<Num> = numbers.into_iter().map(|(_, value)| value).collect();
        cases.add(format!("sum({source})"), plain(py::sum_num(&xs)));
        cases.add(format!("math.prod({source})"), plain(py::math::prod_num(&xs)));
        cases.add(format!("max({source})"), shown(py::max(&xs)));
        cases.add(format!("min({source})"), shown(py::min(&xs)));
        cases.add(format!("max({source}, default=7)"), shown(py::max_or(&xs, Num::from(7i64))));
        cases.add(format!("sorted({source})"), plain(xs.sorted()));
        cases.add(format!("sorted({source}, reverse=True)"), plain(py::sorted_reverse(&xs, true)));
        cases.add(format!("(any({source}), all({source}))"), plain((py::any(&xs), py::all(&xs))));
        cases.add(format!("{source} < sorted({source})"), plain(xs.py_lt(&xs.sorted())));
        let floats: Vec<f64> = (0..random.below(9)).map(|_| (random.below(1000) as f64 + 1.0) / 7.0).collect();
        if !floats.is_empty() {
            cases.add(format!("sum({floats:?})"), plain(py::sum_float(floats.iter().copied())));
        }
    }
    cases.check();
}

#[test]
fn mixed_operators() {
    let mut cases = Cases::new();
    for (n, x) in [(3i64, 0.5), (-7, 2.25), (1 << 60, 1e3), (0, -0.0)] {
        let a = Int::new(n);
        let f = float_source(x);
        cases.add(format!("({n} + {f}, {n} - {f}, {n} * {f})"), plain((&a + x, &a - x, &a * x)));
        cases.add(format!("({f} + {n}, {f} - {n}, {f} * {n})"), plain((x + &a, x - &a, x * &a)));
    }
    let huge = Int::new(10).pow_u32(400);
    cases.add("10**400 / 10**399", shown(huge.true_div(&Int::new(10).pow_u32(399))));
    cases.add("10**400 / 3", shown(huge.true_div(&Int::new(3))));
    cases.add("float(10**400)", shown(huge.to_f64()));
    cases.add("1 / 10**400", shown(Int::ONE.true_div(&huge)));
    cases.add("10**400 // 1.5", shown(Num::Int(huge.clone()).floor_div(&Num::Float(1.5))));
    cases.add("2 ** -1", shown(Int::new(2).pow(&Int::new(-1))));
    cases.add("0 ** -1", shown(Int::ZERO.pow(&Int::new(-1))));
    cases.add("2.0 ** 5000", shown(py::float::pow(2.0, 5000.0)));
    cases.add("(-8.0) ** 3.0", shown(py::float::pow(-8.0, 3.0)));
    cases.check();
}
