"""Instances are shared like lists."""


class Box:
    def __init__(self, value):
        self.value = value
        self.items = []


def change(box):
    box.value += 1
    box.items.append(box.value)


a = Box(1)
b = a
boxes = [a, b, Box(5)]
change(a)
change(b)
for box in boxes:
    change(box)
print(a.value, b.value, a.items, [box.value for box in boxes], a is b)
held = a.items
a.items = []
held.append("old")
print(a.items, held)
