"""yield: state between values, return ends, exhaustion."""


def count_down(n):
    print("start")
    while n > 0:
        yield n
        n -= 1
    print("done")


for x in count_down(2):
    print("got", x)
g = count_down(3)
print(next(g), next(g))
print(list(g), list(g), next(g, "default"))


def empty():
    return
    yield


def early(n):
    for i in range(10):
        if i == n:
            return "value"
        yield i


print(list(empty()), list(early(3)), sum(early(5)), list(early(0)))
try:
    next(empty())
except StopIteration as stop:
    print("stopped", stop.value)
