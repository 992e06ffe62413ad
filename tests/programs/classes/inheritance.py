"""Overriding, super, inherited methods that call overridden ones, isinstance."""


class Shape:
    sides = 0

    def __init__(self, name):
        self.name = name

    def area(self):
        return 0

    def describe(self):
        return f"{self.name}: {self.area()} ({self.sides} sides)"


class Rectangle(Shape):
    sides = 4

    def __init__(self, w, h, name="rectangle"):
        super().__init__(name)
        self.w, self.h = w, h

    def area(self):
        return self.w * self.h


class Square(Rectangle):
    def __init__(self, w):
        super().__init__(w, w, "square")

    def describe(self):
        return "[" + super().describe() + "]"


class Circle(Shape):
    def area(self):
        return 3.0


shapes = [Shape("none"), Rectangle(2, 3), Square(4), Circle("round")]
for s in shapes:
    print(s.describe(), isinstance(s, Rectangle), isinstance(s, Shape), type(s).__name__, isinstance(s, (Square, Circle)))
print(issubclass(Square, Shape), issubclass(Circle, Rectangle), Square.sides, sum(s.area() for s in shapes), type(shapes[2]) == Square, type(shapes[2]) is Rectangle)
print(max(shapes, key=lambda s: s.area()).name, Rectangle.area(Square(5)))
