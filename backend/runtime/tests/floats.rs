//! Floats against CPython: printing, arithmetic, rounding, reading, and the math module.

mod common;
use common::{Cases, Random, float_source, plain, shown, text_source};
use portalis_runtime as py;
use py::{Int, float, math};

#[test]
fn printing_and_hashing() {
    let mut random = Random(21);
    let mut cases = Cases::new();
    for _ in 0..6000 {
        let x = random.float();
        cases.add(float_source(x), plain(x));
        if !x.is_nan() {
            cases.add(format!("hash({})", float_source(x)), plain(py::hash(&x)));
        }
    }
    cases.check();
}

#[test]
fn arithmetic() {
    let mut random = Random(22);
    let mut cases = Cases::new();
    for _ in 0..6000 {
        let (x, y) = (random.float(), random.float());
        let (a, b) = (float_source(x), float_source(y));
        match random.below(6) {
            0 => cases.add(format!("({a}) / ({b})"), shown(float::true_div(x, y))),
            1 => cases.add(format!("({a}) // ({b})"), shown(float::floor_div(x, y))),
            2 => cases.add(format!("({a}) % ({b})"), shown(float::modulo(x, y))),
            3 => cases.add(format!("divmod({a}, {b})"), shown(float::divmod(x, y))),
            4 => {
                let y = if x < 0.0 { y.floor() } else { y };
                cases.add(format!("({a}) ** ({})", float_source(y)), shown(float::pow(x, y)));
            }
            _ => cases.add(format!("({a}).is_integer()"), plain(float::is_integer(x))),
        }
    }
    cases.check();
}

#[test]
fn rounding() {
    let mut random = Random(23);
    let mut cases = Cases::new();
    for _ in 0..6000 {
        let x = random.float();
        let a = float_source(x);
        let digits = random.below(24) as i64 - 6;
        cases.add(format!("round({a})"), shown(float::round(x)));
        cases.add(format!("round({a}, {digits})"), shown(float::round_digits(x, &Int::new(digits))));
        cases.add(format!("({a}).as_integer_ratio()"), shown(float::as_integer_ratio(x)));
        cases.add(format!("({a}).hex()"), plain(float::hex(x)));
    }
    for (x, digits) in [
        (2.675, 2),
        (0.5, 0),
        (1.5, 0),
        (2.5, 0),
        (1e308, -308),
        (1.7e308, -308),
        (5e-324, 323),
        (5e-324, 400),
        (25.0, -1),
        (35.0, -1),
        (1e22, -5),
    ] {
        cases.add(format!("round({}, {digits})", float_source(x)), shown(float::round_digits(x, &Int::new(digits))));
    }
    cases.check();
}

#[test]
fn reading() {
    let mut cases = Cases::new();
    for text in [
        "1.5",
        " 2 ",
        "-.5",
        "5.",
        ".",
        "1e5",
        "1E-5",
        "1e",
        "1e+",
        "inf",
        "-Infinity",
        "nan",
        "NaN",
        "+nan",
        "infinit",
        "1_0.0_1",
        "1__0",
        "_1",
        "1_",
        "1._5",
        "1e1_0",
        "",
        "abc",
        "0x10",
        "1,5",
        "--1",
        "1e400",
        "1e-400",
        "٣.٥",
        "1 2",
        "\n1\t",
        "1.5f",
        "2e308",
        "e5",
        "-",
        "+",
        "1_.5",
        "1e_5",
        "123456789012345678901234567890.5",
    ] {
        cases.add(format!("float({})", text_source(text)), shown(float::parse(text)));
    }
    cases.check();
}

