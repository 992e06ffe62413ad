"""Sets of many by a star, divmod of mixed numbers."""

rows = [[1, 2, 3, 40], [2, 3, 40], [40, 3, 7]]
print(set.intersection(*map(set, rows)), set.union(*[set(r) for r in rows]), set().union(*rows), set(rows[0]).intersection(*[set(r) for r in rows[1:]]))
try:
    set.intersection(*[set(r) for r in rows[:0]])
except TypeError as e:
    print(e)
print([divmod(a, b) for a, b in [(7, 2), (7.5, 2), (-7, 2.0)]], divmod(7, 2.0))
values = [7, -7.5]
print([divmod(v, 2) for v in values], [divmod(9, v) for v in values])
try:
    print(divmod(values[0], 0))
except ZeroDivisionError as e:
    print(e)
