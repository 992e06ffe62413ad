"""__slots__ and vars."""


class P:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Q:
    def __init__(self):
        self.b = 1
        self.a = [2]


p = P(1, 2)
p.x += 5
print(p.x, p.y, vars(Q()))
try:
    p.z = 1
except AttributeError as error:
    print(error)
