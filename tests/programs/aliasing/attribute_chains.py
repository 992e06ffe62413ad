"""self.a = self.b = [], and attributes bound to one another's values."""


class Pair:
    def __init__(self):
        self.left = self.right = []
        self.n = self.m = 0

    def push(self, x):
        self.left.append(x)
        self.n += 1


p = Pair()
p.push(1)
print(p.left, p.right, p.n, p.m)
p.right = list(p.right)
p.push(2)
print(p.left, p.right)
q = p
q.left += [9]
q.n = 50
print(p.left, p.n)
matrix = p.left
matrix[0] = "first"
print(q.left, p.left is matrix)
