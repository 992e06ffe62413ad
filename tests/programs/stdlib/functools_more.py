"""cached_property, singledispatch, total by reduce."""

from functools import cached_property, singledispatch


class Data:
    def __init__(self, n):
        self.n = n

    @cached_property
    def square(self):
        print("computing")
        return self.n**2


@singledispatch
def show(x):
    return "object"


@show.register
def _(x: int):
    return "int"


@show.register
def _(x: list):
    return "list"


d = Data(4)
print(d.square, d.square, show(1), show([]), show("s"))
