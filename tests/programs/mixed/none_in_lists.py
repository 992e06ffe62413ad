"""Lists with None: filled, sorted around, compared, defaulted."""

slots = [None] * 3
slots[1] = 5
print(slots, slots.count(None), [s for s in slots if s is not None], [s or 0 for s in slots], slots.index(None), None in slots)
grid = [[None] * 2 for _ in range(2)]
grid[0][1] = "x"
print(grid, all(c is None for c in grid[1]), [[c or "." for c in row] for row in grid])
memo = [None] * 10


def fib(n):
    if n < 2:
        return n
    if memo[n] is None:
        memo[n] = fib(n - 1) + fib(n - 2)
    return memo[n]


print(fib(9), memo)
d = dict.fromkeys("abc")
d["b"] = [1]
print(d, [k for k, v in d.items() if v is None], d["a"] == d["c"], sorted(slots, key=lambda s: (s is None, s or 0)))
