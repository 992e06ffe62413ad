"""A hierarchy of one's own: attributes, str, args, catching by base."""


class AppError(Exception):
    """Base."""


class NotFound(AppError):
    def __init__(self, key, hint=None):
        super().__init__(f"no {key}")
        self.key = key
        self.hint = hint


class Invalid(AppError, ValueError):
    pass


class WithStr(AppError):
    def __str__(self):
        return "custom text"


def raiser(n):
    if n == 0:
        raise NotFound("thing", hint="look")
    if n == 1:
        raise Invalid("bad", 5)
    if n == 2:
        raise AppError
    if n == 3:
        raise WithStr("ignored")
    raise AppError("a", 1, None)


for n in range(5):
    try:
        raiser(n)
    except NotFound as error:
        print("not found", error, error.key, error.hint, error.args)
    except ValueError as error:
        print("value", error, error.args)
    except AppError as error:
        print(type(error).__name__, repr(str(error)), error.args, repr(error), isinstance(error, Exception))
