"""Generators run only as far as they are asked, in step with their consumer."""


def numbers():
    for i in range(4):
        print("make", i)
        yield i


def doubled(source):
    for x in source:
        print("double", x)
        yield x * 2


for y in doubled(numbers()):
    print("use", y)
    if y >= 2:
        break
g = numbers()
print("created")
print(next(g))
pairs = zip(numbers(), "a")
print(list(pairs))
