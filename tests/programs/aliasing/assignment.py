"""Assignment shares; it never copies."""

a = [1, 2]
b = a
b.append(3)
print(a, b, a is b)
b = b + [4]
print(a, b, a is b)
c = a
c += [5]
print(a, c, a is c)
c = c[:]
c.append(6)
print(a, c)
