"""Dicts keep insertion order; updating keeps the place, deleting and adding again moves to the end."""

d = {"b": 1, "a": 2}
d["c"] = 3
d["b"] = 10
print(d, list(d), list(d.values()), list(d.items()))
del d["b"]
d["b"] = 4
print(d, d.popitem(), d.pop("a"), d.pop("zz", None), d)
d.update({"x": 1, "c": 30})
d.update([("y", 2)], z=3)
print(d, len(d), "x" in d, 1 in d.values())
print(dict(a=1, b=2), dict([("k", "v")]), dict(zip("ab", range(2))), dict.fromkeys("aba", 0), {**d, "x": 9, "new": 0})
print(list(reversed(d)), next(iter(d)), d | {"x": 5}, {} == dict())
d.clear()
print(d, bool(d))
