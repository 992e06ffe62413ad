"""Recursion 950 deep, by a function, a method and a closure."""


def count(n):
    return 0 if n == 0 else 1 + count(n - 1)


class Counter:
    def down(self, n):
        if n:
            return self.down(n - 1) + [n]
        return []


def outer(n):
    def inner(k):
        return k if k == 0 else inner(k - 1)

    return inner(n)


print(count(950), len(Counter().down(950)), outer(950))
