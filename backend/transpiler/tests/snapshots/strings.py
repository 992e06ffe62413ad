def shout(text, times=1):
    return (text.strip().upper() + "!") * times


name = input()
print(f"{shout(name):>10}|{len(name):03d}|{3.14159:.2f}")
print(shout(" hi ", times=2).split("!"), "a-b".replace("-", "+"))
