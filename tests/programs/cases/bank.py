"""A class with validation, printing through case functions."""


class Account:
    """
    >>> Account("x").balance
    0
    """

    interest = 0.02

    def __init__(self, owner, balance=0):
        if balance < 0:
            raise ValueError("negative balance")
        self.owner = owner
        self.balance = balance
        self.history = []

    def deposit(self, amount):
        self.balance += amount
        self.history.append(("+", amount))
        return self

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError(f"{self.owner} cannot withdraw {amount} of {self.balance}")
        self.balance -= amount
        self.history.append(("-", amount))
        return self

    def accrue(self):
        self.balance += self.balance * self.interest
        return self.balance

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance!r})"


def case_0():
    a = Account("ann", 100)
    print(repr(a.deposit(50).withdraw(30)))
    print(repr(a.history))
    print(repr(a.accrue()))
    print(repr(a))
    try:
        a.withdraw(1000)
    except Exception as _e:
        print(type(_e).__name__, _e)


def case_1():
    try:
        Account("bob", -1)
    except Exception as _e:
        print(type(_e).__name__, _e)
    b = Account("bob")
    b.interest = 0.5
    b.deposit(10)
    print(repr(b.accrue()), Account.interest, repr(Account("c", 2**70).deposit(1)))


if __name__ == "__main__":
    case_0()
    case_1()
