"""A tuple cannot change, the list in it can."""

t = (1, [2, 3])
u = t
t[1].append(4)
print(t, u, t == u)
inner = t[1]
inner[0] = "x"
print(u)
v = t + (5,)
v[1].pop()
print(t, v)
