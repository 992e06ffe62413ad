"""Sets and dicts are shared by assignment, copied by copy, set(), dict() and operators."""

a = {1, 2}
b = a
c = set(a)
d = a | set()
b.add(3)
print(sorted(a), sorted(c), sorted(d))
x = {"k": [1]}
y = x
z = x.copy()
w = {**x}
y["new"] = 5
y["k"].append(2)
print(x, z, w)


def drop(mapping, key):
    mapping.pop(key, None)
    return mapping


print(drop(x, "new") is x, x, drop(z, "k"), y)
groups = {"odd": set(), "even": set()}
for n in range(5):
    groups["odd" if n % 2 else "even"].add(n)
chosen = groups["odd"]
chosen.discard(1)
print(groups)
