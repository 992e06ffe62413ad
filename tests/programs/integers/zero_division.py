"""Every kind of division by zero, with its own message."""


def attempt(name, f):
    try:
        print(name, f())
    except ZeroDivisionError as error:
        print(name, type(error).__name__, error)


zero = 0
attempt("/", lambda: 1 / zero)
attempt("//", lambda: 1 // zero)
attempt("%", lambda: 1 % zero)
attempt("divmod", lambda: divmod(1, zero))
attempt("float /", lambda: 1.0 / zero)
attempt("float //", lambda: 1.0 // zero)
attempt("float %", lambda: 1.0 % zero)
attempt("pow", lambda: 0.0**-1)
