"""iter, next, and classes with __iter__ and __next__."""


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1


print(list(Countdown(3)), sum(Countdown(4)), [x * 2 for x in Countdown(2)], 2 in Countdown(3), max(Countdown(5)))
c = Countdown(3)
print(next(c))
for x in c:
    print("rest", x)
print(list(c), next(c, "end"))
it = iter([1, 2, 3])
print(next(it), list(it), next(it, None))
pairs = iter("abcd")
print(list(zip(pairs, pairs)))
first, *rest = Countdown(3)
print(first, rest)


class Squares:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return (i * i for i in range(self.n))


s = Squares(3)
print(list(s), list(s), dict(zip("abc", s)))
