"""The name after `as` is gone after the handler; the exception can be kept."""

kept = None
try:
    raise ValueError("first")
except ValueError as e:
    kept = e
print(kept, type(kept).__name__)
try:
    print(e)
except NameError as error:
    print(error)
errors = []
for text in ("1", "x", "3", "y"):
    try:
        errors.append(int(text))
    except ValueError as error:
        errors.append(error)
print([str(x) for x in errors])
