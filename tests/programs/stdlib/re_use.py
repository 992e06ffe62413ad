"""re: findall, sub, match groups."""

import re

print(re.findall(r"\d+", "a1b22c333"), re.sub(r"\s+", " ", "a  b \n c"), re.split(r"[,;]", "a,b;c"), bool(re.match(r"[a-z]+$", "abc")), re.search(r"(\w+)@(\w+)", "x me@host y").groups())
