"""Methods that return self, and functions that return their argument."""


class Builder:
    def __init__(self):
        self.parts = []

    def add(self, part):
        self.parts.append(part)
        return self

    def copy(self):
        other = Builder()
        other.parts = self.parts[:]
        return other


def same(x):
    return x


a = Builder().add(1)
b = a.add(2)
c = a.copy().add(3)
print(a.parts, b.parts, c.parts, a is b, same(a) is a)
items = [1]
same(items).append(2)
(items if items else []).append(3)
[items, items][1].append(4)
(lambda x: x)(items).append(5)
print(items)
x = items or [0]
x.append(6)
print(items, x is items)
