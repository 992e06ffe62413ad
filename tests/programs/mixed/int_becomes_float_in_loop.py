"""A variable that is an int until some iteration makes it a float."""


def grow(steps):
    x = 1
    for s in steps:
        x = x * s
    return x


def average(values):
    mean = 0
    n = 0
    for v in values:
        n += 1
        mean = mean + (v - mean) / n
    return mean


def balance(start, changes):
    total = start
    for c in changes:
        total += c
    return total


print(grow([2, 3]), grow([2, 0.5]), grow([]), grow([2.0]), average([]), average([1, 2, 3]), balance(10, [1, -2]), balance(10, [0.25]), balance(10.0, []))
