"""__len__, __getitem__, __setitem__, __delitem__, __contains__, __iter__, truth by length."""


class Stack:
    def __init__(self, *items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, value):
        self.items[i] = value

    def __delitem__(self, i):
        del self.items[i]

    def __contains__(self, x):
        return x in self.items


s = Stack(1, 2, 3)
s[0] = 10
s[-1] += 5
del s[1]
print(len(s), s[0], s[-1], 10 in s, 99 in s, bool(s), bool(Stack()), "full" if s else "empty", s[:1])


class Grid:
    def __init__(self, w, h):
        self.cells = {}
        self.w, self.h = w, h

    def __getitem__(self, at):
        x, y = at
        return self.cells.get((x, y), ".")

    def __setitem__(self, at, value):
        self.cells[at] = value

    def __iter__(self):
        for y in range(self.h):
            yield "".join(self[x, y] for x in range(self.w))


g = Grid(3, 2)
g[1, 1] = "#"
g[0, 0] = "@"
print(list(g), g[2, 1], g[1, 1], "\n".join(g))
