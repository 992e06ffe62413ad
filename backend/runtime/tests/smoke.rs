//! The pieces together, as emitted code uses them.

extern crate portalis_runtime as py;
use py::{Dict, Gen, Int, Iter, List, Result, Set, Str, dict, list, println, py_repr, py_str, set, tuple, union};

union! {
    /// An int, a text or a list of either.
    enum Mixed { Int(Int), Str(Str), Float(f64), List(List<Mixed>) }
}

#[test]
fn values_print_as_in_python() {
    let xs = list![Int::from(1i64), Int::from(2i64)];
    let ys = xs.clone();
    ys.append(Int::from(3i64) * Int::parse_literal("100000000000000000000"));
    println!("{} {}", xs, py_str(&(xs.clone(), 1.5, true)));
    assert_eq!(format!("{xs}"), "[1, 2, 300000000000000000000]");
    let d = dict! { Str::lit("a") => xs.clone() };
    assert_eq!(format!("{}", py_repr(&d)), "{'a': [1, 2, 300000000000000000000]}");
    assert!(d.get_item("b").is_err());
    let s = set! { Int::new(8), Int::new(0), Int::new(16) };
    assert_eq!(s.to_string(), "{8, 0, 16}");
    let t = tuple![Int::new(1)];
    assert_eq!(t.to_string(), "(1,)");
    let empty: Dict<Int, Int> = dict! {};
    assert_eq!(empty.to_string(), "{}");
    let _: Set<Int> = Set::new();
}

#[test]
fn unions_compare_across_variants() {
    let a = Mixed::Int(Int::new(1));
    let b = Mixed::Float(1.0);
    assert!(py::eq(&a, &b));
    assert_eq!(py::PyHash::py_hash(&a), py::PyHash::py_hash(&b));
    let error = py::PyTryOrd::try_lt(&a, &Mixed::Str(Str::lit("x"))).unwrap_err();
    assert_eq!(error.to_string(), "'<' not supported between instances of 'int' and 'str'");
    let l = Mixed::List(list![a.clone(), Mixed::Str(Str::lit("q"))]);
    assert_eq!(l.to_string(), "[1, 'q']");
}

#[test]
fn generators_run_lazily() -> Result<()> {
    let squares: Iter<Int> = Gen::new(|co| async move {
        for i in 0..3i64 {
            co.yield_(Int::new(i) * i).await;
        }
        Ok(())
    });
    let mut out = Vec::new();
    for item in squares {
        out.push(item?);
    }
    assert_eq!(out, [0, 1, 4].map(Int::new));
    Ok(())
}
