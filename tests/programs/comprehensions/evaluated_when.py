"""The first iterable is evaluated at once, the rest and the body later."""

log = []


def source(name, n):
    log.append(name)
    return range(n)


g = (x + y for x in source("first", 2) for y in source("second", 2))
print(log)
print(list(g), log)
items = [1, 2]
h = (i * 10 for i in items)
items.append(3)
print(list(h))
k = 1
lazy = (i * k for i in [1, 2])
k = 100
print(list(lazy))
