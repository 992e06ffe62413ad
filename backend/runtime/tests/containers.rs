//! Lists, dicts, deques, counters and the modules over iterators, against CPython.

mod common;
use common::{Cases, Random, plain, shown};
use portalis_runtime as py;
use py::{
    Counter, DefaultDict, Deque, Dict, Func2, Int, List, OrderedDict, Result, Set, Str, Tuple, dict, list, tuple,
};

fn ints(values: &[i64]) -> List<Int> {
    values.iter().copied().map(Int::from).collect()
}

fn int(value: i64) -> Int {
    Int::new(value)
}

#[test]
fn list_operations() {
    let mut random = Random(61);
    let mut cases = Cases::new();
    let setup = "def do(xs, f):\n    try:\n        r = f(xs)\n    except Exception as e:\n        r = type(e).__name__ + ': ' + str(e)\n    return xs, r\ndef dele(xs, s):\n    del xs[s]\ndef put(xs, s, v):\n    xs[s] = v\n";
    for _ in 0..5000 {
        let values: Vec<i64> = (0..random.below(9)).map(|_| random.below(5) as i64).collect();
        let xs = ints(&values);
        let source = plain(xs.clone());
        let (i, j) = (random.below(16) as i64 - 8, random.below(16) as i64 - 8);
        let k = random.below(7) as i64 - 3;
        let ys = ints(&[9; 3][..random.below(4) as usize]);
        let more = plain(ys.clone());
        let mut add = |body: String, result: String| {
            cases.add(format!("do({source}, lambda xs: {body})"), format!("({}, {result})", plain(xs.clone())));
        };
        let quoted = |result: Result<()>| match result {
            Ok(()) => "None".to_string(),
            Err(exc) => plain(Str::from(format!("{}: {exc}", exc.class_name()))),
        };
        let result = |result: Result<Int>| match result {
            Ok(value) => plain(value),
            Err(exc) => plain(Str::from(format!("{}: {exc}", exc.class_name()))),
        };
        let listed = |result: Result<List<Int>>| match result {
            Ok(value) => plain(value),
            Err(exc) => plain(Str::from(format!("{}: {exc}", exc.class_name()))),
        };
        let (a, b, c) = (Some(int(i)), Some(int(j)), Some(int(k)));
        match random.below(22) {
            0 => {
                let r = result(xs.get(i));
                add(format!("xs[{i}]"), r)
            }
            1 => {
                let r = quoted(xs.set(i, int(7)));
                add(format!("put(xs, {i}, 7)"), r)
            }
            2 => {
                let r = quoted(xs.del(i));
                add(format!("dele(xs, {i})"), r)
            }
            3 => {
                let r = listed(xs.slice(a, b, None));
                add(format!("xs[{i}:{j}]"), r)
            }
            4 => {
                let r = listed(xs.slice(a, b, c));
                add(format!("xs[{i}:{j}:{k}]"), r)
            }
            5 => {
                let r = quoted(xs.slice_del(a, b, c));
                add(format!("dele(xs, slice({i}, {j}, {k}))"), r)
            }
            6 => {
                let r = quoted(xs.slice_set(a, b, None, ys));
                add(format!("put(xs, slice({i}, {j}), {more})"), r)
            }
            7 => {
                let r = quoted(xs.slice_set(a, b, c, ys));
                add(format!("put(xs, slice({i}, {j}, {k}), {more})"), r)
            }
            8 => {
                let r = quoted(xs.insert(i, int(8)));
                add(format!("xs.insert({i}, 8)"), r)
            }
            9 => {
                let r = result(xs.pop());
                add("xs.pop()".into(), r)
            }
            10 => {
                let r = result(xs.pop_at(i));
                add(format!("xs.pop({i})"), r)
            }
            11 => {
                let r = quoted(xs.remove(&int(k)));
                add(format!("xs.remove({k})"), r)
            }
            12 => {
                let r = result(xs.index(&int(k)));
                add(format!("xs.index({k})"), r)
            }
            13 => {
                let r = result(xs.index_in(&int(k), &int(i), b));
                add(format!("xs.index({k}, {i}, {j})"), r)
            }
            14 => {
                let r = plain(xs.count(&int(k)));
                add(format!("xs.count({k})"), r)
            }
            15 => {
                xs.reverse();
                add("xs.reverse()".into(), "None".into())
            }
            16 => {
                xs.sort();
                add("xs.sort()".into(), "None".into())
            }
            17 => {
                xs.sort_reverse(true);
                add("xs.sort(reverse=True)".into(), "None".into())
            }
            18 => {
                let r = listed(xs.repeat(&int(k)));
                add(format!("xs * {k}"), r)
            }
            19 => {
                xs.extend(&xs);
                xs.extend(ys);
                add(format!("(xs.extend(xs), xs.extend({more}))[0]"), "None".into())
            }
            20 => {
                let r = plain((xs.contains(&int(k)), py::eq(&xs, &ys), py::PyOrd::py_lt(&xs, &ys)));
                add(format!("({k} in xs, xs == {more}, xs < {more})"), r)
            }
            _ => {
                let r = plain(xs.reversed().collect::<List<Int>>());
                add("list(reversed(xs))".into(), r)
            }
        }
    }
    cases.check_with(setup);
}

