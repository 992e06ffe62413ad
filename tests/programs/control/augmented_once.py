"""In x[f()] += 1 the f() runs once, and the old value is read before the right side."""

calls = 0


def index():
    global calls
    calls += 1
    return calls % 2


a = [10, 20]
a[index()] += 1
a[index()] *= 2
print(a, calls)
total = 1


def change():
    global total
    total = 100
    return 5


total += change()
print(total)
total = total - change()
print(total)
d = {"n": 1}


def poke():
    d["n"] = 50
    return 1


d["n"] += poke()
print(d)
x = [1, 2]


def grow():
    x.append(3)
    return [4]


x += grow()
print(x)
