"""*args and **kwargs handed on, with arguments before and after."""

def show(*args, **kwargs):
    print(args, kwargs)
def fwd(*args, **kwargs):
    show(*args, **kwargs)
    show(1, *args)
    show(*args, 2)
    show(*args, *args, x=1, **kwargs)
fwd(1, 2)
fwd(1, k=2)
fwd()
print(max(*[1, 2, 3]), min(*[4, 5], 3))
print(*[1, 2], 3, *[4], sep="-")
