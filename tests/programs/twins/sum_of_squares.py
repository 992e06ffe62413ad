"""One function written in eight ways; every one must give the same."""

from functools import reduce


def loop(values):
    total = 0
    for v in values:
        total += v * v
    return total


def indexed(values):
    total = 0
    for i in range(len(values)):
        total = total + values[i] ** 2
    return total


def while_loop(values: list[int]) -> int:
    total: int = 0
    i: int = 0
    while i < len(values):
        total += values[i] * values[i]
        i += 1
    return total


def comprehension(values):
    return sum([v**2 for v in values])


def generator(values):
    return sum(v * v for v in values)


def mapped(values):
    return sum(map(lambda v: v * v, values))


def reduced(values):
    return reduce(lambda total, v: total + v * v, values, 0)


def recursive(values):
    return 0 if not values else values[0] ** 2 + recursive(values[1:])


ways = [loop, indexed, while_loop, comprehension, generator, mapped, reduced, recursive]
for data in ([1, 2, 3], [], [2**40, 2**40, -1], [-5], list(range(50)), [2**62] * 3):
    print([f(data) for f in ways])
