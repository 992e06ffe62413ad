"""A slice is a new list with the same elements."""

a = [[1], [2], [3]]
b = a[:]
b.append([4])
b[0].append(10)
print(a, b)
c = a[1:]
c[0] = "new"
print(a, c)
d = list(a)
d[1] = 0
d[2].append(30)
print(a, d)
e = a.copy()
e.clear()
print(a, e)
