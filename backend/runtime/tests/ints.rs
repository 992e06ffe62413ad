//! `Int` against CPython, over random values of every size.

mod common;
use common::{Cases, Random, float_source, plain, shown};
use portalis_runtime as py;
use py::Int;

#[test]
fn arithmetic() {
    let mut random = Random(11);
    let mut cases = Cases::new();
    for _ in 0..4000 {
        let (x, y) = (random.int(), random.int());
        let (a, b) = (Int::parse_literal(&x), Int::parse_literal(&y));
        match random.below(14) {
            0 => cases.add(format!("({x}) + ({y})"), plain(&a + &b)),
            1 => cases.add(format!("({x}) - ({y})"), plain(&a - &b)),
            2 => cases.add(format!("({x}) * ({y})"), plain(&a * &b)),
            3 => cases.add(format!("({x}) // ({y})"), shown(a.floor_div(&b))),
            4 => cases.add(format!("({x}) % ({y})"), shown(a.modulo(&b))),
            5 => cases.add(format!("divmod({x}, {y})"), shown(a.divmod(&b))),
            6 => cases.add(format!("({x}) / ({y})"), shown(a.true_div(&b))),
            7 => cases.add(format!("({x}) & ({y})"), plain(&a & &b)),
            8 => cases.add(format!("({x}) | ({y})"), plain(&a | &b)),
            9 => cases.add(format!("({x}) ^ ({y})"), plain(&a ^ &b)),
            10 => cases.add(format!("math.gcd({x}, {y})"), plain(a.gcd(&b))),
            11 => cases.add(format!("(({x}) < ({y}), ({x}) == ({y}), ({x}) >= ({y}))"), plain((a < b, a == b, a >= b))),
            12 => cases.add(format!("math.lcm({x}, {y})"), plain(py::math::lcm(&a, &b))),
            _ => cases.add(format!("(-({x}), ~({y}), abs({x}))"), plain((-&a, !&b, a.abs()))),
        }
    }
    cases.check();
}

#[test]
fn shifts_powers_and_roots() {
    let mut random = Random(12);
    let mut cases = Cases::new();
    for _ in 0..3000 {
        let x = random.int();
        let a = Int::parse_literal(&x);
        let n = random.below(130) as i64 - 5;
        let k = Int::new(n);
        match random.below(9) {
            0 => cases.add(format!("({x}) << ({n})"), shown(a.shl(&k))),
            1 => cases.add(format!("({x}) >> ({n})"), shown(a.shr(&k))),
            2 => {
                let n = n % 12;
                cases.add(format!("({x}) ** ({n})"), shown(a.pow(&Int::new(n))));
            }
            3 => {
                let (y, z) = (random.int(), random.int());
                let ours = a.pow_mod(&Int::parse_literal(&y), &Int::parse_literal(&z));
                cases.add(format!("pow({x}, {y}, {z})"), shown(ours));
            }
            4 => cases.add(format!("math.isqrt({x})"), shown(a.isqrt())),
            5 => cases.add(format!("(({x}).bit_length(), ({x}).bit_count())"), plain((a.bit_length(), a.bit_count()))),
            6 => cases.add(format!("hash({x})"), plain(py::hash(&a))),
            7 => cases.add(format!("(bin({x}), oct({x}), hex({x}))"), plain((a.bin(), a.oct(), a.hex()))),
            _ => cases.add(format!("round({x}, {})", -n / 10), plain(py::float::round_int(&a, &Int::new(-n / 10)))),
        }
    }
    cases.check();
}

#[test]
fn with_floats() {
    let mut random = Random(13);
    let mut cases = Cases::new();
    for _ in 0..3000 {
        let (x, f) = (random.int(), random.float());
        let a = Int::parse_literal(&x);
        let g = float_source(f);
        match random.below(4) {
            0 => cases.add(format!("float({x})"), shown(a.to_f64())),
            1 => cases.add(format!("int({g})"), shown(Int::from_float(f))),
            2 => cases.add(format!("(({x}) < {g}, ({x}) == {g}, ({x}) > {g})"), plain((a < f, a == f, a > f))),
            _ => {
                let near = a.nearest_f64().unwrap_or(f);
                let h = float_source(near);
                cases.add(
                    format!("(({x}) < {h}, ({x}) == {h}, hash({h}))"),
                    plain((a < near, a == near, py::hash(&near))),
                );
            }
        }
    }
    cases.check();
}

#[test]
fn parsing() {
    let mut cases = Cases::new();
    let texts = [
        "0",
        " 12 ",
        "-7",
        "+5",
        "--5",
        "",
        " ",
        "1_000",
        "1__0",
        "_1",
        "1_",
        "0x1f",
        "0X1F",
        "0b101",
        "0o17",
        "12a",
        "ff",
        "z",
        "1.5",
        "\n3\t",
        "0_1",
        "00",
        "007",
        "0x_1",
        "0x",
        "123456789012345678901234567890",
        "-0",
        "1 2",
        "٣",
        "１２",
        "\u{a0}5\u{a0}",
        "'q\"",
    ];
    for text in texts {
        for base in [10, 0, 2, 8, 16, 36, 1, 37] {
            cases.add(format!("int({}, {base})", common::text_source(text)), shown(Int::parse(text, base)));
        }
    }
    for len in [17, 18, 19, 20, 4299, 4300, 4301] {
        let digits = "7".repeat(len);
        cases.add(format!("int('{digits}')"), shown(Int::parse(&digits, 10).map(|n| n % 1_000_007)).replace("\n", ""));
    }
    cases.check_with("_int = int\ndef int(text, base=10):\n    n = _int(text, base)\n    return n % 1000007 if len(text) > 16 and base == 10 else n\n".replace("len(text) > 16", "len(text) > 16 and text.isascii() and text.isdigit() and text[0] == '7'").as_str());
}

#[test]
fn huge() {
    let mut cases = Cases::new();
    for (base, exponent) in [(3, 5000), (7, 4000), (2, 14000), (-5, 3001)] {
        let n = Int::new(base).pow_u32(exponent);
        cases.add(format!("str(({base})**{exponent})"), shown(n.decimal().map(py::Str::from)));
        let m = Int::new(11).pow_u32(exponent / 3);
        cases.add(
            format!("(({base})**{exponent} // 11**{}, ({base})**{exponent} % 11**{})", exponent / 3, exponent / 3),
            shown(n.divmod(&m)),
        );
        cases.add(format!("hash(({base})**{exponent} * 11**{})", exponent / 3), plain(py::hash(&(&n * &m))));
    }
    cases.add("str(10**4299)[:5]", shown(Int::new(10).pow_u32(4299).decimal().map(|d| py::Str::from(&d[..5]))));
    cases.add("str(10**4300)", shown(Int::new(10).pow_u32(4300).decimal().map(py::Str::from)));
    cases.add("str(-10**4299)[:5]", shown((-Int::new(10).pow_u32(4299)).decimal().map(|d| py::Str::from(&d[..5]))));
    for n in [0i64, 1, 5, 20, 21, 25, 170, 1000] {
        cases.add(format!("math.factorial({n})"), shown(py::math::factorial(&Int::new(n))));
    }
    for (n, k) in [(5, 2), (5, 6), (100, 50), (0, 0), (-1, 2), (3, -1), (1000, 3)] {
        let (a, b) = (Int::new(n), Int::new(k));
        cases.add(format!("math.comb({n}, {k})"), shown(py::math::comb(&a, &b)));
        cases.add(format!("math.perm({n}, {k})"), shown(py::math::perm(&a, &b)));
    }
    cases.check();
}
