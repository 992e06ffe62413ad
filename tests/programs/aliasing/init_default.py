"""A default list in __init__ is shared by all objects made without one."""


class Basket:
    def __init__(self, items=[]):
        self.items = items

    def add(self, x):
        self.items.append(x)


class Fixed:
    def __init__(self, items=None):
        self.items = items if items is not None else []

    def add(self, x):
        self.items.append(x)


a, b, c = Basket(), Basket(), Basket(["own"])
a.add(1)
b.add(2)
c.add(3)
print(a.items, b.items, c.items, a.items is b.items)
d, e = Fixed(), Fixed()
d.add(1)
e.add(2)
print(d.items, e.items)
