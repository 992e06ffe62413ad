//! Arguments that find their parameters when the program runs: the messages of CPython.

use portalis_runtime::arguments::Takes;
use portalis_runtime::{Dict, Str};

const F: Takes = Takes {
    function: "f",
    module: "__main__",
    names: &["a", "b", "c", "k"],
    positional: 3,
    positional_only: 1,
    defaults: 1,
    required: &["k"],
    rest: false,
    keywords: false,
};

fn attempt(before: usize, items: &[i64], named: &[&str], keys: &[&str]) -> String {
    let keywords: Dict<Str, i64> = keys.iter().map(|key| (Str::from(*key), 0)).collect();
    match F.bind(before, items.to_vec(), named, &keywords) {
        Ok(_) => "bound".to_string(),
        Err(exc) => exc.arg0_str().as_str().to_string(),
    }
}

// Each message is what CPython 3.11 says of `def f(a, /, b, c=0, *, k)`.
#[test]
fn messages_are_those_of_cpython() {
    assert_eq!(attempt(1, &[2], &["k"], &[]), "bound");
    assert_eq!(attempt(0, &[1, 2, 3], &[], &["k"]), "bound");
    assert_eq!(attempt(0, &[], &["k"], &[]), "f() missing 2 required positional arguments: 'a' and 'b'");
    assert_eq!(attempt(0, &[1], &["k"], &[]), "f() missing 1 required positional argument: 'b'");
    assert_eq!(attempt(0, &[1, 2], &[], &[]), "f() missing 1 required keyword-only argument: 'k'");
    assert_eq!(attempt(0, &[1, 2], &[], &["b"]), "f() got multiple values for argument 'b'");
    assert_eq!(attempt(1, &[2], &["k"], &["z"]), "f() got an unexpected keyword argument 'z'");
    assert_eq!(
        attempt(0, &[], &["b"], &["a", "k"]),
        "f() got some positional-only arguments passed as keyword arguments: 'a'"
    );
    assert_eq!(attempt(1, &[2], &["k"], &["k"]), "__main__.f() got multiple values for keyword argument 'k'");
    assert_eq!(attempt(4, &[], &[], &[]), "f() takes from 2 to 3 positional arguments but 4 were given");
    assert_eq!(
        attempt(4, &[], &["k"], &[]),
        "f() takes from 2 to 3 positional arguments but 4 positional arguments (and 1 keyword-only argument) were given"
    );
}
