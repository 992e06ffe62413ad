"""A default dict is made once; a default int is not changed by +=."""


def remember(key, seen={}, step=1):
    seen[key] = seen.get(key, 0) + step
    step += 10
    return len(seen), step


print(remember("a"))
print(remember("b"))
print(remember("a"))
print(remember("a", {}))
print(remember("c", step=5))


def none_default(item, into=None):
    if into is None:
        into = []
    into.append(item)
    return into


print(none_default(1), none_default(2))
