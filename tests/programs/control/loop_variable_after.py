"""The loop variable lives on after the loop, and assigning to it does not steer the loop."""

for i in range(3):
    pass
print(i)
for i in []:
    pass
print(i)
for x in [1, 2, 3]:
    x *= 10
print(x)
items = ["a", "b"]
for i, item in enumerate(items):
    i += 5
print(i, item)


def last(n):
    for k in range(n):
        if k * k > 10:
            break
    return k


print(last(3), last(50))
for a, b in [(1, 2), (3, 4)]:
    a, b = b, a
print(a, b)
