"""yield from: nesting, trees, return values."""


def flatten(x):
    for item in x:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


def chain(*sources):
    for s in sources:
        yield from s


def inner():
    yield 1
    return "result"


def outer():
    value = yield from inner()
    yield value


print(list(flatten([1, [2, [3]], [], 4])), list(chain("ab", [1], range(2))), list(outer()))


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


print(list(Tree(2, Tree(1), Tree(4, Tree(3)))))
