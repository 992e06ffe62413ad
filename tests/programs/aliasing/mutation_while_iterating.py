"""A list that changes under its own loop: by index, as CPython does it."""

a = [1, 2, 3, 4, 5, 6]
for x in a:
    if x % 2 == 0:
        a.remove(x)
    else:
        print("saw", x)
print(a)

b = [1]
for x in b:
    if x < 6:
        b.append(x + 1)
print(b)

c = [1, 2, 3, 4]
seen = []
for x in c:
    seen.append(x)
    c.pop(0)
print(seen, c)

d = [3, 2, 1]
for i, x in enumerate(d):
    d[i] = x * 10
    if i == 0:
        d[2] = 7
print(d)
