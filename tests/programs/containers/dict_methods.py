"""get, setdefault, pop, keys and items as views, comparisons."""

d = {1: "one", 2: "two"}
print(d.get(1), d.get(9), d.get(9, "?"), d.setdefault(1, "x"), d.setdefault(3, "three"), d)
keys = d.keys()
values = d.values()
d[4] = "four"
print(list(keys), list(values), len(keys), 4 in keys, keys)
print(d.items() >= {(1, "one")}, sorted(d.keys() & {1, 2, 99}), sorted(d.keys() | {7}), sorted(d.keys() - {1}))
print({1: 2, 3: 4} == {3: 4, 1: 2}, {1: 2} == {1: 3}, {1: [1]} == {1.0: [1.0]}, d != {})
for f in (lambda: d[99], lambda: d.pop(99), lambda: {}.popitem()):
    try:
        print(f())
    except KeyError as error:
        print(type(error).__name__, error, error.args)
print(max(d), min(d.values()), sorted(d, reverse=True), max(d, key=d.get), sum(d))
