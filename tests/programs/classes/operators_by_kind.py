"""Operators whose operands are of several kinds: each by its own rule, left before right, errors included."""


class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __mul__(self, other):
        if isinstance(other, Vec):
            return self.x * other.x + self.y * other.y
        return Vec(self.x * other, self.y * other)

    def __rmul__(self, other):
        return Vec(other * self.x, other * self.y)

    def __sub__(self, other):
        return Vec(self.x - other.x, self.y - other.y)

    def __repr__(self):
        return f"Vec({self.x}, {self.y})"


class Text:
    def __init__(self, text):
        self.text = text

    def __sub__(self, other):
        return self.text + "-"


def said(value):
    print("operand", value)
    return value


for factor in [2, Vec(1, 2), 0.5]:
    print(Vec(3, 4) * factor, factor * Vec(1, 1))
    print(said(Vec(0, 1)) * said(factor))
for value in [Vec(5, 5), Text("a")]:
    print(value - Vec(1, 2))
for value in [7, Text("b"), Vec(1, 1)]:
    try:
        print(value - Vec(0, 1))
    except TypeError as error:
        print(error)
