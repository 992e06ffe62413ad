//! Sets against CPython: the order of their items after random operations, for values whose hash is fixed.

mod common;
use common::{Cases, Random, plain};
use portalis_runtime as py;
use py::{FrozenSet, Int, List, PyEq, PyHash, Set, Show};

/// One value in both languages.
trait Value: PyHash + PyEq + Show + Clone {
    fn random(random: &mut Random, shape: u64) -> Self;
}

impl Value for Int {
    fn random(random: &mut Random, shape: u64) -> Int {
        match shape {
            0 => Int::new(random.below(30) as i64 - 5),
            1 => Int::new(random.below(2000) as i64),
            2 => Int::new(random.below(40) as i64 * 64 - 500),
            3 => Int::new(1).shl_by(random.below(100) as u32) + random.below(3) as i64,
            _ => Int::new(random.next() as i64),
        }
    }
}

impl Value for f64 {
    fn random(random: &mut Random, shape: u64) -> f64 {
        match shape {
            0 => random.below(20) as f64 / 2.0,
            1 => (random.below(2001) as f64 - 1000.0) / 7.0,
            _ => f64::from_bits((random.below(100) + 980) << 52 | random.next() >> 12),
        }
    }
}

impl Value for (Int, Option<bool>) {
    fn random(random: &mut Random, _: u64) -> (Int, Option<bool>) {
        (Int::new(random.below(12) as i64 - 3), Some(random.below(2) == 0))
    }
}

fn literal<T: Value>(items: &[T]) -> String {
    plain(items.iter().cloned().collect::<List<T>>())
}

fn fuzz<T: Value>(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    // Each script is a Python function body that logs the order after every step; ours logs the same.
    let mut cases = Cases::new();
    let mut setup = String::new();
    for round in 0..rounds {
        let shape = random.below(5);
        let most = *random.pick(&[4u64, 8, 12, 30, 100, 400]);
        let mut script = format!("def run{round}():\n    log = []\n    s = set()\n    t = set()\n");
        let mut log: Vec<String> = Vec::new();
        let (mut s, mut t): (Set<T>, Set<T>) = (Set::new(), Set::new());
        for _ in 0..12 {
            let items: Vec<T> = (0..random.below(most) + 1).map(|_| T::random(&mut random, shape)).collect();
            let list = literal(&items);
            let operation = random.below(26);
            match operation {
                0 | 1 => {
                    script.push_str(&format!("    s = set({list})\n"));
                    s = items.iter().cloned().collect();
                }
                2 | 3 => {
                    script.push_str(&format!("    for x in {list}: s.add(x)\n"));
                    items.iter().for_each(|x| s.add(x.clone()));
                }
                4 | 5 => {
                    script.push_str(&format!("    for x in {list}: s.discard(x)\n"));
                    items.iter().for_each(|x| s.discard(x));
                }
                6 => {
                    let n = random.below(6);
                    script.push_str(&format!("    for _ in range({n}):\n        if s: log.append(repr(s.pop()))\n"));
                    for _ in 0..n {
                        if let Ok(x) = s.pop() {
                            log.push(plain(x));
                        }
                    }
                }
                7 => {
                    script.push_str("    s = s | t\n");
                    s = &s | &t;
                }
                8 => {
                    script.push_str("    s = s & t\n");
                    s = &s & &t;
                }
                9 => {
                    script.push_str("    s = s - t\n");
                    s = &s - &t;
                }
                10 => {
                    script.push_str("    s = s ^ t\n");
                    s = &s ^ &t;
                }
                11 => {
                    script.push_str("    s |= t\n");
                    s.update_set(&t);
                }
                12 => {
                    script.push_str("    s &= t\n");
                    s.intersection_update(&t);
                }
                13 => {
                    script.push_str("    s -= t\n");
                    s.difference_update(&t);
                }
                14 => {
                    script.push_str("    s ^= t\n");
                    s.symmetric_difference_update(&t);
                }
                15 => {
                    script.push_str("    s, t = t, s\n");
                    std::mem::swap(&mut s, &mut t);
                }
                16 => {
                    script.push_str("    s = s.copy()\n");
                    s = s.copy();
                }
                17 => {
                    script.push_str("    s = set(s)\n");
                    s = s.to_set();
                }
                18 => {
                    script.push_str(&format!("    s.update({list})\n"));
                    s.update(items.iter().cloned());
                }
                19 => {
                    script.push_str(&format!("    s = s.union({list})\n"));
                    s = s.union_iter(items.iter().cloned());
                }
                20 => {
                    script.push_str(&format!("    s = s.intersection({list})\n"));
                    s = s.intersection_iter(items.iter().cloned());
                }
                21 => {
                    script.push_str(&format!("    s = s.difference({list})\n"));
                    s = s.difference_iter(items.iter().cloned());
                }
                22 => {
                    script.push_str(&format!("    s = s.symmetric_difference({list})\n"));
                    s = s.symmetric_difference_iter(items.iter().cloned());
                }
                23 => {
                    script.push_str(&format!(
                        "    d = dict.fromkeys({list})\n    s.update(d)\n    log.append(repr(list(set(d))))\n"
                    ));
                    let d = py::Dict::fromkeys(items.iter().cloned(), ());
                    s.update_dict(&d);
                    log.push(plain(Set::from_dict(&d).to_list()));
                }
                24 => {
                    script.push_str(&format!("    f = frozenset({list})\n    s = s | f\n    log.append(repr(list(f - s)) + repr(list(f & s)) + str(f <= s))\n    log.append(repr(list(f ^ s)))\n"));
                    let f: FrozenSet<T> = items.iter().cloned().collect();
                    s = &s | &f;
                    log.push(format!(
                        "{}{}{}",
                        plain((&f - &s).to_list()),
                        plain((&f & &s).to_list()),
                        plain(f.issubset(&s))
                    ));
                    log.push(plain((&f ^ &s).to_list()));
                    script.push_str("    log.append(repr(hash(f)))\n");
                    log.push(plain(py::hash(&f)));
                }
                _ => {
                    script.push_str("    s.clear()\n");
                    s.clear();
                }
            }
            script.push_str(&format!("    log.append(repr(s) + ' after {operation}')\n"));
            log.push(format!("{} after {operation}", plain(s.clone())));
        }
        script.push_str("    return log\n");
        setup.push_str(&script);
        let expected: List<py::Str> = log.into_iter().map(py::Str::from).collect();
        cases.add(format!("run{round}()"), plain(expected));
    }
    cases.check_with(&setup);
}

#[test]
fn ints() {
    fuzz::<Int>(51, 1500);
}

#[test]
fn floats() {
    fuzz::<f64>(52, 500);
}

#[test]
fn tuples() {
    fuzz::<(Int, Option<bool>)>(53, 500);
}

#[test]
fn large() {
    let mut cases = Cases::new();
    let mut random = Random(54);
    for n in [50_000u64, 60_000, 130_000] {
        let step = random.below(1000) * 2 + 1;
        let s: Set<Int> = (0..n).map(|i| Int::from(i * step % 1_000_003)).collect();
        let ours = s.iter().enumerate().fold(Int::ZERO, |sum, (i, x)| (sum * 31 + x + i as i64) % 1_000_000_007);
        cases.add(format!("walk({n}, {step})"), plain(ours));
    }
    cases.check_with("def walk(n, step):\n    sum = 0\n    for i, x in enumerate({i * step % 1000003 for i in range(n)}):\n        sum = (sum * 31 + x + i) % 1000000007\n    return sum\n");
}
