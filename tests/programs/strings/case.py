"""upper, lower, title, capitalize, swapcase, casefold."""

for s in ("hello world", "HELLO", "they're bill's", "x1y2 z", "éCole", "", "mIxEd-case_word"):
    print([s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.casefold()])
