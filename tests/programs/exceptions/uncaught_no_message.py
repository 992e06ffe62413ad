"""An exception class raised without arguments."""

print("a")
raise RuntimeError
