"""__eq__ with __hash__ in dicts and sets; != follows ==; no __eq__ is identity."""


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        if not isinstance(other, Point):
            return NotImplemented
        return self.x == other.x and self.y == other.y

    def __hash__(self):
        return hash((self.x, self.y))

    def __repr__(self):
        return f"P{self.x}{self.y}"


class Plain:
    pass


class EqOnly:
    def __eq__(self, other):
        return True


a, b, c = Point(1, 2), Point(1, 2), Point(2, 1)
print(a == b, a != b, a == c, a is b, a in [b], [a, c].index(b), a == 5, a != "x", [a] == [b], (a, 1) == (b, 1), {1: a} == {1: b})
d = {a: "first"}
d[b] = "second"
print(d, len({a, b, c}), c in d, [a, c, a].count(b))
p, q = Plain(), Plain()
print(p == q, p == p, p != q, p in [q], len({p, q}), {p: 1}[p])
try:
    {EqOnly(): 1}
except TypeError as error:
    print(error)
