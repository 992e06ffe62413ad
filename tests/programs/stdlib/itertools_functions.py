"""itertools with functions, starts, fills and copies."""

from itertools import accumulate, chain, count, islice, starmap, tee, zip_longest

print(list(accumulate([1, 2, 3])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(accumulate("abc")))
print(list(accumulate([1, 2], initial=5)), list(accumulate([], initial=5)), list(accumulate([1.5, 2])), list(accumulate([5, 2], func=lambda a, b: a / b)), list(accumulate([[1], [2]])))
a, b = tee([1, 2, 3])
print(next(a), list(b), list(a))
x, y, z = tee("ab", 3)
print(list(x), next(y), list(z), list(y))
print(list(zip_longest([1, 2, 3], "a", [True, False])), list(zip_longest([1], [2, 3], [4], "xyz", fillvalue=0)))
print(list(islice(count(0.5, 0.25), 4)), list(starmap(pow, [(2, 3), (3, 2)])))
log = []


def note(p, q):
    log.append(p)
    return p + q


s = starmap(note, [(1, 2), (3, 4)])
print(log, next(s), log, next(s, None), next(s, None))
t = accumulate([1, 2, 3], note)
print(log, next(t), next(t), log)
try:
    list(accumulate([1, 0], lambda p, q: p // q))
except ZeroDivisionError as e:
    print(e)
