"""The types, expressions and mutations that random programs are made of; holds tables only, and makes no choice.

In a rule, what stands in <> is replaced by fuzz_grammar.py: a key of CODES by an expression of that type, a key of PLAIN
by a variable, N and N1 by a small number, -N by one that may be negative, IX by an index, MOD by a modulus, CMP by a
comparison, SPEC by a format; lt and gt are the characters. In a mutation, @ is the variable.
"""

INT, FLOAT, STR, BOOL = "int", "float", "str", "bool"
INTS, STRS, FLOATS, GRID = "list[int]", "list[str]", "list[float]", "list[list[int]]"
COUNTS, GROUPS, SET, PAIR, MAYBE = "dict[str, int]", "dict[int, list[int]]", "set[int]", "tuple[int, str]", "int | None"
TYPES = [INT, FLOAT, STR, BOOL, INTS, STRS, FLOATS, GRID, COUNTS, GROUPS, SET, PAIR, MAYBE]
COMMON = [INT, INT, INT, FLOAT, STR, STR, BOOL, INTS, INTS, STRS, FLOATS, GRID, COUNTS, GROUPS, SET, PAIR, MAYBE]

INT_LITERALS = "0 1 2 3 5 7 10 -1 -2 -7 100 255 -128 (2**31) (2**63) (2**63-1) -(2**63) (10**18) (10**25) -(10**20) 9223372036854775807".split()
FLOAT_LITERALS = "0.0 1.0 0.5 -0.5 2.5 -1.5 0.1 0.2 3.14 100.0 1e16 1e-7 123456.789 -0.0 1e22 0.30000000000000004".split()
STR_LITERALS = ["''", "'a'", "'abc'", "'Hello'", "'a b c'", "'12'", "'é日x'", "'it\\'s'", "'x,y,,z'", "'  pad '", "'Zz\\n'", "'-5'", "'aXbXc'"]
MODULI = ["97", "10**9 + 7", "2**64", "1000"]

CODES = {"I": INT, "F": FLOAT, "S": STR, "B": BOOL, "LI": INTS, "LS": STRS, "LF": FLOATS, "G": GRID, "DC": COUNTS, "DG": GROUPS, "SET": SET, "P": PAIR, "M": MAYBE}

# Python 3.11 does not take the quote of an f-string inside it.
PLAIN = {"VI": (INT, "42"), "VF": (FLOAT, "2.5"), "VS": (STR, "str(7)"), "VM": (MAYBE, "{'a': 1}.get('b')")}

LITERALS = {
    BOOL: ["True", "False"],
    INTS: ["[]", "[1, 2, 3]", "[<I>, <I>]", "[5, -1, 0, 5]", "[<I>]", "list(range(<N>))"],
    STRS: ["[]", "['b', 'a']", "[<S>, <S>]", "'x y z'.split()"],
    FLOATS: ["[]", "[1.5, -0.5]", "[<F>, <F>]"],
    GRID: ["[[1, 2], [3]]", "[<LI>, <LI>]", "[[0] * 3 for _ in range(2)]", "([[0] * 2] * 2)"],
    COUNTS: ["{}", "{'a': 1, 'b': 2}", "{<S>: <I>, 'k': 0}"],
    GROUPS: ["{}", "{1: [1], 2: []}", "{<I>: <LI>}"],
    SET: ["set()", "{1, 2, 3}", "{<I>, <I>, 9}", "{8, 0, 16}"],
    PAIR: ["(<I>, <S>)", "(1, 'a')"],
    MAYBE: ["None", "<I>"],
}  # fmt: skip

