"""and, or as values of several kinds."""

def p(n):
    return n == 1 or n * p(n - 1)
print(p(1), p(4))
def q(n):
    return n > 0 and n * 2
print(q(3), q(-1))
x = 5
y = x > 3 and "big"
print(y)
z = None or 0 or "last"
print(z)
def first(a, b):
    return a or b
print(first(0, "x"), first([], [1]), first("", 3))
