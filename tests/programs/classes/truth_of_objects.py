"""Truth of objects by __bool__ and __len__, where the program asks and where a builtin does."""


class C:
    def __init__(self, x):
        self.x = x
    def __bool__(self):
        return self.x > 0
class D:
    def __init__(self, x):
        self.x = x
    def __len__(self):
        return self.x
c = C(-1)
d = D(0)
print(any([c]), all([c]), any([d]), list(filter(None, [d, D(2)])) == [])
print(any(x for x in [c]), bool(c), not d, "y" if c else "n")
o = None if len("abc") > 2 else c
print(bool(o), any([o, c]))
u = [c, d]
print([bool(x) for x in u], any(u), all([C(1), C(0)]))
print(next((q.x for q in [c, C(5)] if q), None))
x = c or C(7)
print(x.x, (c and 3) == c)
print([1 for k in [C(1), C(0)] if k])
while c:
    break
else:
    print("else")
assert C(1)
print(bool((c,)), bool([c]))


class Fuse:
    def __init__(self, blown):
        self.blown = blown

    def __bool__(self):
        if self.blown:
            raise RuntimeError("no answer")
        return False


for fuses in [[Fuse(False)], [Fuse(False), Fuse(True)]]:
    try:
        print(any(fuses), all(fuses))
        print(not fuses[0], [f for f in fuses if f])
    except RuntimeError as error:
        print(error)
