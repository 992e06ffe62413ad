"""Abstract base classes and NotImplementedError."""

from abc import ABC, abstractmethod


class Animal(ABC):
    @abstractmethod
    def sound(self): ...

    def speak(self):
        return f"{type(self).__name__} says {self.sound()}"


class Cat(Animal):
    def sound(self):
        return "meow"


class Base:
    def run(self):
        raise NotImplementedError("subclasses run")


class Child(Base):
    pass


print(Cat().speak())
try:
    Child().run()
except NotImplementedError as error:
    print(type(error).__name__, error)
try:
    Animal()
except TypeError as error:
    print(error)
