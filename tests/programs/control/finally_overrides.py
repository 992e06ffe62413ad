"""return, break and continue in and around finally."""


def a():
    try:
        return 1
    finally:
        print("cleanup a")


def b():
    try:
        return "try"
    finally:
        return "finally"


def c():
    for i in range(3):
        try:
            if i == 1:
                continue
            if i == 2:
                break
            print("body", i)
        finally:
            print("finally", i)
    return i


def d():
    x = 1
    try:
        return x
    finally:
        x = 2


def e():
    items = [1]
    try:
        return items
    finally:
        items.append(2)


def f():
    while True:
        try:
            raise ValueError("lost")
        finally:
            break
    return "swallowed"


def g():
    try:
        raise ValueError("gone")
    finally:
        return "g"


print(a(), b(), c(), d(), e(), f(), g())
