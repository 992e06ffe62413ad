"""Tuples: printing, indexing, count, unpacking, concatenation, as records."""

t = (1, "two", 3.0, None, (4, 5))
print(t, len(t), t[0], t[-1][1], t[1:3], t[::-1], (1,), (), tuple([1, 2]), tuple("ab"), 1 in t, t.count(1), t.index("two"))
a, (b, c) = 1, (2, 3)
print(a, b, c, (1, 2) + (3,), (0,) * 3, (1, 2) * 2, (1, [2]) == (1, [2]))
for name, (x, y) in [("p", (1, 2)), ("q", (3, 4))]:
    print(name, x + y)
print(max((1, 5), (1, 3)), hash((1, 2)) == hash((1, 2)), {(1, 2): "v"}[1, 2], isinstance(t, tuple), type(t).__name__)
x = 5,
print(x, bool(()), bool((0,)), sorted([(1, "b"), (1, "a"), (0, "z")]), divmod(7, 2)[0])
