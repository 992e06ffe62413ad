"""A default list is made once and keeps what was put in."""


def push(item, into=[]):
    into.append(item)
    return into


first = push(1)
second = push(2)
print(first, second, first is second)
print(push(3, [0]))
print(push(4))
print(first)
