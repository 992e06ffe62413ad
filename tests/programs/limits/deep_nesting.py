"""A list nested 20,000 deep."""

a = []
for i in range(20_000):
    a = [a]
depth = 0
b = a
while b:
    b = b[0]
    depth += 1
print(depth)
a = None
print("dropped")
