"""assert with and without a message, caught."""

assert True
assert 1 + 1 == 2, "arithmetic"


def check(x):
    assert x > 0, f"{x} is not positive"
    assert isinstance(x, int)
    return x


print(check(5))
for bad in (-1, 2.5):
    try:
        check(bad)
    except AssertionError as error:
        print(type(error).__name__, repr(str(error)), error.args)
