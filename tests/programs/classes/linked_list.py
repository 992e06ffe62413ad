"""A linked list with iteration, insertion, deletion, reversal."""


class Node:
    def __init__(self, data, next=None):
        self.data = data
        self.next = next


class LinkedList:
    def __init__(self, items=()):
        self.head = None
        self.size = 0
        for item in items:
            self.append(item)

    def append(self, data):
        self.size += 1
        if self.head is None:
            self.head = Node(data)
            return
        node = self.head
        while node.next:
            node = node.next
        node.next = Node(data)

    def remove(self, data):
        node, previous = self.head, None
        while node and node.data != data:
            previous, node = node, node.next
        if node is None:
            raise ValueError(f"{data!r} not in list")
        self.size -= 1
        if previous is None:
            self.head = node.next
        else:
            previous.next = node.next

    def reverse(self):
        previous = None
        node = self.head
        while node is not None:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __iter__(self):
        node = self.head
        while node:
            yield node.data
            node = node.next

    def __len__(self):
        return self.size

    def __str__(self):
        return " -> ".join(str(x) for x in self) or "empty"


items = LinkedList([1, 2, 3])
items.append(4)
items.remove(1)
items.remove(3)
items.reverse()
print(items, len(items), list(items), LinkedList(), 2 in items)
try:
    items.remove(99)
except ValueError as error:
    print(error)
