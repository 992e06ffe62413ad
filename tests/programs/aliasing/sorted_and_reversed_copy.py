"""sorted, reversed and comprehensions make new lists; sort and reverse change in place and return None."""

a = [3, 1, 2]
b = sorted(a)
c = list(reversed(a))
d = [x for x in a]
print(a.sort(), a.reverse())
a.append(0)
print(a, b, c, d)
