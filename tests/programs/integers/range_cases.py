"""range: bounds, steps, membership, indexing, slices, equality, len."""

print(list(range(5)), list(range(2, 5)), list(range(5, 2)), list(range(5, 2, -1)))
print(list(range(0, 10, 3)), list(range(10, 0, -3)), list(range(-3, 3)), list(range(0)))
r = range(2, 20, 3)
print(len(r), r[0], r[-1], r[2], 5 in r, 6 in r, r.index(8), r.count(8))
print(r[1:3], list(r[::-1]), r == range(2, 19, 3), range(0) == range(5, 2))
print(r, range(3), repr(range(1, 2)), r.start, r.stop, r.step)
print(sum(range(101)), max(range(5)), min(range(3, 9)), list(reversed(range(4))))
print(len(range(10**18)), 10**17 in range(10**18))
for bad in (0,):
    try:
        range(1, 2, bad)
    except ValueError as error:
        print(error)
try:
    r[100]
except IndexError as error:
    print(error)
n = 3
for i in range(n):
    n = 100
    i += 50
print(i, n)
