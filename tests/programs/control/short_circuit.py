"""and, or and not return operands and stop early."""


def say(x):
    print("say", x)
    return x


print(say(0) and say(1), say(1) and say(2), say(0) or say(""), say("") or say("b") or say("c"))
print(0 or None, [] or "d", 1 and 2 and 3, None and 1, not [] and "x", "" or 0 or False, 3 or 1 / 0)
a = []
print(a and a[0], a == [] or a[0], (a or [5])[0], 5 if a else 6, not a, not not a)
x = None
name = x or "default"
print(name, x is None and "none" or "some", bool(x or a), (x if x is not None else 0) + 1)
print(all([say(1), say(0), say(2)]), any(say(i) for i in (0, 1, 2)), all(say(i) for i in (1, 0, 2)))
