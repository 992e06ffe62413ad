"""Local functions that recurse, share and shadow."""


def solve(n):
    results = []
    path = []

    def walk(k):
        if k == 0:
            results.append(path[:])
            return
        for d in (1, 2):
            if d <= k:
                path.append(d)
                walk(k - d)
                path.pop()

    walk(n)
    return results


def outer(x):
    def helper(x):
        return x * 10

    def use():
        return helper(x + 1)

    return use() + helper(x)


def total(tree):
    def visit(node):
        nonlocal s
        if isinstance(node, list):
            for child in node:
                visit(child)
        else:
            s += node

    s = 0
    visit(tree)
    return s


print(solve(4), outer(1), total([1, [2, [3]], 4]))
