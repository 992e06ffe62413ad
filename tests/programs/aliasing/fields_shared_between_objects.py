"""Linked objects: a change through one path shows through the other."""


class Node:
    def __init__(self, value, next=None):
        self.value = value
        self.next = next


tail = Node(3)
one = Node(1, tail)
two = Node(2, tail)
tail.value = 30
tail.next = Node(4)
print(one.next.value, two.next.value, two.next.next.value)
one.next.next.value = 40
print(two.next.next.value)
one.next = None
print(two.next.value, one.next is None)


def reverse(node):
    previous = None
    while node:
        node.next, previous, node = previous, node, node.next
    return previous


node = reverse(two)
values = []
while node is not None:
    values.append(node.value)
    node = node.next
print(values)