#[test]
fn sorting() {
    let mut random = Random(62);
    let mut cases = Cases::new();
    for round in 0..300 {
        let n = *random.pick(&[5u64, 20, 70, 200, 1000]);
        let spread = *random.pick(&[3u64, 50, 100_000]);
        let mut values: Vec<i64> = (0..n).map(|_| random.below(spread) as i64).collect();
        if round % 3 == 0 {
            values.sort_unstable();
            let at = random.below(n) as usize;
            values[at] = 7;
        }
        let xs = ints(&values);
        cases.add(format!("sorted({})", plain(xs.clone())), plain(xs.sorted()));
        let by = py::sorted_by_key(&xs, |x| Ok(x % 7), round % 2 == 0).unwrap();
        cases.add(
            format!("sorted({}, key=lambda x: x % 7, reverse={})", plain(xs.clone()), plain(round % 2 == 0)),
            plain(by),
        );
        let pairs: List<(Int, Str)> = xs.iter().map(|x| (&x % 5, py::str(&x))).collect();
        cases.add(format!("sorted([(x % 5, str(x)) for x in {}])", plain(xs.clone())), plain(pairs.sorted()));
        // An order that is none: whatever CPython makes of it below 64 items, we make too.
        let nans: List<f64> = values.iter().take(50).map(|x| if x % 4 == 0 { f64::NAN } else { *x as f64 }).collect();
        cases.add(
            format!(
                "sorted([float('nan') if x % 4 == 0 else float(x) for x in {}])",
                plain(xs.slice(None, Some(int(50)), None).unwrap())
            ),
            plain(nans.sorted()),
        );
    }
    let mixed = list![Some(int(1)), None, Some(int(0))];
    cases.add("sorted([1, None, 0])", shown(py::try_sorted(&mixed, false)));
    cases.add("max([1, None])", shown(py::max(list![Some(int(1)), None])));
    cases.add("min([None, 1])", shown(py::min(list![None, Some(int(1))])));
    cases.add("min([])", shown(py::min(List::<Int>::new())));
    cases.add("max((3, 1), (3, 2), (1, 9))", shown(py::max([(int(3), int(1)), (int(3), int(2)), (int(1), int(9))])));
    cases.add("max('abc', 'b', key=len)", shown(py::max_by_key([Str::lit("abc"), Str::lit("b")], |s| Ok(s.len()))));
    let compare = Func2::new(|a: Int, b: Int| Ok(b - a));
    let by = py::sorted_by_key(ints(&[3, 1, 2]), |x| Ok(py::functools::cmp_to_key(&compare, x)), false);
    cases.add("sorted([3, 1, 2], reverse=True)", shown(by));
    cases.check();
}

