"""math, random, statistics, heapq and bisect with all of their arguments."""
import math, random, statistics, heapq, bisect, string
print(math.gcd(), math.gcd(12), math.gcd(12, 18, 27), math.lcm(2, 3, 4), math.lcm(), math.perm(5), math.modf(-2.5), math.frexp(10.0), math.ldexp(0.5, 3))
print(math.dist((0, 0), (3, 4)), math.dist([1.5, 2], [0, 0.5]), math.hypot(1, 2, 2), math.hypot(), math.nextafter(1.0, 2.0), math.ulp(1.0), math.log(8, 2), math.log(10**400, 10))
print(math.prod([1.5, 2.0]), math.prod([]), math.prod([2, 3], start=4), math.prod([2, 3], start=0.5), math.prod([0.5], start=2), math.prod(x for x in [1, 2]))
try:
    math.gcd(1.5, 2)
except TypeError as e:
    print(e)
m = [1, 2.5, 10**20]
print(math.floor(m[2]), math.ceil(m[1]), math.trunc(m[1]), math.floor(m[0]))
random.seed(42)
print(random.sample([1, 2, 3, 4, 5], 3), random.choices("abc", k=3), random.choices([1, 2], weights=[1, 3], k=4), random.sample(range(100), k=2), random.randrange(0, 10, 3), random.gauss(0, 1), random.getrandbits(5))
print(statistics.mean([1, 2, 3]), statistics.mean([1, 2]), statistics.median([3, 1, 2]), statistics.median([1, 2]), statistics.mode("aab"), statistics.stdev([1, 2, 3, 4]), statistics.pvariance([1.5, 2.5]), statistics.fmean([1, 2]), statistics.multimode([1, 1, 2, 2]), statistics.median([1.5, 2.5]))
try:
    statistics.mean([])
except ValueError as e:
    print(e)
print(list(heapq.merge([1, 4], [2, 3])), bisect.bisect_left([1, 2, 2, 3], 2, 2), bisect.bisect([1, 2, 3], 2, lo=0, hi=2), string.capwords("hello  world"))
