"""A name that changes type inside a loop."""

result = None
for n in [3, 1, 2]:
    if result is None:
        result = n
    else:
        result = result * 10 + n
print(result)
acc = 0
for v in [1, 2, 0.5, 4]:
    acc = acc + v
    print(acc, end=" ")
print()
state = "start"
for i in range(3):
    if i == 1:
        state = i
    print(state, end=" ")
print()
x = 1
for _ in range(3):
    x = [x]
print(x)
