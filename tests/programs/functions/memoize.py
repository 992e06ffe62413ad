"""lru_cache, cache and a memo of one's own."""

from functools import cache, lru_cache

calls = []


@lru_cache(maxsize=None)
def fib(n):
    calls.append(n)
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@cache
def grid(r, c):
    return 1 if r == 0 or c == 0 else grid(r - 1, c) + grid(r, c - 1)


def memo(f):
    table = {}

    def inner(*args):
        if args not in table:
            table[args] = f(*args)
        return table[args]

    return inner


@memo
def slow(a, b):
    print("computing", a, b)
    return a * b


print(fib(80), len(calls), grid(16, 16), slow(2, 3), slow(2, 3), slow(3, 2))
