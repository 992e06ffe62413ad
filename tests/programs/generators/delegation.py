"""`yield from`: what the inner generator returns, in `finally` and in recursion too."""

def inner(n):
    total = 0
    for i in range(n):
        total += i
        yield i
    return total
def outer():
    a = yield from inner(3)
    b = yield from inner(4)
    yield a + b
    return "done"
print(list(outer()))
def ret_in_finally():
    try:
        yield 1
        return 7
    finally:
        print("fin")
def w():
    r = yield from ret_in_finally()
    print("r", r)
print(list(w()))
def tree(t):
    if t is None:
        return
    l, v, r = t
    yield from tree(l)
    yield v
    yield from tree(r)
print(list(tree(((None, 1, None), 2, (None, 3, None)))))
