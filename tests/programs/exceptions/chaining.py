"""raise from, __cause__, from None, re-raise with bare raise."""


def low():
    raise KeyError("low")


def middle():
    try:
        low()
    except KeyError as error:
        raise ValueError("middle") from error


def quiet():
    try:
        low()
    except KeyError:
        raise ValueError("quiet") from None


for f in (middle, quiet):
    try:
        f()
    except ValueError as error:
        print(error, repr(error.__cause__), error.__suppress_context__)


def again():
    try:
        low()
    except KeyError as error:
        error.note = "seen"
        print("pass on", error)
        raise


try:
    again()
except KeyError as error:
    print("caught", error)
