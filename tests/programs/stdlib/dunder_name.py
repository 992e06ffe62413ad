"""__name__, main guards, module docstrings."""

print(__name__, __doc__.strip(), __name__ == "__main__")
if __name__ == "__main__":
    print("main")
else:
    print("imported")