#[test]
fn dicts() {
    let mut random = Random(63);
    let mut cases = Cases::new();
    let mut setup = String::from("from collections import OrderedDict\n");
    for round in 0..300 {
        let d: Dict<Int, Int> = Dict::new();
        let ordered = round % 2 == 1;
        let od = OrderedDict::from_dict(d.clone());
        let mut script =
            format!("def run{round}():\n    d = {}\n    log = []\n", if ordered { "OrderedDict()" } else { "{}" });
        let mut log: Vec<Str> = Vec::new();
        for _ in 0..60 {
            let (k, v) = (random.below(12) as i64, random.below(100) as i64);
            let attempt = |result: Result<Int>| {
                Str::from(match result {
                    Ok(value) => plain(value),
                    Err(exc) => format!("{}: {exc}", exc.class_name()),
                })
            };
            let mut step = |code: String| {
                script.push_str(&format!("    try: log.append(str({code}))\n    except Exception as e: log.append(type(e).__name__ + ': ' + str(e))\n"));
            };
            match random.below(11) {
                0..=3 => {
                    step(format!("d.__setitem__({k}, {v})"));
                    d.set(int(k), int(v));
                    log.push(Str::lit("None"))
                }
                4 => {
                    step(format!("d.pop({k})"));
                    log.push(attempt(d.pop(&int(k))))
                }
                5 => {
                    step(format!("d[{k}]"));
                    log.push(attempt(d.get_item(&k)))
                }
                6 => {
                    step(format!("d.setdefault({k}, {v})"));
                    log.push(attempt(Ok(d.setdefault(int(k), int(v)))))
                }
                7 => {
                    step("d.popitem()[0]".into());
                    log.push(attempt(if ordered {
                        od.popitem(true).map(|item| item.0)
                    } else {
                        d.popitem().map(|item| item.0)
                    }));
                }
                8 => {
                    step(format!("d.get({k}, {v})"));
                    log.push(attempt(Ok(d.get_or(&int(k), int(v)))))
                }
                9 if ordered => {
                    let last = random.below(2) == 0;
                    step(format!("d.move_to_end({k}, {})", plain(last)));
                    log.push(
                        attempt(od.move_to_end(&int(k), last).map(|()| Int::ZERO))
                            .replace("0", if d.contains(&k) { "None" } else { "0" }),
                    );
                }
                10 if ordered => {
                    step("d.popitem(False)[0]".into());
                    log.push(attempt(od.popitem(false).map(|item| item.0)))
                }
                _ => {
                    step(format!("{k} in d"));
                    log.push(Str::from(plain(d.contains(&k))))
                }
            }
            script.push_str("    log.append(str(list(d.items())))\n");
            log.push(py::str(&d.items_list()));
        }
        script.push_str("    log.append(repr(d))\n    return log\n");
        log.push(if ordered { py::repr(&od) } else { py::repr(&d) });
        setup.push_str(&script);
        cases.add(format!("run{round}()"), plain(List::from(log)));
    }
    let d = dict! { Str::lit("a") => int(1), Str::lit("b") => int(2) };
    cases.add("{'a': 1, 'b': 2}.keys()", plain(d.keys()));
    cases.add("{'a': 1, 'b': 2}.values()", plain(d.values()));
    cases.add("{'a': 1, 'b': 2}.items()", plain(d.items()));
    cases.add(
        "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}",
        plain(py::eq(&d, &dict! { Str::lit("b") => int(2), Str::lit("a") => int(1) })),
    );
    cases.add(
        "{'a': 1, 'b': 2} | {'b': 3, 'c': 4}",
        plain(d.merge(&dict! { Str::lit("b") => int(3), Str::lit("c") => int(4) })),
    );
    cases.add("list(reversed({'a': 1, 'b': 2}))", plain(d.reversed().collect::<List<Str>>()));
    cases.check_with(&setup);
}

#[test]
fn changing_while_iterating() {
    let d: Dict<Int, Int> = (0..5i64).map(|i| (int(i), int(i))).collect();
    let mut seen = 0;
    let mut failure = None;
    for key in d.checked_keys() {
        match key {
            Ok(key) => {
                seen += 1;
                d.set(key + 100, int(0));
            }
            Err(exc) => {
                failure = Some(exc);
                break;
            }
        }
    }
    assert_eq!(seen, 1);
    assert_eq!(failure.map(|exc| exc.to_string()), Some("dictionary changed size during iteration".to_string()));
    let s: Set<Int> = (0..5i64).map(int).collect();
    let first: Vec<Result<Int>> = s.checked_iter().inspect(|_| s.add(int(99))).take(2).collect();
    assert!(first[0].is_ok() && first[1].is_err());
    let xs = ints(&[1, 2, 3]);
    let mut total = 0;
    for x in &xs {
        total += 1;
        if xs.size() < 6 {
            xs.append(x);
        }
    }
    assert_eq!(total, 6);
}

