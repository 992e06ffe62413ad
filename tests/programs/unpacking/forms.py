"""Unpacking: nested, starred, of strings, in loops; the order of targets; chained comparison evaluated once; errors."""

(a, b), c = (1, 2), 3
print(a, b, c)
first, *mid, last = range(6)
print(first, mid, last)
[x, [y, z]] = [1, [2, 3]]
print(x, y, z)
for i, (k, *v) in enumerate([("a", 1, 2), ("b", 3)]):
    print(i, k, v)
*init, end = "hello"
print(init, end)
h, (i, *j), k = 1, [2, 3, 4], 5
print(h, i, j, k)
d = {"a": (1, 2), "b": (3, 4)}
for key, (p, q) in d.items():
    print(key, p, q)
a = b = []
a.append(1)
print(b)
m = [1, 2, 3]
m[0], m[1] = m[1], m[0]
print(m)
i = 0
i, m[i] = 2, 9
print(i, m)
(u, v), [w, *rest] = (1, 2), "xyz"
print(u, v, w, rest)
try:
    a, b = [1, 2, 3]
except ValueError as e:
    print(e)
try:
    a, *b, c = [1]
except ValueError as e:
    print(e)
try:
    a, b = 5
except TypeError as e:
    print(e)
def t(n, calls):
    calls.append(n)
    return n
calls = []
print(t(1, calls) < t(3, calls) < t(2, calls) < t(9, calls), calls)
calls = []
print(t(5, calls) == t(5, calls) != t(6, calls) in [6, 7], calls)
