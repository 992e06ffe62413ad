"""Private names are per class, in fields, methods and class variables."""


class Base:
    __count = 0

    def __init__(self):
        self.__secret = 1
        Base.__count += 1

    def __step(self):
        return "base step"

    def run(self):
        return self.__step(), self.__secret

    @classmethod
    def count(cls):
        return cls.__count


class Child(Base):
    __count = 10

    def __init__(self):
        super().__init__()
        self.__secret = 2

    def __step(self):
        return "child step"

    def both(self):
        return self.run(), self.__step(), self.__secret, self.__count


class Alone:
    def __init__(self):
        self.__only = 5

    def get(self):
        return self.__only


c = Child()
print(c.both(), Base.count(), Child.count(), c._Base__secret, Alone().get())
try:
    print(c.__secret)
except AttributeError as error:
    print(error)
