"""The same sieve on a list of bools."""


def primes(n):
    is_prime = [True] * (n + 1)
    p = 2
    while p * p <= n:
        if is_prime[p]:
            for multiple in range(p * p, n + 1, p):
                is_prime[multiple] = False
        p += 1
    return [i for i in range(2, n + 1) if is_prime[i]]


result = primes(200_000)
print(len(result), result[:5], result[-3:], sum(result))