#[test]
fn collections() {
    let mut random = Random(64);
    let mut cases = Cases::new();
    let mut setup = String::from("from collections import deque, Counter, defaultdict\n");
    for round in 0..200 {
        let bounded = round % 2 == 1;
        let d: Deque<Int> = if bounded { Deque::bounded([], &int(4)).unwrap() } else { Deque::new() };
        let mut script =
            format!("def run{round}():\n    d = deque({})\n    log = []\n", if bounded { "[], 4" } else { "" });
        let mut log: Vec<Str> = Vec::new();
        for _ in 0..40 {
            let (i, v) = (random.below(12) as i64 - 6, random.below(9) as i64);
            let mut step = |code: String| {
                script.push_str(&format!("    try: log.append(str({code}))\n    except Exception as e: log.append(type(e).__name__ + ': ' + str(e))\n"));
            };
            let unit = |result: Result<()>| {
                result.map_or_else(|exc| Str::from(format!("{}: {exc}", exc.class_name())), |()| Str::lit("None"))
            };
            let value = |result: Result<Int>| {
                result.map_or_else(|exc| Str::from(format!("{}: {exc}", exc.class_name())), |x| py::str(&x))
            };
            match random.below(14) {
                0 | 1 => {
                    step(format!("d.append({v})"));
                    d.append(int(v));
                    log.push(Str::lit("None"))
                }
                2 => {
                    step(format!("d.appendleft({v})"));
                    d.appendleft(int(v));
                    log.push(Str::lit("None"))
                }
                3 => {
                    step("d.pop()".into());
                    log.push(value(d.pop()))
                }
                4 => {
                    step("d.popleft()".into());
                    log.push(value(d.popleft()))
                }
                5 => {
                    step(format!("d.rotate({i})"));
                    d.rotate(&int(i));
                    log.push(Str::lit("None"))
                }
                6 => {
                    step(format!("d.extendleft([{v}, 1])"));
                    d.extendleft(ints(&[v, 1]));
                    log.push(Str::lit("None"))
                }
                7 => {
                    step(format!("d[{i}]"));
                    log.push(value(d.get(i)))
                }
                8 => {
                    step(format!("d.__setitem__({i}, {v})"));
                    log.push(unit(d.set(i, int(v))))
                }
                9 => {
                    step(format!("d.__delitem__({i})"));
                    log.push(unit(d.del(i)))
                }
                10 => {
                    step(format!("d.insert({i}, {v})"));
                    log.push(unit(d.insert(i, int(v))))
                }
                11 => {
                    step(format!("d.remove({v})"));
                    log.push(unit(d.remove(&int(v))))
                }
                12 => {
                    step(format!("d.index({v})"));
                    log.push(value(d.index(&int(v))))
                }
                _ => {
                    step(format!("d.count({v})"));
                    log.push(py::str(&d.count(&int(v))))
                }
            }
            script.push_str("    log.append(str(d))\n");
            log.push(py::str(&d));
        }
        script.push_str("    return log\n");
        setup.push_str(&script);
        cases.add(format!("run{round}()"), plain(List::from(log)));
    }
    for _ in 0..200 {
        let a: Vec<i64> = (0..random.below(12)).map(|_| random.below(5) as i64).collect();
        let b: Vec<i64> = (0..random.below(12)).map(|_| random.below(5) as i64).collect();
        let (x, y): (Counter<Int>, Counter<Int>) = (ints(&a).iter().collect(), ints(&b).iter().collect());
        let (p, q) = (format!("Counter({a:?})"), format!("Counter({b:?})"));
        cases.add(p.clone(), plain(x.clone()));
        cases.add(format!("{p} + {q}"), plain(&x + &y));
        cases.add(format!("{p} - {q}"), plain(&x - &y));
        cases.add(format!("{p} & {q}"), plain(&x & &y));
        cases.add(format!("{p} | {q}"), plain(&x | &y));
        cases.add(format!("{p}.most_common(2)"), plain(x.most_common(Some(&int(2)))));
        cases.add(format!("list({p}.elements())"), plain(x.elements().collect::<List<Int>>()));
        cases.add(format!("({p} == {q}, {p} <= {q}, {p}.total())"), plain((py::eq(&x, &y), x.le(&y), x.total())));
    }
    let groups: DefaultDict<Str, List<Int>> = DefaultDict::new("<class 'list'>", List::new);
    groups.get_item(&Str::lit("a")).append(int(1));
    groups.get_item(&Str::lit("a")).append(int(2));
    cases.add("defaultdict(list, {'a': [1, 2]})", plain(groups));
    cases.check_with(&setup);
}

