"""map, filter, reduce, functions that take and return functions."""

from functools import reduce


def apply(f, n, x):
    for _ in range(n):
        x = f(x)
    return x


def pipeline(value, *steps):
    for step in steps:
        value = step(value)
    return value


def my_map(f, items):
    return [f(x) for x in items]


print(apply(lambda x: x * 2, 5, 1), apply(lambda s: s + "!", 2, "hi"), pipeline(5, str, len), pipeline([3, 1], sorted, tuple))
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + [b], "abc", []), reduce(max, [3, 9, 2]), reduce(lambda a, b: a + b, [], 0))
print(my_map(len, ["a", "bb"]), my_map(str, [1, 2]), list(map(pow, [2, 3], [3, 2])), list(map(lambda x, y: (y, x), "ab", [1, 2])), sum(map(abs, [-1, 2])))
try:
    reduce(lambda a, b: a, [])
except TypeError as error:
    print(error)
