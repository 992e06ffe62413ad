"""Nested handlers, re-raise, exceptions in handlers and in finally."""


def inner(n):
    try:
        if n == 0:
            raise ValueError("inner")
        if n == 1:
            return [][0]
        return {}["k"]
    except ValueError:
        print("inner handles")
        raise
    finally:
        print("inner finally")


for n in range(3):
    try:
        try:
            inner(n)
        except IndexError as error:
            print("outer index:", error)
            raise RuntimeError("translated") from error
        finally:
            print("outer finally")
    except (ValueError, KeyError) as error:
        print("last:", type(error).__name__, error)
    except RuntimeError as error:
        print("last:", error, "because", error.__cause__)
