"""One class used with ints, strings and tuples."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, item: T) -> None:
        self.items.append(item)

    def pop(self) -> T:
        return self.items.pop()

    def peek(self) -> T | None:
        return self.items[-1] if self.items else None


ints: Stack[int] = Stack()
words = Stack[str]()
mixed = Stack()
ints.push(1)
ints.push(2)
words.push("a")
mixed.push((1, "x"))
mixed.push("s")
print(ints.pop() + ints.pop(), ints.peek(), words.peek(), mixed.pop(), mixed.peek())
