"""Looping over a copy while the original changes."""

a = [1, 2, 3, 4]
for x in a[:]:
    a.remove(x)
print(a)

d = {"a": 1, "b": 2, "c": 3}
for key in list(d):
    if d[key] % 2:
        del d[key]
print(d)
for key, value in list(d.items()):
    d[key + key] = value * 10
print(d)

s = {1, 2, 3}
for x in sorted(s):
    s.discard(x)
    s.add(x * 10)
print(sorted(s))
