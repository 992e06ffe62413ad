"""Endless generators with islice, takewhile, zip and break."""

from itertools import count, islice, takewhile


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 1


print(list(islice(fibonacci(), 10)), list(takewhile(lambda x: x < 30, primes())), list(islice(fibonacci(), 90, 93)))
for i, p in zip(range(3), primes()):
    print(i, p)
for f in fibonacci():
    if f > 50:
        print(f)
        break
print(list(islice(count(5, 3), 4)), next(x for x in count() if x * x > 50))
