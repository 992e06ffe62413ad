"""The name of a handler is unbound after it, however the handler is left; finally runs in order."""

def f(n):
    try:
        if n == 0:
            raise ValueError("v", 1)
        if n == 1:
            raise KeyError("k")
        if n == 2:
            return 10 // 0
        x = 5
    except (ValueError, KeyError) as e:
        print(type(e).__name__, e, repr(e))
        y = 1
    except ZeroDivisionError as e:
        print("z", e)
        raise
    else:
        print("else", x)
    finally:
        print("fin")
    try:
        print(y)
    except UnboundLocalError as e:
        print(e)
    try:
        print(e)
    except NameError as err:
        print(err)
    return n
for i in range(4):
    try:
        print(f(i))
    except ZeroDivisionError as e:
        print("outer", e)
def g():
    for i in range(5):
        try:
            if i == 1: continue
            if i == 3: break
            print("body", i)
        finally:
            print("finally", i)
    try:
        return "a"
    finally:
        print("before return")
print(g())
def h():
    try:
        return 1
    finally:
        return 2
print(h())
def k():
    while True:
        try:
            raise ValueError("x")
        finally:
            break
    return "swallowed"
print(k())
def unbound(c):
    if c:
        z = 1
    print(z)
try:
    unbound(False)
except UnboundLocalError as e:
    print(e)
def dele():
    q = 1
    del q
    try:
        print(q)
    except NameError as e:
        print(type(e).__name__, e)
dele()
try:
    print(undefined_later)
except NameError as e:
    print(e)
undefined_later = 3
def jumps():
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as e:
            if i == 1:
                break
            continue
    try:
        print(e)
    except UnboundLocalError as u:
        print(u)
def outer_sees():
    try:
        try:
            raise ValueError("inner")
        except ValueError as e:
            raise KeyError("outer")
    except KeyError as k:
        try:
            print(e)
        except UnboundLocalError as u:
            print(u, k)
def was_bound(fail):
    e = "before"
    try:
        if fail:
            raise ValueError("x")
    except ValueError as e:
        pass
    return e
jumps()
outer_sees()
print(was_bound(False))
try:
    print(was_bound(True))
except UnboundLocalError as u:
    print(u)
