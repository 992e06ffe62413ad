"""Reversing by slice, reversed, loop, insert, stack, recursion and swap; sources stay as they were."""


def by_loop(xs):
    out = []
    for i in range(len(xs) - 1, -1, -1):
        out.append(xs[i])
    return out


def by_insert(xs):
    out = []
    for x in xs:
        out.insert(0, x)
    return out


def by_stack(xs):
    stack = list(xs)
    out = []
    while stack:
        out.append(stack.pop())
    return out


def by_recursion(xs):
    return [] if not xs else by_recursion(xs[1:]) + [xs[0]]


def by_swap(xs):
    xs = xs[:]
    i, j = 0, len(xs) - 1
    while i < j:
        xs[i], xs[j] = xs[j], xs[i]
        i, j = i + 1, j - 1
    return xs


def by_reverse(xs):
    xs = xs.copy()
    xs.reverse()
    return xs


for data in ([1, 2, 3], [], ["a"], [[1], [2]], [None, 1.5, "x"]):
    outs = [data[::-1], list(reversed(data))] + [f(data) for f in (by_loop, by_insert, by_stack, by_recursion, by_swap, by_reverse)]
    print(outs[0], all(o == outs[0] for o in outs), data)