#[test]
fn iterators() {
    let mut cases = Cases::new();
    let xs = ints(&[3, 1, 2, 1]);
    let tuples = |items: &mut dyn Iterator<Item = Tuple<Int>>| plain(items.collect::<List<Tuple<Int>>>());
    for r in 0..6 {
        let n = int(r);
        cases.add(
            format!("list(permutations([3, 1, 2, 1], {r}))"),
            tuples(&mut py::itertools::permutations(&xs, Some(&n)).unwrap()),
        );
        cases.add(
            format!("list(combinations([3, 1, 2, 1], {r}))"),
            tuples(&mut py::itertools::combinations(&xs, &n).unwrap()),
        );
        cases.add(
            format!("list(combinations_with_replacement([3, 1, 2, 1], {r}))"),
            tuples(&mut py::itertools::combinations_with_replacement(&xs, &n).unwrap()),
        );
        cases.add(
            format!("list(product([3, 1], [2, 1], repeat={r}))"),
            tuples(&mut py::itertools::product_n([ints(&[3, 1]), ints(&[2, 1])], &n).unwrap()),
        );
    }
    cases.add("list(permutations([]))", tuples(&mut py::itertools::permutations(List::<Int>::new(), None).unwrap()));
    cases.add(
        "list(product([1], []))",
        tuples(&mut py::itertools::product_n([ints(&[1]), ints(&[])], &int(1)).unwrap()),
    );
    cases.add(
        "list(product([1, 2], 'ab'))",
        plain(py::itertools::product2(ints(&[1, 2]), &Str::lit("ab")).collect::<List<_>>()),
    );
    cases.add("list(accumulate([3, 1, 2, 1]))", plain(py::itertools::accumulate_sum(&xs).collect::<List<Int>>()));
    let products = py::itertools::accumulate(&xs, |a, b| Ok(a * b), Some(int(10))).collect::<Result<List<Int>>>();
    cases.add("list(accumulate([3, 1, 2, 1], lambda a, b: a * b, initial=10))", shown(products));
    for (a, b, c) in [
        (None, Some(2), None),
        (Some(1), Some(3), None),
        (Some(0), None, Some(2)),
        (Some(5), Some(9), None),
        (Some(1), Some(4), Some(2)),
    ] {
        let show = |x: Option<i64>| x.map_or("None".to_string(), |x| x.to_string());
        let (p, q, r) = (a.map(int), b.map(int), c.map(int));
        let ours =
            py::itertools::islice(&xs, p.as_ref(), q.as_ref(), r.as_ref()).map(|items| items.collect::<List<Int>>());
        cases.add(format!("list(islice([3, 1, 2, 1], {}, {}, {}))", show(a), show(b), show(c)), shown(ours));
    }
    cases.add(
        "list(islice([1], None, -1))",
        shown(py::itertools::islice(&xs, None, Some(&int(-1)), None).map(|i| i.collect::<List<Int>>())),
    );
    cases.add(
        "list(zip_longest([1, 2], 'a'))",
        plain(py::itertools::zip_longest(ints(&[1, 2]), &Str::lit("a")).collect::<List<_>>()),
    );
    cases.add("list(pairwise([3, 1, 2, 1]))", plain(py::itertools::pairwise(&xs).collect::<List<_>>()));
    cases.add(
        "list(compress('abcd', [1, 0, 1, 1]))",
        plain(py::itertools::compress(&Str::lit("abcd"), ints(&[1, 0, 1, 1])).collect::<List<Str>>()),
    );
    cases.add(
        "list(takewhile(lambda x: x != 2, [3, 1, 2, 1]))",
        shown(py::itertools::takewhile(|x| Ok(*x != 2), &xs).collect::<Result<List<Int>>>()),
    );
    cases.add(
        "list(dropwhile(lambda x: x != 2, [3, 1, 2, 1]))",
        shown(py::itertools::dropwhile(|x| Ok(*x != 2), &xs).collect::<Result<List<Int>>>()),
    );
    cases.add(
        "list(islice(cycle([1, 2]), 5))",
        plain(py::itertools::cycle(ints(&[1, 2])).take(5).collect::<List<Int>>()),
    );
    let groups = py::itertools::groupby(Str::lit("aabbba"), |c| Ok(c.clone()));
    let grouped: Vec<(Str, List<Str>)> =
        groups.map(|group| group.and_then(|(k, g)| Ok((k, g.collect::<Result<List<Str>>>()?))).unwrap()).collect();
    cases.add("[(k, list(g)) for k, g in groupby('aabbba')]", plain(List::from(grouped)));
    let kept: Vec<(Str, py::Iter<Str>)> =
        py::itertools::groupby(Str::lit("aab"), |c| Ok(c.clone())).map(|g| g.unwrap()).collect();
    let late: Vec<(Str, List<Str>)> =
        kept.into_iter().map(|(k, g)| (k, g.collect::<Result<List<Str>>>().unwrap())).collect();
    cases.add("[(k, list(g)) for k, g in list(groupby('aab'))]", plain(List::from(late)));
    let two = py::itertools::tee(&xs, &int(2)).unwrap();
    let taken: List<Int> = two.get(0).unwrap().values().take(2).collect();
    let other: List<Int> = two.get(1).unwrap().values().collect();
    cases.add("([3, 1], [3, 1, 2, 1])", plain((taken, other)));
    cases.add("list(enumerate('ab', 5))", plain(py::enumerate(&Str::lit("ab"), 5i64).collect::<List<_>>()));
    cases.add("(1, 2) == tuple([1, 2])", plain(py::eq(&(int(1), int(2)), &tuple![int(1), int(2)])));
    cases
        .add("functools.reduce(lambda a, b: a - b, [3, 1, 2, 1])", shown(py::functools::reduce(|a, b| Ok(a - b), &xs)));
    cases.add(
        "functools.reduce(lambda a, b: a - b, [])",
        shown(py::functools::reduce(|a: Int, b: Int| Ok(a - b), List::new())),
    );
    cases.check_with("import functools\nfrom itertools import *\n");
}

