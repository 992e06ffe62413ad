"""Empty lists and dicts whose element type shows only later."""


def collect(n):
    evens, odds, words = [], [], {}
    for i in range(n):
        (evens if i % 2 == 0 else odds).append(i)
        words[i] = []
    for i in odds:
        words[i].append(str(i))
    return evens, odds, words


def make():
    return []


a = make()
b = make()
a.append(1)
b.append("x")
print(collect(4), a, b, make(), [[]] + [[1]], {} or [], ([], {}, set()))
table = [[] for _ in range(3)]
table[1].append((1, "z"))
print(table)
cache = {}


def fib(n):
    if n in cache:
        return cache[n]
    cache[n] = n if n < 2 else fib(n - 1) + fib(n - 2)
    return cache[n]


print(fib(100), len(cache))
