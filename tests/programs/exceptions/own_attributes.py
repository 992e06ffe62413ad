"""Exceptions of one's own with attributes, __init__, __str__ and methods."""


class AppError(Exception):
    """Base."""

    status = 500

    def describe(self):
        return f"{self.status}: {self}"


class NotFound(AppError):
    status = 404

    def __init__(self, key, hint=None):
        super().__init__(f"no {key}")
        self.key = key
        self.hint = hint


class Insufficient(ValueError):
    def __init__(self, balance, amount):
        self.balance = balance
        self.amount = amount
        self.message = f"have {balance}, need {amount}"
        super().__init__(self.message)

    def missing(self):
        return self.amount - self.balance


class Custom(AppError):
    def __init__(self, code):
        self.code = code

    def __str__(self):
        return "custom " + str(self.code)


class Quiet(Exception):
    def __init__(self, value):
        Exception.__init__(self)
        self.value = value


class Plain(AppError):
    pass


class Account:
    def __init__(self):
        self.balance = 10

    def withdraw(self, amount):
        if amount > self.balance:
            raise Insufficient(self.balance, amount)
        self.balance -= amount
        return self.balance


def raiser(n):
    if n == 0:
        raise NotFound("thing", hint="look")
    if n == 1:
        raise Custom(7)
    if n == 2:
        raise Plain
    if n == 3:
        raise Plain("with text")
    raise NotFound("other")


for n in range(5):
    try:
        raiser(n)
    except NotFound as error:
        print("not found", error, error.key, error.hint, error.describe(), error.status)
    except Custom as error:
        print(error, repr(error), error.code, error.describe())
    except AppError as error:
        print(type(error).__name__, repr(str(error)), repr(error), error.describe())

account = Account()
print(account.withdraw(3))
try:
    account.withdraw(20)
except Insufficient as e:
    print(e, e.balance, e.amount, e.missing(), e.message, isinstance(e, ValueError))
try:
    raise Quiet(5)
except Exception as e:
    print([str(e)], repr(e))
try:
    try:
        raise Quiet(6)
    except Quiet as e:
        raise NotFound("inner") from e
except AppError as e:
    print(e, e.status)
raise Insufficient(1, 2)
