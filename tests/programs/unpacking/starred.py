"""Starred targets in every place."""

a, *b = [1, 2, 3]
*c, d = "xyz"
e, *f, g = range(5)
h, *i = (1,)
print(a, b, c, d, e, f, g, h, i)
(j, k), *rest = [(1, 2), (3, 4), (5, 6)]
print(j, k, rest)
for first, *others in [(1, 2, 3), [4], "ab"]:
    print(first, others)
head, *_, tail = sorted([3, 1, 2])
print(head, tail)
[x, [y, *z]] = [1, [2, 3, 4]]
print(x, y, z)
