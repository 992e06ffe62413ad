"""__format__ and formatting of objects."""


class Money:
    def __init__(self, cents):
        self.cents = cents

    def __format__(self, spec):
        if spec == "eur":
            return f"{self.cents / 100:.2f} EUR"
        return f"{self.cents:{spec}}"


print(f"{Money(1234):eur}", f"{Money(5):>6}", "{:eur}".format(Money(99)), format(Money(7), "03d"))
