"""int() of strings in bases, of floats and of bools."""

print(int("42"), int("-42"), int("  7 \n"), int("+7"), int("1_000"))
print(int("ff", 16), int("0xff", 16), int("0b101", 2), int("z", 36), int("101", 2), int("-11", 2))
print(int("0o17", 0), int("0x1F", 0), int("123456789012345678901234567890"))
print(int(3.99), int(-3.99), int(1e20), int(True), int())
print(str(10**25), int(str(10**25)) + 1, len(str(2**200)))
for text in ("", "abc", "1.5", "12a", "0x10", "--1", "1__0"):
    try:
        print(int(text))
    except ValueError as error:
        print(error)
try:
    int("9", 8)
except ValueError as error:
    print(error)
