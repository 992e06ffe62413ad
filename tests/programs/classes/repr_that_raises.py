"""Exceptions raised while an object makes its own text, wherever the text is asked for."""


class Part:
    made = 0

    def __init__(self, name, broken=False):
        self.name = name
        self.broken = broken

    def __repr__(self):
        Part.made += 1
        if self.broken:
            raise ValueError(f"no text for {self.name}")
        return f"<{self.name}>"


class Tree:
    def __init__(self, value, children=None):
        self.value = value
        self.children = children or []

    def __str__(self):
        if not self.children:
            return str(self.value)
        return f"{self.value}({', '.join(str(c) for c in self.children)})"

    def __repr__(self):
        return f"Tree[{self.value!r}, {self.children!r}]"


def attempt(task):
    try:
        return task()
    except ValueError as error:
        return f"caught {error}"


good, bad = Part("good"), Part("bad", True)
print(attempt(lambda: str(good)))
print(attempt(lambda: str(bad)))
print(attempt(lambda: repr([good, good])))
print(attempt(lambda: repr([good, bad, good])))
print(Part.made)
print(attempt(lambda: f"{good} and {[bad]} and {good}"))
print(attempt(lambda: "{} {}".format(good, {1: bad})))
print(attempt(lambda: ", ".join(map(str, [good, bad]))))
print(Part.made)

try:
    print("start", good, [bad], good)
except ValueError as error:
    print()
    print("left by", error)

try:
    print([good, (good, bad)])
except ValueError as error:
    print("nothing printed,", error)

try:
    print(good, [good], sep=" / ", end=" /\n")
    print("one", bad, sep="; ", end="!\n")
except ValueError as error:
    print("|", error)
finally:
    print("after all")

print([good, good], (good,), {"k": good})
print(Tree(1, [Tree(2), Tree(3, [Tree(4)])]))
print([Tree(1, [Tree(2)])])
loop = Tree(0)
loop.children.append(loop)
try:
    print(str(loop)[:10])
except RecursionError:
    print("too deep")
