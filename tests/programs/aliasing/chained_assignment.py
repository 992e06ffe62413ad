"""a = b = [] makes one list with two names."""


def build():
    left = right = []
    left.append(1)
    right.append(2)
    print(left, right)
    right = [9]
    left.append(3)
    print(left, right)
    x = y = z = {}
    x["k"] = 1
    y["l"] = 2
    print(z)


build()