#[test]
fn heaps_and_bisection() {
    let mut random = Random(65);
    let mut cases = Cases::new();
    let mut setup = String::from("import heapq, bisect\n");
    for round in 0..200 {
        let start: Vec<i64> = (0..random.below(30)).map(|_| random.below(20) as i64).collect();
        let heap = ints(&start);
        py::heapq::heapify(&heap);
        let mut script = format!("def run{round}():\n    h = {start:?}\n    heapq.heapify(h)\n    log = [str(h)]\n");
        let mut log = vec![py::str(&heap)];
        for _ in 0..20 {
            let v = random.below(20) as i64;
            let (code, ours) = match random.below(5) {
                0 | 1 => {
                    py::heapq::heappush(&heap, int(v));
                    (format!("heapq.heappush(h, {v})"), Ok(None))
                }
                2 => ("heapq.heappop(h)".to_string(), py::heapq::heappop(&heap).map(Some)),
                3 => (format!("heapq.heapreplace(h, {v})"), py::heapq::heapreplace(&heap, int(v)).map(Some)),
                _ => (format!("heapq.heappushpop(h, {v})"), Ok(Some(py::heapq::heappushpop(&heap, int(v))))),
            };
            script.push_str(&format!("    try: log.append(str({code}))\n    except Exception as e: log.append(type(e).__name__ + ': ' + str(e))\n    log.append(str(h))\n"));
            log.push(ours.map_or_else(|exc| Str::from(format!("{}: {exc}", exc.class_name())), |x| py::str(&x)));
            log.push(py::str(&heap));
        }
        script.push_str("    return log\n");
        setup.push_str(&script);
        cases.add(format!("run{round}()"), plain(List::from(log)));
        let n = random.below(8) as i64 - 1;
        let xs = ints(&start);
        cases.add(
            format!("(heapq.nsmallest({n}, {start:?}), heapq.nlargest({n}, {start:?}))"),
            plain((py::heapq::nsmallest(&int(n), &xs).unwrap(), py::heapq::nlargest(&int(n), &xs).unwrap())),
        );
        let sorted = xs.sorted();
        let (x, low) = (random.below(22) as i64 - 1, random.below(6) as i64 - 1);
        let source = plain(sorted.clone());
        cases.add(
            format!("bisect.bisect_left({source}, {x}, {low})"),
            shown(py::bisect::bisect_left(&sorted, &int(x), &int(low), None)),
        );
        cases.add(
            format!("bisect.bisect({source}, {x})"),
            shown(py::bisect::bisect_right(&sorted, &int(x), &Int::ZERO, None)),
        );
        cases.add(
            format!("list(heapq.merge({source}, [2, 4], [4, 9]))"),
            plain(py::heapq::merge([sorted, ints(&[2, 4]), ints(&[4, 9])]).collect::<List<Int>>()),
        );
    }
    cases.check_with(&setup);
}

#[test]
fn random_numbers() {
    let mut cases = Cases::new();
    for seed in ["0", "1", "42", "-7", "123456789012345678901234567890", "2**40"] {
        let value = if seed == "2**40" { Int::ONE.shl_by(40) } else { Int::parse_literal(seed) };
        py::random::seed(&value);
        let mut ours: Vec<Str> = Vec::new();
        let deck = (0..20i64).map(int).collect::<List<Int>>();
        ours.push(py::str(&py::random::random()));
        ours.push(py::str(&py::random::randint(&int(1), &int(6)).unwrap()));
        ours.push(py::str(&py::random::randint(&int(0), &Int::new(10).pow_u32(30)).unwrap()));
        ours.push(py::str(&py::random::randrange(&int(10), &int(100), &int(7)).unwrap()));
        ours.push(py::str(&py::random::choice(Str::lit("abcdef")).unwrap()));
        py::random::shuffle(&deck);
        ours.push(py::str(&deck));
        ours.push(py::str(&py::random::sample(&deck, &int(5)).unwrap()));
        ours.push(py::str(&py::random::sample((0..1000i64).map(int), &int(8)).unwrap()));
        ours.push(py::str(&py::random::uniform(1.0, 5.0)));
        ours.push(py::str(&py::random::gauss(0.0, 1.0)));
        ours.push(py::str(&py::random::gauss(0.0, 1.0)));
        ours.push(py::str(&py::random::normalvariate(2.0, 3.0)));
        ours.push(py::str(&py::random::expovariate(1.5).unwrap()));
        ours.push(py::str(&py::random::choices(&deck, &int(4)).unwrap()));
        ours.push(py::str(&py::random::choices_weighted(ints(&[1, 2, 3]), [1.0, 5.0, 2.0], &int(6)).unwrap()));
        ours.push(py::str(&py::random::getrandbits(&int(70)).unwrap()));
        ours.push(py::str(&py::random::random()));
        cases.add(format!("run({seed})"), plain(List::from(ours)));
    }
    cases.add("random.randint(5, 1)", shown(py::random::randint(&int(5), &int(1))));
    cases.add("random.choice([])", shown(py::random::choice(List::<Int>::new())));
    cases.add("random.sample([1], 2)", shown(py::random::sample(ints(&[1]), &int(2))));
    cases.check_with(
        "import random\ndef run(s):\n    random.seed(s)\n    deck = list(range(20))\n    out = [random.random(), random.randint(1, 6), random.randint(0, 10**30), random.randrange(10, 100, 7), random.choice('abcdef')]\n    random.shuffle(deck)\n    out += [deck[:], random.sample(deck, 5), random.sample(range(1000), 8), random.uniform(1.0, 5.0), random.gauss(0.0, 1.0), random.gauss(0.0, 1.0), random.normalvariate(2.0, 3.0), random.expovariate(1.5), random.choices(deck, k=4), random.choices([1, 2, 3], [1, 5, 2], k=6), random.getrandbits(70), random.random()]\n    return [str(x) for x in out]\n",
    );
}

