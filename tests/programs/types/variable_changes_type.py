"""One name, one type after the other."""

x = "42"
print(x + "!", len(x))
x = int(x)
print(x + 1)
x = x / 4
print(x)
x = [x]
x.append(1)
print(x)
x = None
print(x)
data = "3,1,2"
data = data.split(",")
data = [int(d) for d in data]
data = sorted(data)
data = {d: str(d) for d in data}
print(data)


def f(value):
    value = str(value)
    value = value[::-1]
    value = int(value)
    return value * 2


print(f(123), f(50))
