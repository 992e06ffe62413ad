"""Class attributes against instance attributes, lists among them."""


class Dog:
    kind = "canine"
    tricks = []
    count = 0

    def __init__(self, name):
        self.name = name
        Dog.count += 1
        self.own = []

    def add(self, trick):
        self.tricks.append(trick)
        self.own.append(trick)


a, b = Dog("a"), Dog("b")
a.add("roll")
b.add("sit")
print(a.tricks, b.own, Dog.tricks, Dog.count, a.count)
a.kind = "other"
print(a.kind, b.kind, Dog.kind)
Dog.kind = "changed"
print(a.kind, b.kind)
a.count += 10
print(a.count, b.count, Dog.count)
b.tricks = ["mine"]
b.add("x")
print(a.tricks, b.tricks)
