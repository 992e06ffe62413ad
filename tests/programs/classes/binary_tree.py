"""A search tree: insertion, traversal, height, deletion by recursion."""


class Tree:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

    def insert(self, key):
        if key < self.key:
            if self.left is None:
                self.left = Tree(key)
            else:
                self.left.insert(key)
        elif key > self.key:
            if self.right is None:
                self.right = Tree(key)
            else:
                self.right.insert(key)


def in_order(tree):
    return in_order(tree.left) + [tree.key] + in_order(tree.right) if tree else []


def height(tree):
    return 0 if tree is None else 1 + max(height(tree.left), height(tree.right))


def delete(tree, key):
    if tree is None:
        return None
    if key < tree.key:
        tree.left = delete(tree.left, key)
    elif key > tree.key:
        tree.right = delete(tree.right, key)
    elif tree.left is None:
        return tree.right
    elif tree.right is None:
        return tree.left
    else:
        small = tree.right
        while small.left:
            small = small.left
        tree.key = small.key
        tree.right = delete(tree.right, small.key)
    return tree


root = Tree(50)
for k in [30, 70, 20, 40, 60, 80, 30]:
    root.insert(k)
print(in_order(root), height(root))
for k in (50, 20, 99, 30):
    root = delete(root, k)
    print(in_order(root), root.key, height(root))
