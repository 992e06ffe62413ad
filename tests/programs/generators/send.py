"""send() into a running average."""


def average():
    total, n, mean = 0, 0, None
    while True:
        x = yield mean
        total += x
        n += 1
        mean = total / n


g = average()
next(g)
print(g.send(10), g.send(20), g.send(0))
g.close()
