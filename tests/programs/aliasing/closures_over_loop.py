"""Closures see the variable, not the value it had."""

functions = []
for i in range(3):
    functions.append(lambda: i)
print([f() for f in functions])

bound = []
for i in range(3):
    bound.append(lambda i=i: i)
print([f() for f in bound])


def makers():
    result = []
    for n in (10, 20):

        def get():
            return n

        result.append(get)
    n = 30
    return result


print([f() for f in makers()])
comp = [lambda: k for k in range(3)]
print([f() for f in comp])