#[test]
fn math_functions() {
    let mut random = Random(24);
    let mut cases = Cases::new();
    for _ in 0..400 {
        let mut x = random.float();
        if random.below(2) == 0 {
            x = (random.below(4001) as f64 - 2000.0) / 97.0;
        }
        let a = float_source(x);
        type One = fn(f64) -> py::Result<f64>;
        let ones: [(&str, One); 31] = [
            ("sqrt", math::sqrt),
            ("exp", math::exp),
            ("exp2", math::exp2),
            ("expm1", math::expm1),
            ("log1p", math::log1p),
            ("sin", math::sin),
            ("cos", math::cos),
            ("tan", math::tan),
            ("asin", math::asin),
            ("acos", math::acos),
            ("sinh", math::sinh),
            ("cosh", math::cosh),
            ("acosh", math::acosh),
            ("atanh", math::atanh),
            ("atan", |x| Ok(math::atan(x))),
            ("tanh", |x| Ok(math::tanh(x))),
            ("cbrt", |x| Ok(math::cbrt(x))),
            ("asinh", |x| Ok(math::asinh(x))),
            ("log", math::log),
            ("log2", math::log2),
            ("log10", math::log10),
            ("gamma", math::gamma),
            ("lgamma", math::lgamma),
            ("erf", |x| Ok(math::erf(x))),
            ("erfc", |x| Ok(math::erfc(x))),
            ("degrees", |x| Ok(math::degrees(x))),
            ("radians", |x| Ok(math::radians(x))),
            ("ulp", |x| Ok(math::ulp(x))),
            ("fabs", |x| Ok(math::fabs(x))),
            ("sqrt", math::sqrt),
            ("cos", math::cos),
        ];
        for (name, function) in ones {
            cases.add(format!("math.{name}({a})"), shown(function(x)));
        }
        for (name, function) in
            [("floor", math::floor as fn(f64) -> py::Result<Int>), ("ceil", math::ceil), ("trunc", math::trunc)]
        {
            cases.add(format!("math.{name}({a})"), shown(function(x)));
        }
        cases.add(format!("math.frexp({a})"), plain(math::frexp(x)));
        cases.add(format!("math.modf({a})"), plain(math::modf(x)));
        let y = random.float();
        let b = float_source(y);
        cases.add(format!("math.pow({a}, {b})"), shown(math::pow(x, y)));
        cases.add(format!("math.fmod({a}, {b})"), shown(math::fmod(x, y)));
        cases.add(format!("math.remainder({a}, {b})"), shown(math::remainder(x, y)));
        cases.add(format!("math.atan2({a}, {b})"), plain(math::atan2(x, y)));
        cases.add(format!("math.copysign({a}, {b})"), plain(math::copysign(x, y)));
        cases.add(format!("math.nextafter({a}, {b})"), plain(math::nextafter(x, y)));
        cases.add(format!("math.isclose({a}, {b})"), plain(math::isclose(x, y)));
        cases.add(format!("math.log({a}, {b})"), shown(math::log_base(x, y)));
        let n = random.below(2400) as i64 - 1200;
        cases.add(format!("math.ldexp({a}, {n})"), shown(math::ldexp(x, &Int::new(n))));
        let z = random.float();
        let c = float_source(z);
        cases.add(format!("math.hypot({a}, {b})"), plain(math::hypot([x, y])));
        cases.add(format!("math.hypot({a}, {b}, {c})"), plain(math::hypot([x, y, z])));
        cases.add(format!("math.dist(({a}, {b}), ({c}, {a}))"), shown(math::dist([x, y], [z, x])));
        cases.add(format!("math.fsum([{a}, {b}, {c}])"), shown(math::fsum([x, y, z])));
    }
    for n in ["10**400", "2**2000", "7", "10**22 + 1", "3**700"] {
        let value = match n {
            "10**400" => Int::new(10).pow_u32(400),
            "2**2000" => Int::new(2).pow_u32(2000),
            "7" => Int::new(7),
            "3**700" => Int::new(3).pow_u32(700),
            _ => Int::new(10).pow_u32(22) + 1,
        };
        cases.add(format!("math.log({n})"), shown(math::log_int(&value)));
        cases.add(format!("math.log2({n})"), shown(math::log2_int(&value)));
        cases.add(format!("math.log10({n})"), shown(math::log10_int(&value)));
    }
    cases.add("math.fsum([0.1]*10)", shown(math::fsum([0.1; 10])));
    cases.add("math.fsum([1e308,1e308])", shown(math::fsum([1e308, 1e308])));
    cases.add("math.fsum([float('inf'),float('-inf')])", shown(math::fsum([f64::INFINITY, f64::NEG_INFINITY])));
    cases.check();
}

/// The functions that stand in for a C library other than GNU's: correctly rounded, which GNU's are nearly always.
#[test]
fn exact_functions() {
    use py::math_exact as exact;
    let mut random = Random(25);
    let mut expressions = Vec::new();
    let mut ours: Vec<f64> = Vec::new();
    for _ in 0..3000 {
        let unit = random.below(2_000_001) as f64 / 1_000_000.0 - 1.0;
        let angle = unit * *random.pick(&[0.01, 1.0, 3.2, 20.0, 900_000.0]);
        let (x, y) = (float_source(unit), float_source(angle));
        type One = fn(f64) -> f64;
        let functions: [(&str, One, f64, &str); 7] = [
            ("sin", exact::sin, angle, &y),
            ("cos", exact::cos, angle, &y),
            ("tan", exact::tan, angle, &y),
            ("atan", exact::atan, angle, &y),
            ("asin", exact::asin, unit, &x),
            ("acos", exact::acos, unit, &x),
            ("tanh", exact::tanh, angle, &y),
        ];
        for (name, function, value, source) in functions {
            expressions.push(format!("math.{name}({source})"));
            ours.push(function(value));
        }
        expressions.push(format!("math.atan2({y}, {x})"));
        ours.push(exact::atan2(angle, unit));
        expressions.push(format!("math.log10(abs({y}) + 1e-9)"));
        ours.push(exact::log10(angle.abs() + 1e-9));
    }
    let theirs = common::python("", &expressions);
    let mut wrong = 0;
    for ((expression, ours), theirs) in expressions.iter().zip(&ours).zip(&theirs) {
        let theirs: f64 = theirs.parse().expect("a float");
        if *ours != theirs {
            wrong += 1;
            assert!((ours - theirs).abs() <= math::ulp(theirs), "{expression}: ours {ours:?}, python {theirs:?}");
        }
    }
    assert!(wrong * 500 <= ours.len(), "{wrong} of {} values differ from python3 in their last bit", ours.len());
    for x in [0.0, -0.0, 1.0, -1.0, 1e-300, 1e300, f64::INFINITY, f64::NAN, 0.5, -0.5] {
        for (ours, std) in [
            (exact::sin(x), x.sin()),
            (exact::atan(x), x.atan()),
            (exact::asin(x), x.asin()),
            (exact::acos(x), x.acos()),
            (exact::tanh(x), x.tanh()),
        ] {
            assert!(
                ours == std || (ours.is_nan() && std.is_nan()) || (ours - std).abs() <= math::ulp(std),
                "{x}: {ours} {std}"
            );
        }
    }
}
