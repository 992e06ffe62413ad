"""isinstance of abstract classes, and the truth of an object that a call makes."""

from collections.abc import Iterable, Sized, Hashable, Callable, Iterator
class A:
    def __iter__(self):
        return iter([1])
class B:
    def __len__(self):
        return 3
    def __call__(self):
        return 1
class C:
    def __eq__(self, o):
        return True
def make():
    print("made")
    return A()
print(isinstance(A(), Iterable), isinstance(B(), Iterable), isinstance(B(), Sized), isinstance(B(), Callable))
print(isinstance(A(), Hashable), isinstance([1], Hashable), isinstance(1, Hashable), isinstance("a", Hashable))
if make():
    print("yes")
print(not make(), bool(make()), make() and 1)
