"""with: enter, exit, exceptions, swallowing, several managers."""


class Manager:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow


with Manager("a") as a:
    print("body", a)
with Manager("x") as x, Manager("y") as y:
    print(x, y)
with Manager("s", swallow=True):
    raise ValueError("swallowed")
try:
    with Manager("p"):
        raise KeyError("passes")
except KeyError as error:
    print("caught", error)


def early():
    with Manager("r") as r:
        return r + "!"


print(early())
