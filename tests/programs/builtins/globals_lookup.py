"""globals() and locals()."""

x = 5
print(globals()["x"], "y" in globals())
