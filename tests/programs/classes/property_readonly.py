"""Assigning to a read-only property is an error at run time."""


class A:
    @property
    def x(self):
        return 1


a = A()
try:
    a.x = 2
except AttributeError as error:
    print(type(error).__name__)
print(a.x)
