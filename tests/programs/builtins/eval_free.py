"""Programs that look at themselves are refused or right."""

print(eval("1 + 2"))
