"""Containers that change under a loop, through other names, attributes and calls: RuntimeError where handlers see it."""

def f(d):
    try:
        for k in d:
            d[k + 10] = 1
    except RuntimeError as e:
        print(e)
f({1: 1})
class G:
    def __init__(self):
        self.g = {1: 2}
        self.s = {1, 2}
    def grow(self):
        self.g[len(self.g) + 5] = 1
    def run(self):
        for k in self.g.keys():
            self.grow()
    def run2(self):
        for x in self.s:
            self.s.add(x + 10)
for m in ("run", "run2"):
    try:
        g = G()
        if m == "run": g.run()
        else: g.run2()
    except RuntimeError as e:
        print(m, e)
from collections import deque
q = deque([1, 2])
try:
    for x in q:
        q.append(x)
except RuntimeError as e:
    print(e)
d = {1: 1}
def gen(s):
    for x in s:
        yield x
s = {1, 2, 3}
try:
    for x in gen(s):
        s.add(x + 100)
except RuntimeError as e:
    print(e)
d = {1: 1, 2: 2}
try:
    for a, b in d.items():
        e2 = d
        e2[a + 7] = b
except RuntimeError as e:
    print(e)

from collections import defaultdict, Counter
dd = defaultdict(list)
dd["a"].append(1)
try:
    for k in dd:
        dd[k + "x"].append(2)
except RuntimeError as e:
    print(e)
c = Counter("ab")
try:
    for k, v in c.items():
        c[k + "z"] += v
except RuntimeError as e:
    print(e)
for k in dd:
    dd[k].append(3)
print(sorted(dd.items()))
