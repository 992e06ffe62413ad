"""pop(0) and insert(0) on lists, popleft on deques, in moderate numbers."""

from collections import deque

q = deque(range(100_000))
total = 0
while q:
    total += q.popleft() * (len(q) % 3)
print(total)
a = list(range(3_000))
out = []
while a:
    out.append(a.pop(0))
    if len(a) > 1 and len(out) % 2:
        out.append(a.pop())
for i in range(1_000):
    out.insert(0, i)
print(len(out), out[:3], out[-3:], sum(out))
