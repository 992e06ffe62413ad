"""float() of strings."""

for text in ("1", "1.5", "-2.", ".5", "1e3", "1E-3", " 7.25 ", "+3", "1_0.5", "inf", "-Infinity", "nan", "0x10", "", "abc", "1.2.3", "1e", "--1"):
    try:
        print(repr(text), float(text))
    except ValueError as error:
        print(type(error).__name__, error)
print(float(5), float(True), float(10**20), float("123456789.123456789"), float())
try:
    float(10**400)
except OverflowError as error:
    print(error)
