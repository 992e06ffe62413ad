"""copy and deepcopy: what stays shared."""

import copy

a = [[1], {"k": [2]}, 3]
b = copy.copy(a)
c = copy.deepcopy(a)
a[0].append("x")
a[1]["k"].append("y")
a.append("z")
print(a, b, c)
shared = [0]
d = copy.deepcopy([shared, shared])
d[0].append(1)
print(d, shared)


class Box:
    def __init__(self, items):
        self.items = items


p = Box([1])
q, r = copy.copy(p), copy.deepcopy(p)
p.items.append(2)
print(q.items, r.items)
