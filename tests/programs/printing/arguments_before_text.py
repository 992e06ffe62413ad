"""print evaluates all its arguments before it writes the first; a change in a later one shows in an earlier."""


class Box:
    def __init__(self):
        self.n = 0
        self.items = []

    def add(self, x):
        self.n += 1
        self.items.append(x)
        return len(self.items)

    def __repr__(self):
        return f"Box({self.n}, {self.items})"


b = Box()
print(b, b.add("x"), b)
print([b], b.add("y"), b.n, b.items)
a = [1]
print(a, a.append(2), a)
d = {"k": 1}
print(d, d.update(k=2), d["k"], d.pop("k"), d)


def shout(x):
    print("in", x)
    return x


print(shout(1), shout(2))
print(a.pop(), a.pop(), a)
