"""Attributes that appear outside __init__, and None that becomes something else."""


class Node:
    def __init__(self):
        self.value = None
        self.children = None

    def add(self, child):
        if self.children is None:
            self.children = []
        self.children.append(child)
        return self


class Lazy:
    _cache = None

    def get(self):
        if self._cache is None:
            print("computing")
            self._cache = [1, 2]
        return self._cache


n = Node()
print(n.value, n.children)
n.value = 5
n.add(Node()).add(Node())
n.children[0].value = "text"
print(n.value, len(n.children), [c.value for c in n.children], n.children[1].children)
lazy, other = Lazy(), Lazy()
print(lazy.get(), lazy.get(), lazy.get() is lazy.get(), other._cache, Lazy._cache)
