"""Lists as stacks, deques as queues."""

from collections import deque

stack = [1]
stack.append(2)
print(stack.pop(), stack[-1], stack)
q = deque([1, 2, 3])
q.append(4)
q.appendleft(0)
print(q, q.popleft(), q.pop(), q[0], q[-1], len(q), list(q), 2 in q)
q.rotate(1)
print(q)
q.rotate(-2)
q.extend([7, 8])
q.extendleft([9, 10])
print(q, q.index(7), q.count(9), list(reversed(q)))
last = deque(maxlen=2)
for i in range(4):
    last.append(i)
print(last, last.maxlen, deque(), bool(deque()), deque("ab") == deque(["a", "b"]))
try:
    deque().popleft()
except IndexError as error:
    print(error)
q[1] = "set"
q.remove(7)
q.reverse()
print(q, q.copy() == q)
q.clear()
print(q)
