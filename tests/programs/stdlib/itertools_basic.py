"""itertools: chain, product, permutations, combinations, accumulate, groupby..."""

from itertools import accumulate, chain, combinations, combinations_with_replacement, cycle, groupby, islice, permutations, product, repeat, starmap, zip_longest

print(list(chain([1], "ab", (2,))), list(chain.from_iterable([[1, 2], [3]])), list(product("ab", [1, 2])), list(product([0, 1], repeat=2)))
print(list(permutations([1, 2, 3])), list(permutations("abc", 2)), list(combinations("abcd", 2)), list(combinations_with_replacement("ab", 2)), list(combinations([1], 2)))
print(list(accumulate([1, 2, 3])), list(accumulate([3, 1, 2], max)), list(accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print([(k, list(g)) for k, g in groupby("aabccc")], [(k, len(list(g))) for k, g in groupby([1, 3, 2, 5], key=lambda x: x % 2)])
print(list(islice(cycle("ab"), 5)), list(repeat("x", 3)), list(starmap(pow, [(2, 3), (3, 2)])), list(zip_longest([1, 2], "a", fillvalue="-")))
