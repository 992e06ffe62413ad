"""A list of 100,000 nodes must neither overflow the stack when built nor when dropped."""


class Node:
    def __init__(self, value, next):
        self.value = value
        self.next = next


def build(n):
    head = None
    for i in range(n):
        head = Node(i, head)
    return head


def length(node):
    n = 0
    while node is not None:
        n += 1
        node = node.next
    return n


head = build(100_000)
print(length(head), head.value)
head = None
print("dropped")
head = build(50_000)
print(length(head.next))
