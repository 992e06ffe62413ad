"""Objects that hold each other, and a list that holds itself through an object."""


class Person:
    def __init__(self, name):
        self.name = name
        self.friends = []
        self.best = None

    def befriend(self, other):
        self.friends.append(other)
        other.friends.append(self)


a, b, c = Person("a"), Person("b"), Person("c")
a.befriend(b)
b.befriend(c)
a.best = b
b.best = a
print([f.name for f in b.friends], a.best.best is a, a.best.best.best.name, b in a.friends, c in a.friends, a.friends[0].friends[1].name)
a.best.name = "bob"
print([f.name for p in (a, b, c) for f in p.friends])
