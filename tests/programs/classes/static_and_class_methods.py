"""staticmethod, classmethod as constructors that know the subclass."""


class Date:
    made = 0

    def __init__(self, y, m, d):
        self.y, self.m, self.d = y, m, d

    @classmethod
    def parse(cls, text):
        cls.made += 1
        return cls(*(int(p) for p in text.split("-")))

    @staticmethod
    def leap(y):
        return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)

    def __repr__(self):
        return f"{type(self).__name__}({self.y}, {self.m}, {self.d})"


class Birthday(Date):
    pass


print(Date.parse("2024-02-29"), Birthday.parse("1999-12-31"), Date.leap(1900), Birthday(1, 2, 3).leap(2000), Date.made, Birthday.made)
