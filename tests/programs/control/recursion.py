"""Recursion: mutual, on lists, with memo, Ackermann, permutations."""


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def permutations(items):
    if len(items) <= 1:
        return [items]
    result = []
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1 :]):
            result.append([items[i]] + rest)
    return result


def hanoi(n, a="A", b="B", c="C"):
    if n == 0:
        return []
    return hanoi(n - 1, a, c, b) + [(a, c)] + hanoi(n - 1, b, a, c)


def power_set(s):
    if not s:
        return [[]]
    rest = power_set(s[1:])
    return rest + [[s[0]] + r for r in rest]


def flatten(x):
    return [y for item in x for y in flatten(item)] if isinstance(x, list) else [x]


print(even(10), odd(7), ackermann(2, 3), permutations([1, 2, 3]), hanoi(3), power_set([1, 2, 3]))
print(flatten([1, [2, [3, []], 4]]))
