"""Two generators of one function are independent; closures and objects are shared."""


def counter(start, log):
    n = start
    while True:
        log.append(n)
        yield n
        n += 1


log = []
a, b = counter(1, log), counter(10, log)
print(next(a), next(b), next(a), next(b), next(a), log)


def window(items, size):
    buffer = []
    for item in items:
        buffer.append(item)
        if len(buffer) > size:
            buffer.pop(0)
        if len(buffer) == size:
            yield buffer


print(list(window(range(5), 2)), [list(w) for w in window(range(5), 2)], [sum(w) for w in window([1, 2, 3], 3)])


def batches(items, n):
    for i in range(0, len(items), n):
        yield items[i : i + n]


print(list(batches([1, 2, 3, 4, 5], 2)), list(batches("abcde", 3)), list(batches([], 3)))
