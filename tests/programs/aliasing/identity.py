"""is and is not on objects, lists and None."""


class Thing:
    pass


a, b = Thing(), Thing()
c = a
print(a is b, a is c, a == b, a == c, a is not b)
x, y = [], []
print(x is y, x == y, x is x)
d = {"k": x}
print(d["k"] is x, d.get("k") is x, d.get("m") is None)
t = (x, y)
print(t[0] is x, t[1] is x)
print(None is None, a is None, x is not None)
