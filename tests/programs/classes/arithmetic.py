"""Arithmetic dunders, reflected and in-place ones, unary."""


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y)

    def __mul__(self, k):
        return Vector(self.x * k, self.y * k)

    def __rmul__(self, k):
        return self * k

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __bool__(self):
        return bool(self.x or self.y)

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __repr__(self):
        return f"<{self.x}, {self.y}>"


a, b = Vector(1, 2), Vector(3, 4)
c = a
print(a + b, a - b, a * 2, 3 * a, -a, abs(b), bool(a), bool(a - a), a @ b, "yes" if a else "no")
a += b
print(a, c, a is c)
b *= 2
print(b, sum([Vector(1, 1), Vector(2, 2)], Vector(0, 0)))
