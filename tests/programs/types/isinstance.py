"""isinstance and type over the built-in types, bool and int above all."""

values = [1, True, 1.0, "s", b"b", None, [1], (1,), {1}, {1: 1}, frozenset(), range(2)]
for v in values:
    print(type(v).__name__, isinstance(v, int), isinstance(v, (float, str)), isinstance(v, (list, tuple, set)), isinstance(v, dict), type(v) is int, type(v) == list)


def depth(x):
    return 1 + max(map(depth, x), default=0) if isinstance(x, list) else 0


print(depth([]), depth(5), depth([1, [2, [3]]]), type(5), type("a"), type(None), int, [str, list])
