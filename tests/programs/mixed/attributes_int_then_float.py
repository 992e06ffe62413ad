"""Attributes that start as an int and become a float, or None and then a number."""


class Stats:
    def __init__(self):
        self.total = 0
        self.mean = 0
        self.low = None
        self.seen = []

    def add(self, x):
        self.seen.append(x)
        self.total += x
        self.mean = self.total / len(self.seen)
        if self.low is None or x < self.low:
            self.low = x


s, t = Stats(), Stats()
print(s.total, s.mean, s.low)
for x in (3, 1.5, 2):
    s.add(x)
    print(s.total, s.mean, s.low)
t.add(4)
print(t.total, t.mean, t.low, t.seen, s.seen)
