"""global and nonlocal, shadowing, late binding of globals."""

count = 0
limit = 3


def bump():
    global count
    count += 1
    return count


def shadow():
    count = 100
    count += 1
    return count


def make_counter(start):
    value = start

    def increment(by=1):
        nonlocal value
        value += by
        return value

    def get():
        return value

    return increment, get


def uses_later():
    return later() + limit


def later():
    return 10


print(bump(), bump(), shadow(), count)
inc, get = make_counter(5)
inc2, get2 = make_counter(50)
print(inc(), inc(10), get(), inc2(), get2(), get())
print(uses_later())
limit = 7
print(uses_later())


def outer():
    x = 1

    def middle():
        def inner():
            nonlocal x
            x += 1

        inner()
        inner()

    middle()
    return x


print(outer())