#[test]
fn set_literals() {
    let mut random = Random(66);
    let mut cases = Cases::new();
    for _ in 0..500 {
        let values: Vec<i64> = (0..3 + random.below(12)).map(|_| random.below(100) as i64 - 10).collect();
        let source: Vec<String> = values.iter().map(i64::to_string).collect();
        cases.add(format!("{{{}}}", source.join(", ")), plain(Set::literal(values.iter().copied().map(int))));
        cases.add(
            format!("[x for x in {{{}}}]", source.join(", ")),
            plain(py::FrozenSet::literal(values.iter().copied().map(int)).to_list()),
        );
        cases.add(
            format!("{{{}, one}}", source.join(", ")),
            plain(values.iter().copied().chain([1]).map(int).collect::<Set<Int>>()),
        );
    }
    cases.check_with("one = 1");
}

#[test]
fn ranges() {
    let mut random = Random(67);
    let mut cases = Cases::new();
    for _ in 0..1500 {
        let big = random.below(8) == 0;
        let mut number = || if big { random.int() } else { (random.below(30) as i64 - 15).to_string() };
        let (a, b, c) = (number(), number(), number());
        let source = format!("range({a}, {b}, {c})");
        let (x, y, z) = (Int::parse_literal(&a), Int::parse_literal(&b), Int::parse_literal(&c));
        let Ok(range) = py::Range::stepped(x.clone(), y, z) else {
            cases.add(source, "ValueError: range() arg 3 must not be zero");
            continue;
        };
        cases.add(source.clone(), plain(range.clone()));
        if range.len() < 100 {
            cases.add(
                format!("(list({source}), list(reversed({source})))"),
                plain((range.to_list(), range.reversed().collect::<List<Int>>())),
            );
            cases.add(format!("list({source})[::-1]"), plain(range.iter().rev().collect::<List<Int>>()));
        }
        let (i, j, k) = (random.below(20) as i64 - 10, random.below(20) as i64 - 10, random.below(7) as i64 - 3);
        cases.add(format!("{source}[{i}]"), shown(range.get(i)));
        cases.add(format!("{source}[{i}:{j}:{k}]"), shown(range.slice(Some(int(i)), Some(int(j)), Some(int(k)))));
        cases.add(format!("{source}[:{j}:{k}]"), shown(range.slice(None, Some(int(j)), Some(int(k)))));
        cases.add(
            format!("({i} in {source}, {source}.count({i}))"),
            plain((range.contains(&int(i)), range.count(&int(i)))),
        );
        cases.add(format!("{source}.index({i})"), shown(range.index(&int(i))));
        if !big {
            cases.add(
                format!("({source} == range({i}, {j}, 1), len({source}))"),
                plain((py::eq(&range, &py::Range::new(i, j)), range.len())),
            );
        }
    }
    cases.check();
}

#[test]
fn statistics() {
    use py::{Num, statistics};
    let mut random = Random(68);
    let mut cases = Cases::new();
    for _ in 0..400 {
        let floats = random.below(2) == 0;
        let values: Vec<Num> = (0..random.below(9))
            .map(|_| {
                let whole = random.below(20) as i64 - 5;
                if floats && random.below(3) > 0 { Num::Float(whole as f64 / 7.0 + 0.1) } else { Num::Int(int(whole)) }
            })
            .collect();
        let xs: List<Num> = values.into_iter().collect();
        let source = plain(xs.clone());
        cases.add(format!("mean({source})"), shown(statistics::mean(&xs)));
        cases.add(format!("fmean({source})"), shown(statistics::fmean(&xs)));
        cases.add(format!("median({source})"), shown(statistics::median(&xs)));
        cases.add(
            format!("(median_low({source} + [1]), median_high({source} + [1]))"),
            plain({
                let more = xs.concat(&list![Num::from(1i64)]);
                (statistics::median_low(&more).unwrap(), statistics::median_high(&more).unwrap())
            }),
        );
        cases.add(format!("mode({source})"), shown(statistics::mode(&xs)));
        cases.add(format!("multimode({source})"), plain(statistics::multimode(&xs)));
        cases.add(format!("variance({source})"), shown(statistics::variance(&xs)));
        cases.add(format!("pvariance({source})"), shown(statistics::pvariance(&xs)));
        cases.add(format!("stdev({source})"), shown(statistics::stdev(&xs)));
        cases.add(format!("pstdev({source})"), shown(statistics::pstdev(&xs)));
    }
    cases.check_with("from statistics import *");
}

