"""+= on an int or a str parameter stays inside; on a list it shows outside."""


def bump(n):
    n += 1
    return n


def shout(s):
    s += "!"
    return s


def grow(t):
    t += (1,)
    return t


n, s, t = 1, "a", (0,)
print(bump(n), n, shout(s), s, grow(t), t)
