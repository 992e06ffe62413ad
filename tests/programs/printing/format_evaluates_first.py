"""% and format evaluate all values first, and then make text of them."""

a = [1]
print("%s %s %s" % (a, a.append(2), a))
print("{} {} {}".format(a, a.append(3), a))
print("{0} {0}".format(a), "{1} {0}".format(a.pop(), a.pop()), a)
print(", ".join([str(a), str(a.append(9)), str(a)]))
