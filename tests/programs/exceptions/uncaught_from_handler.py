"""An exception raised in a handler is the one reported."""

try:
    {}["k"]
except KeyError:
    print("handling")
    raise ValueError("second") from None
