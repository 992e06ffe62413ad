"""Decorators of a program's own: state, options, attributes, methods, generators, registries, stacks."""

import functools
from functools import wraps

registry = {}
trail = []


def register(name):
    def enter(fn):
        registry[name] = fn
        return fn

    return enter


def traced(fn):
    """Notes every call."""

    @wraps(fn)
    def wrapper(*args, **kwargs):
        trail.append(fn.__name__)
        result = fn(*args, **kwargs)
        trail.append(f"{fn.__name__} -> {result}")
        return result

    return wrapper


def counted(fn):
    calls = 0

    def wrapper(*args, **kwargs):
        nonlocal calls
        calls += 1
        if calls > 2:
            return -calls
        return fn(*args, **kwargs)

    return wrapper


def tally(fn):
    @functools.wraps(fn)
    def wrapper(*args):
        wrapper.calls += 1
        return fn(*args)

    wrapper.calls = 0
    return wrapper


def memo(fn):
    cache = {}

    def inner(*args):
        if args not in cache:
            cache[args] = fn(*args)
        return cache[args]

    return inner


def repeat(times, sep=", "):
    def decorate(fn):
        @wraps(fn)
        def wrapper(*args, **kwargs):
            parts = []
            for _ in range(times):
                parts.append(str(fn(*args, **kwargs)))
            return sep.join(parts)

        return wrapper

    return decorate


def safely(default=None):
    def decorate(fn):
        def wrapper(*args, **kwargs):
            try:
                return fn(*args, **kwargs)
            except (ZeroDivisionError, ValueError) as error:
                print("caught", error)
                return default

        return wrapper

    return decorate


def checked(method):
    def wrapper(self, *args, **kwargs):
        if self.closed:
            raise RuntimeError(f"{method.__name__} on closed account")
        return method(self, *args, **kwargs)

    return wrapper


def doubled(fn):
    def inner(x, y=10):
        return fn(x, y) * 2

    return inner


def announced(fn):
    print("decorating", fn.__name__)

    def inner(*args):
        print("call", args)
        return fn(*args)

    return inner


@register("double")
def double(x):
    return x * 2


@register("square")
def square(x):
    return x * x


@traced
def power(base, exponent=2, *, offset=0):
    return base**exponent + offset


@counted
def add(a, b):
    return a + b


@counted
def sub(a, b):
    return a - b


@tally
def fact(n):
    return 1 if n < 2 else n * fact(n - 1)


@memo
def slow(a, b):
    print("computing", a, b)
    return a * b


@memo
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


@repeat(3)
def greet(name, mark="!"):
    return name + mark


@traced
@repeat(2, sep="-")
def word(text):
    return text.upper()


@safely(default=0.0)
def divide(a, b):
    return a / b


@safely()
def parse(text):
    return int(text)


@doubled
def scale(a, b):
    return a * b


@announced
def pair(a, b):
    return (a, b)


class Account:
    def __init__(self, balance):
        self.balance = balance
        self.closed = False

    @checked
    def deposit(self, amount, note=""):
        self.balance += amount
        return f"{note}{self.balance}"

    @repeat(2, sep="|")
    def show(self):
        return self.balance

    @property
    @checked
    def doubled(self):
        return self.balance * 2


@traced
def countdown(n):
    while n:
        yield n
        n -= 1


print([registry[k](5) for k in ("double", "square")], double(4), square(3))
print(power(3), power(2, 3), power(2, exponent=4, offset=1), trail)
print(add(1, 2), add(b=3, a=4), add(5, 6), sub(9, 4))
print(fact(5), fact.calls, fact.__name__, add.__name__, power.__name__)
print(slow(2, 3), slow(2, 3), slow(3, 2), fib(30))
print(greet("hi"), greet("yo", mark="?"), word("a"), trail[-1])
print(divide(1, 2), divide(1, 0), parse("12"), parse("x"))
print(scale(3), scale(3, 4), pair(1, "b"))
account = Account(10)
print(account.deposit(5), account.deposit(amount=1, note="now "), account.show(), account.doubled)
account.closed = True
for task in (lambda: account.deposit(1), lambda: account.doubled):
    try:
        print(task())
    except RuntimeError as error:
        print(error)
print(type(list(countdown(3))).__name__, list(countdown(2)))


def outer(factor):
    @counted
    def scaled(x):
        return x * factor

    return [scaled(i) for i in range(4)]


print(outer(2), outer(3))
