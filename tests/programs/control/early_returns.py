"""Functions with many exits, implicit None, and code after them."""


def grade(score):
    if score >= 90:
        return "A"
    elif score >= 80:
        return "B"
    elif score < 0:
        return
    return "F"


def first_even(items):
    for x in items:
        if x % 2 == 0:
            return x
    else:
        return -1


def nested(a, b):
    if a:
        if b:
            return "both"
        else:
            result = "a"
    else:
        if b:
            result = "b"
        else:
            return "none"
    return result + " only"


def guard(x):
    if not x:
        return []
    if len(x) == 1:
        return x
    return guard(x[1:]) + x[:1]


print([grade(s) for s in (95, 85, 10, -1)], first_even([1, 3]), first_even([1, 4]), nested(1, 1), nested(1, 0), nested(0, 1), nested(0, 0), guard([1, 2, 3]), guard([]))
