"""round gives an int or a float by its arguments; abs, min, pow keep the kind."""

print(round(2.567, 2), round(2.0), round(5, 1), round(5.0, 1), round(7), round(2.5) + 0.5, abs(-3), abs(-3.0), pow(2, 3), pow(2.0, 3), 10 // 3, 10.0 // 3, 7 % 4.0)
x = 10
x /= 5
print(x)
y = 10
y //= 5
print(y)
z = 2
z **= 3
print(z)
z **= -1
print(z)
w = 3
w -= 0.0
print(w, int(w), w == 3, str(w), [w])
