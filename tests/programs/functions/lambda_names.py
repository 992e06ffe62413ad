"""A lambda's own names, and a generator's, hide variables that change."""

from itertools import islice, takewhile

x = 1
for x in range(3):
    pass
print(list(takewhile(lambda x: x < 3, [1, 2, 5])), x)
fs = [lambda x: x * 2, lambda y: y + 1]
print([f(2) for f in fs])
squares = (x * x for x in range(4))
print(list(islice(squares, 3)), x)
