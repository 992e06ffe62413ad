"""One cache for all kinds of arguments: with two of them 1, 1.0 and True are one key, and "1" is another."""

from functools import cache, lru_cache

calls = []


@cache
def same(x, y):
    calls.append(str(x))
    return x


@lru_cache(maxsize=2)
def small(x):
    calls.append(f"small {x}")
    return [x]


print(same(1, 0), same(1.0, 0), same(2.5, 1), same(2, 0), same(2.0, 0), same(2, 0.0))
print(calls)
print(small(1), small("a"), small(1), small("b"), small("a"))
print(calls)
