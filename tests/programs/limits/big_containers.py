"""A sieve of 500,000, a dict of 100,000 and strings joined from many pieces."""


def sieve(n):
    flags = bytearray([1]) * (n + 1)
    flags[0] = flags[1] = 0
    for i in range(2, int(n**0.5) + 1):
        if flags[i]:
            for j in range(i * i, n + 1, i):
                flags[j] = 0
    return sum(flags)


counts = {}
for i in range(100_000):
    key = i * 7919 % 1009
    counts[key] = counts.get(key, 0) + 1
text = ",".join(str(i) for i in range(20_000))
grown = ""
for i in range(5_000):
    grown += chr(97 + i % 26)
print(sieve(500_000), len(counts), max(counts.values()), len(text), text[-11:], len(grown), grown[-3:], len(set(range(100_000))), sum(sorted(range(50_000), key=lambda x: -x)[:3]))
