//! Programs of several files: which file is the entry, what imports mean, and what is refused of them.

use portalis_transpiler::{Crate, Source, translate};

fn program(files: &[(&str, &str)]) -> Result<Crate, Vec<(&'static str, String)>> {
    let sources = files.iter().map(|(path, text)| Source { path: path.to_string(), text: text.to_string() }).collect();
    translate(sources)
        .map_err(|errors| errors.into_iter().map(|d| (d.code, format!("{}:{}", d.path, d.line))).collect())
}

fn refused(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    program(files).err().unwrap_or_default()
}

const MAIN: &str = "from shop.price import total, RATE\nimport shop.price as p\nfrom . import stock\nprint(total([RATE]), p.total([2]), stock.take(1), stock.COUNT)\n";
const PRICE: &str = "RATE = 3\n\ndef total(items):\n    return sum(items)\n";
const STOCK: &str = "COUNT = 9\n\ndef take(n):\n    global COUNT\n    COUNT -= n\n    return total(n)\n\ndef total(n):\n    return n * 100\n";

#[test]
fn modules_run_where_they_are_first_imported() {
    let files = [("shop/price.py", PRICE), ("shop/stock.py", STOCK), ("shop/__main__.py", MAIN)];
    let done = program(&files).expect("the package translates");
    assert_eq!(done.name, "shop");
    let main = &done.files["src/main.rs"];
    let run = &main[main.find("fn run()").expect("a program runs")..];
    assert_eq!(run.matches("import_price()?;").count(), 1, "{run}");
    assert!(run.find("import_price()?;") < run.find("import_stock()?;"), "{run}");
    // Functions of one name in two modules stay apart.
    for name in ["fn price_total(", "fn stock_total("] {
        assert!(main.contains(name), "{main}");
    }
}

#[test]
fn the_entry_is_found() {
    let guarded = "import b\nif __name__ == \"__main__\":\n    print(b.f())\n";
    let done = program(&[("b.py", "def f():\n    return __name__\n"), ("a.py", guarded)]).expect("the guard says it");
    assert!(done.files["src/main.rs"].contains("\"b\""));
    assert_eq!(refused(&[("a.py", "print(1)\n"), ("b.py", "print(2)\n")])[0].0, "P0008");
}

#[test]
fn imports_that_would_mean_something_else_are_refused() {
    let main = "import b\nimport c\nif __name__ == \"__main__\":\n    print(b.f(), c.f())\n";
    let f = "def f():\n    return 1\n";
    // Each wants the other whole.
    let circle = refused(&[("a.py", main), ("b.py", &format!("import c\n{f}")), ("c.py", &format!("import b\n{f}"))]);
    assert_eq!(circle, [("P0403", "c.py:1".to_string())]);
    let late = "def g():\n    import b\n    return b.f()\nif __name__ == \"__main__\":\n    print(g())\n";
    assert_eq!(refused(&[("a.py", late), ("b.py", f)])[0], ("P0402", "a.py:2".to_string()));
    let missing = "from b import h\nif __name__ == \"__main__\":\n    print(1)\n";
    assert_eq!(refused(&[("a.py", missing), ("b.py", f)])[0], ("P0401", "a.py:1".to_string()));
    let copied = "from b import n\nif __name__ == \"__main__\":\n    print(n)\n";
    let counts = "n = 0\ndef f():\n    global n\n    n += 1\n";
    assert_eq!(refused(&[("a.py", copied), ("b.py", counts)])[0], ("P0404", "a.py:1".to_string()));
}
