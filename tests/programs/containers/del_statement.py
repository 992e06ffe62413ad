"""del on names, items, slices, attributes."""

a = [0, 1, 2, 3, 4]
del a[1], a[-1]
print(a)
d = {"x": 1, "y": 2}
del d["x"]
print(d)
x = 5
del x
try:
    print(x)
except NameError as error:
    print(error)


class Thing:
    def __init__(self):
        self.value = 1


t = Thing()
del t.value
try:
    print(t.value)
except AttributeError as error:
    print(error)
try:
    del d["nope"]
except KeyError as error:
    print("KeyError", error)
