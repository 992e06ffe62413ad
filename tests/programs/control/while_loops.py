"""while with changing conditions, break, continue, pass, nested."""

n = 27
steps = 0
while n != 1:
    n = 3 * n + 1 if n % 2 else n // 2
    steps += 1
print(steps)
stack = [1, [2, [3, 4]], 5]
flat = []
while stack:
    top = stack.pop()
    if isinstance(top, list):
        stack.extend(top)
        continue
    flat.append(top)
print(flat)
low, high = 0, 1000
while low < high:
    mid = (low + high) // 2
    if mid * mid < 5000:
        low = mid + 1
    else:
        high = mid
print(low)
i = 0
while True:
    i += 1
    if i % 2:
        continue
    if i > 6:
        break
    j = i
    while j:
        j -= 2
        if j == 2:
            break
    print(i, j)
