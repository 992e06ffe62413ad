"""property with setter, computed from other attributes, read-only ones."""


class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees
        self.changes = 0

    @property
    def degrees(self):
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273.15:
            raise ValueError("too cold")
        self.changes += 1
        self._degrees = value

    @property
    def fahrenheit(self):
        return self._degrees * 9 / 5 + 32


c = Celsius(100)
print(c.degrees, c.fahrenheit)
c.degrees = 0
c.degrees += 5
print(c.degrees, c.fahrenheit, c.changes)
try:
    c.degrees = -300
except ValueError as error:
    print(error, c.degrees)