#[test]
fn equality_hashes_and_printing() {
    let mut cases = Cases::new();
    let t = (int(1), Str::lit("a"), 2.5, true, None::<Int>);
    cases.add("(1, 'a', 2.5, True, None)", plain(t));
    cases.add("(1,)", plain((int(1),)));
    cases.add("hash((1, 2.5, True, -1, (3,)))", plain(py::hash(&(int(1), 2.5, true, int(-1), (int(3),)))));
    cases.add("hash(()) == hash(tuple([]))", plain(py::hash(&Tuple::<Int>::new()) == py::hash(&Tuple::<Int>::new())));
    cases.add("hash(())", plain(py::hash(&Tuple::<Int>::new())));
    cases.add(
        "hash(frozenset([1, 2, 3, 100]))",
        plain(py::hash(&ints(&[1, 2, 3, 100]).iter().collect::<py::FrozenSet<Int>>())),
    );
    cases.add("hash(range(0, 10, 3))", plain(py::hash(&py::Range::stepped(0i64, 10i64, 3i64).unwrap())));
    cases.add("1 == 1.0 == True", plain(py::eq(&int(1), &1.0) && py::eq(&1.0, &true) && py::eq(&int(1), &true)));
    cases.add("2**53 + 1 == float(2**53 + 1)", plain(py::eq(&(Int::ONE.shl_by(53) + 1), &(2f64.powi(53)))));
    cases.add("[1, 2] == [1.0, True]", plain(py::eq(&ints(&[1, 2]), &list![1.0, 1.0])));
    let rec: List<py::List<Int>> = list![ints(&[1])];
    cases.add("[[1]]", plain(rec));
    cases.add(
        "ValueError('it\\'s', 2)",
        plain(py::Exc::with_args(&py::VALUE_ERROR, vec![py::ExcArg::of("it's"), py::ExcArg::of(&int(2))])),
    );
    cases.add(
        "str(KeyError('k')) + str(KeyError(1, 2)) + str(OSError(2, 'No such'))",
        plain(Str::from(format!(
            "{}{}{}",
            py::key_error("k"),
            py::Exc::with_args(&py::KEY_ERROR, vec![py::ExcArg::of(&int(1)), py::ExcArg::of(&int(2))]),
            py::Exc::with_args(&py::OS_ERROR, vec![py::ExcArg::of(&int(2)), py::ExcArg::of("No such")]),
        ))),
    );
    cases.add("string.capwords(' heLLo  wORLD ')", plain(py::string::capwords(&Str::lit(" heLLo  wORLD "))));
    for (name, ours) in [
        ("punctuation", py::string::PUNCTUATION),
        ("printable", py::string::PRINTABLE),
        ("whitespace", py::string::WHITESPACE),
        ("ascii_letters", py::string::ASCII_LETTERS),
    ] {
        cases.add(format!("string.{name}"), plain(ours));
    }
    cases.check_with("import string");
}

/// A list that contains itself, by a union.
#[test]
fn recursion_in_containers() {
    py::union! { enum Node { Int(Int), List(List<Node>) } }
    let xs: List<Node> = list![Node::Int(int(1))];
    xs.append(Node::List(xs.clone()));
    assert_eq!(xs.to_string(), "[1, [...]]");
    let copy = py::deepcopy(&ints(&[1, 2]));
    assert!(py::eq(&copy, &ints(&[1, 2])));
    let shared = ints(&[5]);
    let both = list![shared.clone(), shared.clone()];
    let copied = py::deepcopy(&both);
    copied.get(0).unwrap().append(int(6));
    assert_eq!(copied.to_string(), "[[5, 6], [5, 6]]");
    assert_eq!(both.to_string(), "[[5], [5]]");
}

#[test]
fn algebra_of_keys() {
    let mut random = Random(69);
    let mut cases = Cases::new();
    for _ in 0..600 {
        let mut dict =
            || -> Dict<Int, ()> { (0..random.below(14)).map(|_| (int(random.below(40) as i64 - 5), ())).collect() };
        let (d, e) = (dict(), dict());
        let (p, q) = (format!("dict.fromkeys({})", d.keys_list()), format!("dict.fromkeys({})", e.keys_list()));
        let s: Set<Int> = e.keys().collect();
        cases.add(format!("{p}.keys() & {q}.keys()"), plain(d.keys().intersection(&e.keys())));
        cases.add(format!("{p}.keys() & {}", e.keys_list()), plain(d.keys().intersection_iter(e.keys())));
        cases.add(format!("{p}.keys() & set({})", e.keys_list()), plain(d.keys().intersection_set(&s)));
        cases.add(format!("{p}.keys() | {q}.keys()"), plain(d.keys().union_iter(e.keys())));
        cases.add(format!("{p}.keys() - {q}.keys()"), plain(d.keys().difference_iter(e.keys())));
        cases.add(format!("{p}.keys() ^ {q}.keys()"), plain(d.keys().symmetric_difference_iter(e.keys())));
        cases.add(format!("{p}.keys() <= {q}.keys()"), plain(d.keys().issubset(&e.keys())));
        cases.add(format!("{p}.keys().isdisjoint({q})"), plain(d.keys().isdisjoint(&e)));
        cases.add(format!("{p}.keys() == {q}.keys()"), plain(py::eq(&d.keys(), &e.keys())));
    }
    cases.check();
}
