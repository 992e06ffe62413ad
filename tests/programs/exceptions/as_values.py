"""Exceptions stored, compared, raised later; str and repr of them."""

e = ValueError("bad", 3)
print(e, repr(e), e.args, str(ValueError()), repr(ValueError("x")), [KeyError("k")], f"{KeyError('k')}", str(KeyError(1)))
pending = [TypeError("t"), IndexError("i")]
for p in pending:
    try:
        raise p
    except (TypeError, IndexError) as error:
        print(error is p, error)
kinds = {"v": ValueError, "k": KeyError}
for name in kinds:
    try:
        raise kinds[name](name)
    except Exception as error:
        print(name, type(error).__name__, error)
