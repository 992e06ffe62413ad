"""Views of dictionaries as values."""
d = {"b": 1, "a": 2}
ks = d.keys()
vs = d.values()
its = d.items()
print(ks, vs, its, len(ks), len(its), "a" in ks, 2 in vs, ("a", 2) in its, ("a", 3) in its)
d["c"] = 3
print(ks, vs, its, len(ks), list(ks), sorted(vs), sum(vs), max(its), "c" in ks)
for k in ks:
    print(k, end=" ")
print()
e = {"a": 9, "z": 0}
print(sorted(ks & e.keys()), sorted(ks | e.keys()), sorted(ks - e.keys()), sorted(ks ^ e.keys()))
print(sorted(ks & {"a", "q"}), sorted(ks - ["a"]), ks == {"a", "b", "c"}, ks == e.keys(), d.items() == {"a": 2, "b": 1, "c": 3}.items())
print({1: 2, 3: 4, 5: 6}.keys() & {3, 5, 7}, {1: 2, 3: 4}.keys() | [9, 8], {1: 2}.keys() <= {1: 0, 2: 0}.keys())
print(ks.isdisjoint(["x"]), ks.isdisjoint(e), bool({}.keys()), bool(ks))


def total(values):
    return sum(values)


print(total(d.values()), total([1, 2]), [k for k in reversed(ks)])
a, b, c = d.values()
print(a, b, c, dict(its), set(its) == {("b", 1), ("a", 2), ("c", 3)}, list(zip(ks, vs)))
x, *rest = its
print(x, rest, str(ks), f"{vs}", isinstance(ks, list), type(ks).__name__)
n = {i: i * i for i in range(3)}
view = n.items()
n[7] = 1
print([p for p in view if p[1] > 0], enumerate(view).__next__())