EXPRESSIONS = {
    INT: [
        "(<I> + <I>)", "(<I> - <I>)", "(<I> * <I>)", "(<I> // (<I> or 3))", "(<I> % <I>)", "(<I> // <N1>)", "(<I> // -<N1>)", "(<I> % -<N1>)", "-<I>", "~<I>", "abs(<I>)",
        "(<I> & <I>)", "(<I> | <I>)", "(<I> ^ <I>)", "(<I> <lt><lt> <N>)", "(<I> >> <N>)", "(<I> % (<MOD>))", "(<I> ** <N1> % (<MOD>))", "pow(<I>, <N>, <N1>)",
        "len(<LI>)", "len(<S>)", "len(<DC>)", "len(<SET>)", "sum(<LI>)", "max(<LI> + [<N>])", "min(<LI>, default=<I>)", "max(<I>, <I>)", "<LI>[<IX>]", "(<LI> or [7])[<IX>]",
        "<DC>.get(<S>, <I>)",  "<S>.count('a')", "<S>.find('b')", "ord((<S> or 'q')[0])", "int(<F>)", "round(<F>)", "<LI>.count(<I>)",
        "(<I> if <B> else <I>)", "(<B> + <I>)", "sum(x * x for x in <LI>)", "sum(len(s) for s in <LS>)", "divmod(<I>, <N1>)[<IX>]", "<P>[0]", "(<M> or <I>)",
        "int(str(<I>)[-<N1>:])", "(<I>).bit_length()", "sum(map(len, <G>))", "(lambda a, b: a - b)(<I>, <I>)",
        "next((x for x in <LI> if x <gt> <N>), -1)",  "sum(<DC>.values())", "len(set(<LI>))", "min(<LI>, key=abs)", "((<B> and <I>) + 0)", "math.gcd(<I>, <I>)",
    ],
    FLOAT: [
        "(<F> + <F>)", "(<F> - <F>)", "(<F> * <F>)", "(<F> / (<F> or 0.5))", "(<I> / <N1>)", "(<F> // <F>)", "(<F> % 2.5)", "(<I> + <F>)", "(<F> * <I>)", "-<F>", "abs(<F>)",
        "float(<I>)", "round(<F>, <-N>)", "max(<F>, <F>)", "min([<F>] + <LF>)", "sum(<LF>, 0.0)", "math.sqrt(abs(<F>))", "(<LF> or [0.5])[<IX>]", "(<F> if <B> else <F>)", "float(str(<F>))",
        "(sum(x * 0.1 for x in <LI>) + 0.0)", "float(math.floor(<F>))", "math.fsum(<LF>)",
    ],
    STR: [
        "(<S> + <S>)", "<S>[<-N>:]", "<S>[:<-N>]", "<S>[::-1]", "<S>[<-N>:<-N>]", "(<S> * <N>)", "<S>.upper()", "<S>.lower()", "<S>.title()", "<S>.strip()", "<S>.swapcase()", "<S>.capitalize()",
        "<S>.replace('a', <S>)", "str(<I>)", "str(<F>)", "str(<LI>)", "repr(<S>)", "','.join(<LS>)", "f'{<VI><SPEC>}'", "f'{<VF><FSPEC>}|'", "f'{<VS><SSPEC>}'", "f'{<VI>}-{<VF>} {<VS>}'", "<S>[<IX>]", "<S>.zfill(<N>)",
        "<S>.center(<N1>, '*')", "<S>.rjust(6)", "(<S> if <B> else <S>)", "<P>[1]", "('%d:%s' % (<I>, <S>))", "'{:>4}{}'.format(<I>, <S>)", "''.join(sorted(<S>))", "''.join(c for c in <S> if c.isalpha())",
        "max(<LS> + [<S>])", "str(<DC>)", "<S>.split(',')[0]", "chr(ord('a') + <I> % 26)", "(<S> or 'empty')", "' '.join(str(x) for x in <LI>)", "<S>.partition('X')[2]", "hex(<I>)", "bin(<I>)", "str(<B>)", "str(<M>)", "(<LS> or [<S>])[<IX>]",
    ],
    BOOL: [
        "(<I> <CMP> <I>)", "(<F> <CMP> <F>)", "(<S> <CMP> <S>)", "(<I> <CMP> <F>)", "(<I> <lt> <I> <lt>= <I>)", "(not <B>)", "(<B> and <B>)", "(<B> or <B>)", "(<I> in <LI>)", "(<S> in <S>)", "(<S> in <DC>)", "(<I> in <SET>)",
        "(<I> not in <SET>)", "(<LI> == <LI>)", "(<LI> <lt> <LI>)", "(<VM> is None)", "(<VM> is not None)", "(<M> == <I>)", "bool(<LI>)", "bool(<S>)", "<S>.startswith('a')", "<S>.isdigit()", "<S>.isalpha()", "any(x <gt> 2 for x in <LI>)",
        "all(<LI>)", "(<P> <lt> <P>)", "(<DC> == <DC>)", "(<SET> <lt>= <SET>)", "(<I> % 2 == 0)", "(<LI> is <LI>)", "isinstance(<M>, int)", "<S>.isupper()", "bool(<F>)", "(<SET> == <SET>)", "(<LS> <CMP> <LS>)",
    ],
    INTS: [
        "[<I>, <I>, <I>]", "(<LI> + <LI>)", "<LI>[<-N>:]", "<LI>[::-1]", "<LI>[<-N>:<-N>:<N1>]", "sorted(<LI>)", "sorted(<LI>, key=abs)", "sorted(<LI>, reverse=True)", "list(<SET>)", "[x * 2 for x in <LI>]", "[x for x in <LI> if x <CMP> <N>]",
        "[x + y for x in <LI>[:3] for y in <LI>[:2]]", "list(range(<-N>, <N>))", "list(map(abs, <LI>))", "list(<DC>.values())", "[len(s) for s in <LS>]", "(<G> or [[7]])[<IX>]", "[v for row in <G> for v in row]", "<DG>.get(<I>, [])", "(<LI> * <N>)[:9]",
        "[i * v for i, v in enumerate(<LI>)]", "list(filter(None, <LI>))", "[a - b for a, b in zip(<LI>, <LI>)]", "list(reversed(<LI>))", "[ord(c) for c in <S>]", "<LI>.copy()", "[*<LI>, <I>]", "[int(c) for c in <S> if c.isdigit()]", "list({x % 5 for x in <LI>})", "(<LI> or [0])",
    ],
    STRS: [
        "[<S>, <S>]", "<S>.split()", "<S>.split(',')", "(<LS> + [<S>])", "sorted(<LS>)", "sorted(<LS>, key=len)", "list(<S>)", "[s.upper() for s in <LS>]", "[str(x) for x in <LI>]", "<LS>[<-N>:]", "list(<DC>)", "[s for s in <LS> if s]", "list(map(str, <LF>))", "[f'{k}={v}' for k, v in <DC>.items()]", "[c for c in <S>]",
    ],
    FLOATS: ["[<F>, <F>]", "[x / 2 for x in <LI>]", "sorted(<LF>)", "(<LF> + <LF>)", "[round(x, 1) for x in <LF>]", "[float(x) for x in <LI>[:4]]", "<LF>[<-N>:]", "[x * <F> for x in <LF>]", "list(map(float, <LI>[:3]))"],
    GRID: ["[<LI>, <LI>]", "[[x] for x in <LI>]", "([<LI>] * <N>)", "[[i * j for j in range(<N>)] for i in range(<N>)]", "[list(r) for r in zip(*<G>)]", "[row[:] for row in <G>]", "sorted(<G>)", "<G>[::-1]", "[r + [<N>] for r in <G>]", "list(<DG>.values())"],
    COUNTS: ["{<S>: <I>, <S>: <I>}", "{s: len(s) for s in <LS>}", "dict(zip(<LS>, <LI>))", "{**<DC>, <S>: <I>}", "{k: v + 1 for k, v in <DC>.items()}", "dict(<DC>)", "{c: <S>.count(c) for c in 'ab'}", "dict(sorted(<DC>.items()))", "{str(x): x for x in <LI>}"],
    GROUPS: ["{<I>: <LI>, <I>: []}", "{x % 3: [x] for x in <LI>}", "{i: [] for i in range(<N>)}", "{len(s): [1] for s in <LS>}", "dict(<DG>)", "dict(enumerate(<G>))"],
    SET: ["{<I>, <I>}", "set(<LI>)", "(<SET> | <SET>)", "(<SET> & <SET>)", "(<SET> - <SET>)", "(<SET> ^ <SET>)", "{x % 7 for x in <LI>}", "set(range(<N>))", "{*<LI>, <I>}", "{len(s) for s in <LS>}", "<SET>.copy()"],
    PAIR: ["(<I>, <S>)", "(len(<S>), <S>)", "max([<P>, <P>])", "min(enumerate(<LS> + [<S>]))", "(<P> if <B> else <P>)"],
    MAYBE: ["None", "<I>", "(<I> if <B> else None)", "next((x for x in <LI> if x <lt> <N>), None)", "<DC>.get(<S>)", "max(<LI>, default=None)"],
}  # fmt: skip

