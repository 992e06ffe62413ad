"""collections.defaultdict makes entries when they are read."""

from collections import defaultdict

d = defaultdict(list)
d["a"].append(1)
d["b"]
print(d, dict(d), len(d), d.get("zz"), "zz" in d, len(d))
n = defaultdict(int)
for ch in "banana":
    n[ch] += 1
print(n, sorted(n.items()), n["new"], n)
nested = defaultdict(lambda: defaultdict(int))
nested["x"]["y"] += 2
print(nested["x"]["y"], nested["q"]["r"], sorted(nested), {k: dict(v) for k, v in nested.items()})
s = defaultdict(set)
s[1].add("a")
s[1].add("a")
print(s, s[1], defaultdict(lambda: 7)["any"], d == {"a": [1], "b": []})
