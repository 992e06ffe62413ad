"""lru_cache and cache: results are kept, so the body runs once per arguments."""

import functools
from functools import cache, lru_cache


@lru_cache(maxsize=None)
def fib(n):
    print("fib", n)
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


@cache
def ways(total, coins):
    if total == 0:
        return 1
    if total < 0 or not coins:
        return 0
    return ways(total - coins[0], coins) + ways(total, coins[1:])


@functools.lru_cache(maxsize=2)
def small(x, y=1):
    print("small", x, y)
    return x * y


class Grid:
    def __init__(self, width):
        self.width = width

    @cache
    def paths(self, x, y):
        if x == 0 or y == 0:
            return 1
        return self.paths(x - 1, y) + self.paths(x, y - 1)


def longest(a, b):
    @lru_cache(None)
    def walk(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + walk(i + 1, j + 1)
        return max(walk(i + 1, j), walk(i, j + 1))

    return walk(0, 0)


print(fib(5), fib(5), fib(6))
print(ways(60, (50, 25, 10, 5, 1)))
print(small(1), small(2), small(1), small(3), small(2))
print(Grid(3).paths(16, 16))
print(longest("nematode knowledge", "empty bottle"), longest("abc", "xyz"))
