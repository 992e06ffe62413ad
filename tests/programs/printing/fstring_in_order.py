"""An f-string turns each field into text before it looks at the next."""


class Box:
    def __init__(self):
        self.n = 0

    def add(self):
        self.n += 1
        return self.n

    def __str__(self):
        return f"<{self.n}>"


b = Box()
print(f"{b} {b.add()} {b} {b.add()} {b}")
a = [1]
print(f"{a} {a.append(2)} {a} {a.pop()}{a.pop()} {a}")
n = 5
print(f"{n} {(n := 7)} {n}")
