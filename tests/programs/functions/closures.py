"""Closures keep and change state; two from one maker are independent."""


def counter():
    count = 0

    def step(by=1):
        nonlocal count
        count += by
        return count

    return step


def accumulator():
    items = []

    def add(x):
        items.append(x)
        return items

    return add


def compose(*fs):
    def run(x):
        for f in reversed(fs):
            x = f(x)
        return x

    return run


def power(n):
    return lambda x: x**n


a, b = counter(), counter()
print(a(), a(5), b(), a())
add = accumulator()
add(1)
held = add(2)
held.append("outside")
print(add(3))
print(compose(str, lambda x: x + 1, abs)(-5), [power(n)(3) for n in range(4)], compose()(7))
