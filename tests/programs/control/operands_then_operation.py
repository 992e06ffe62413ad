"""Both operands are evaluated before the operator looks at either; a list in them shows later changes."""

a = [1]


def grow(x):
    a.append(x)
    return [x]


print(a + grow(2), a)
print([a, grow(3), a], (a, grow(4)))
print(a == grow(5) + [1], len(a) + len(grow(6)) + len(a), a[0] + a.pop() + a.pop())
n = 1


def change():
    global n
    n = 10
    return 1


print(n + change() + n, [n, change()])
n = 1
print((n, change(), n), {n: change(), n + 1: n})
x = [0, 0]
i = 0


def step():
    global i
    i += 1
    return i


x[i] = step()
print(x, i)
x[step() - 2], x[0] = step(), step()
print(x, i)


def f(a, b, c=0):
    return a, b, c


print(f(n, change(), n), f(c=step(), a=step(), b=i))
