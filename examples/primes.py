"""Primes four ways: a sieve, trial division, factorisation and a strong-pseudoprime test of huge numbers.

Shows: slices as assignment targets, generators, default arguments, three-argument pow, integers of any size.
"""


def sieve(limit: int) -> list[int]:
    """All primes up to and including the limit."""
    is_prime = [True] * (limit + 1)
    is_prime[0:2] = [False, False]
    for n in range(2, int(limit**0.5) + 1):
        if is_prime[n]:
            for multiple in range(n * n, limit + 1, n):
                is_prime[multiple] = False
    return [n for n, prime in enumerate(is_prime) if prime]


def factors(n):
    """Yields the prime factors of n in rising order, each as often as it divides n."""
    divisor = 2
    while divisor * divisor <= n:
        while n % divisor == 0:
            yield divisor
            n //= divisor
        divisor += 1 if divisor == 2 else 2
    if n > 1:
        yield n


def show_factors(n):
    counts = {}
    for factor in factors(n):
        counts[factor] = counts.get(factor, 0) + 1
    return " * ".join(f"{p}^{k}" if k > 1 else str(p) for p, k in counts.items())


def is_probable_prime(n, bases=(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
    """Miller and Rabin's test; certain for n below 3.3e24, and very likely right above."""
    if n < 2:
        return False
    for p in bases:
        if n % p == 0:
            return n == p
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd //= 2
        twos += 1
    for base in bases:
        x = pow(base, odd, n)
        if x == 1 or x == n - 1:
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def main() -> None:
    primes = sieve(100)
    print(len(primes), "primes up to 100:", *primes)
    print("sum of the primes below 20000:", sum(sieve(20_000)))
    print("twin primes:", [(p, p + 2) for p in primes if p + 2 in primes])

    for n in (360, 9973, 600851475143, 2**31 - 1):
        print(f"{n} = {show_factors(n)}")

    for exponent in (61, 67, 89, 127, 129):
        kind = "prime" if is_probable_prime(2**exponent - 1) else "composite"
        print(f"2^{exponent} - 1 = {2**exponent - 1} is {kind}")


if __name__ == "__main__":
    main()