MUTATIONS = {
    INTS: ["@.append(<I>)", "@.insert(<-N>, <I>)", "@.pop()", "@.pop(<IX>)", "@[<IX>] = <I>", "@[<IX>] += <I>", "@.sort()", "@.reverse()", "@.extend(<LI>)", "@ += <LI>", "@.remove(<I>)", "del @[<-N>:]", "@[<-N>:<-N>] = <LI>", "@.clear()", "@[0], @[-1] = @[-1], @[0]", "@.sort(key=lambda x: -x)"],
    STRS: ["@.append(<S>)", "@[<IX>] = <S>", "@.sort()", "@ += [<S>]", "@.pop()", "@[<IX>] += <S>", "@.reverse()", "@.sort(key=len)", "@.insert(0, <S>)"],
    FLOATS: ["@.append(<F>)", "@[<IX>] = <F>", "@[<IX>] *= <F>", "@.sort()", "@ += [<F>]"],
    GRID: ["@.append(<LI>)", "@[<IX>].append(<I>)", "@[<IX>][<IX>] = <I>", "@[<IX>] = <LI>", "@[<IX>] += [<I>]", "@.reverse()", "@[0], @[-1] = @[-1], @[0]", "@.pop()"],
    COUNTS: ["@[<S>] = <I>", "@[<S>] += <I>", "@[<S>] = @.get(<S>, 0) + 1", "@.pop(<S>, None)", "del @[<S>]", "@.update(<DC>)", "@.setdefault(<S>, <I>)", "@.clear()"],
    GROUPS: ["@[<I>] = <LI>", "@.setdefault(<I>, []).append(<I>)", "@[<I>].append(<I>)", "@.pop(<I>, None)", "@[<N>] = @.get(<N>, []) + [<I>]", "del @[<I>]"],
    SET: ["@.add(<I>)", "@.discard(<I>)", "@.remove(<I>)", "@.update(<LI>)", "@ |= <SET>", "@ -= <SET>", "@ &= <SET>", "@.pop()", "@ ^= {<I>}"],
}  # fmt: skip
