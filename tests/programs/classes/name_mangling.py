"""Double-underscore attributes are per class."""


class Base:
    def __init__(self):
        self.__secret = 1

    def base_secret(self):
        return self.__secret


class Child(Base):
    def __init__(self):
        super().__init__()
        self.__secret = 2

    def child_secret(self):
        return self.__secret


c = Child()
print(c.base_secret(), c.child_secret(), hasattr(c, "__secret"))
