"""__radd__, __truediv__, __floordiv__, __mod__, __pow__, __int__, __float__, with ints on either side."""

from math import gcd


class Fraction:
    def __init__(self, n, d=1):
        if d == 0:
            raise ZeroDivisionError(f"Fraction({n}, 0)")
        g = gcd(n, d) * (1 if d > 0 else -1)
        self.n, self.d = n // g, d // g

    @staticmethod
    def of(x):
        return x if isinstance(x, Fraction) else Fraction(x)

    def __add__(self, other):
        o = Fraction.of(other)
        return Fraction(self.n * o.d + o.n * self.d, self.d * o.d)

    __radd__ = __add__

    def __mul__(self, other):
        o = Fraction.of(other)
        return Fraction(self.n * o.n, self.d * o.d)

    def __truediv__(self, other):
        o = Fraction.of(other)
        return Fraction(self.n * o.d, self.d * o.n)

    def __rtruediv__(self, other):
        return Fraction(other) / self

    def __pow__(self, k):
        return Fraction(self.n**k, self.d**k)

    def __float__(self):
        return self.n / self.d

    def __eq__(self, other):
        o = Fraction.of(other)
        return (self.n, self.d) == (o.n, o.d)

    def __str__(self):
        return f"{self.n}/{self.d}"


h = Fraction(1, 2)
print(h + 1, 1 + h, h * 3, h / 2, 1 / h, h**3, float(h), h == Fraction(2, 4), Fraction(4, 2) == 2, sum([h, h, h]), Fraction(3, -6))
try:
    h / 0
except ZeroDivisionError as error:
    print(error)
