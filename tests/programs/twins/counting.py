"""Counting by dict, get, setdefault, defaultdict, Counter, try and sort."""

from collections import Counter, defaultdict


def by_in(items):
    d = {}
    for x in items:
        if x in d:
            d[x] += 1
        else:
            d[x] = 1
    return d


def by_get(items):
    d = {}
    for x in items:
        d[x] = d.get(x, 0) + 1
    return d


def by_try(items):
    d = {}
    for x in items:
        try:
            d[x] += 1
        except KeyError:
            d[x] = 1
    return d


def by_setdefault(items):
    d = {}
    for x in items:
        d.setdefault(x, []).append(x)
    return {k: len(v) for k, v in d.items()}


def by_defaultdict(items):
    d = defaultdict(int)
    for x in items:
        d[x] += 1
    return dict(d)


def by_comprehension(items):
    return {x: items.count(x) for x in items}


for data in (list("mississippi"), [3, 1, 3], [], [1, 1.0, True], [(1, 2), (1, 2)]):
    results = [f(data) for f in (by_in, by_get, by_try, by_setdefault, by_defaultdict, by_comprehension)]
    print(results[0], all(r == results[0] for r in results), [list(r) for r in results[1:3]], dict(Counter(data)) == results[0])
