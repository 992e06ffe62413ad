"""Missing attributes and methods, hasattr, getattr."""


class Thing:
    def __init__(self):
        self.a = 1


t = Thing()
print(hasattr(t, "a"), hasattr(t, "b"), getattr(t, "a"), getattr(t, "b", "default"))
try:
    t.b
except AttributeError as error:
    print(error)
t.b = 5
print(t.b, hasattr(t, "b"))
setattr(t, "c", 6)
print(t.c, t.__dict__)
x = None
try:
    x.foo
except AttributeError as error:
    print(error)
