"""What generators return, take by send and throw, and do when they are closed; generators as context managers."""

def inner(n):
    total = 0
    for i in range(n):
        total += i
        yield i
    return total
g = inner(1)
print(next(g))
try:
    next(g)
except StopIteration as s:
    print("value", s.value)
try:
    next(g)
except StopIteration as s:
    print("value", s.value)
def average():
    total, n, mean = 0, 0, None
    while True:
        x = yield mean
        total += x
        n += 1
        mean = total / n
a = average()
next(a)
print(a.send(10), a.send(20), a.send(0))
a.close()
try:
    next(a)
except StopIteration:
    print("closed")
def guarded(values):
    try:
        for v in values:
            try:
                yield 10 // v
            except ZeroDivisionError:
                yield None
    finally:
        print("cleanup")
print(list(guarded([5, 0, 2])))
for x in guarded([1, 2, 3]):
    if x == 5:
        break
    print(x)
print("after break")
def catching():
    while True:
        try:
            x = yield "ready"
            print("got", x)
        except ValueError as e:
            print("caught", e)
c = catching()
print(next(c))
print(c.send(1))
print(c.throw(ValueError("oops")))
try:
    c.throw(KeyError("k"))
except KeyError as e:
    print("out", e)
class Res:
    def __init__(self, n): self.n = n
    def __enter__(self):
        print("enter", self.n)
        return self
    def __exit__(self, *exc):
        print("exit", self.n)
        return False
def use():
    with Res(1) as r:
        yield r.n
        yield r.n + 1
print(list(use()))
h = use()
print(next(h))
h.close()
print("closed h")
from contextlib import contextmanager
@contextmanager
def section(name):
    print("begin", name)
    try:
        yield name.upper()
    finally:
        print("end", name)
with section("a") as s:
    print("in", s)
try:
    with section("b"):
        raise ValueError("inside")
except ValueError as e:
    print("passed", e)
@contextmanager
def swallow():
    try:
        yield
    except ValueError as e:
        print("swallowed", e)
with swallow():
    raise ValueError("x")
with swallow(), section("c"):
    print("both")
def f():
    with section("ret"):
        return 5
print(f())
def count():
    n = 0
    while True:
        yield n
        n += 1
from itertools import islice, takewhile
print(list(islice(count(), 5)), list(takewhile(lambda x: x < 3, count())), sum(x for x in islice(count(), 4)))
def bad():
    yield 1
    raise ValueError("in gen")
try:
    for x in bad():
        print(x)
except ValueError as e:
    print("gen raised", e)
def stop():
    yield 1
    raise StopIteration
try:
    list(stop())
except RuntimeError as e:
    print(e)
def ignoring():
    for n in range(3):
        try:
            yield n
        except BaseException as e:
            print("ignored", type(e).__name__)
i = ignoring()
next(i)
try:
    i.close()
except RuntimeError as e:
    print(e)
def once():
    try:
        yield 1
    except BaseException:
        return
print(list(i))
o = once()
next(o)
o.close()
fresh = average()
try:
    fresh.send(1)
except TypeError as e:
    print(e)
