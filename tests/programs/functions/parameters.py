"""Positional, keyword, default, star, keyword-only and positional-only parameters."""


def f(a, b=2, *args, c, d=4, **kwargs):
    return a, b, args, c, d, kwargs


def g(x, /, y, *, z=0):
    return x, y, z


def h(*args):
    return len(args), sum(args)


def k(**options):
    return sorted(options.items())


print(f(1, c=3), f(1, 5, 6, 7, c=0, e=9), f(b=1, a=2, c=3), f(*[1, 2, 3], **{"c": 5, "z": 6}))
print(g(1, 2), g(1, y=2, z=3), h(), h(1, 2, 3), h(*range(5)), k(), k(b=1, a=2))


def total(first, *rest):
    return first if not rest else first + total(*rest)


def forward(*args, **kwargs):
    return f(*args, **kwargs)


print(total(1), total(1, 2, 3), forward(1, c=2), forward(*"ab", c="c"))
