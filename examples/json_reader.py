"""Reads JSON text into Python values without the json module, and writes it back.

Shows: values of many types in one variable, mutual recursion, isinstance, string escapes, slicing.
"""


class JsonError(ValueError):
    pass


ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def fail(self, what):
        raise JsonError(f"{what} at {self.at}")

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] in " \n\t":
            self.at += 1

    def value(self):
        self.skip()
        if self.at == len(self.text):
            self.fail("unexpected end")
        ch = self.text[self.at]
        if ch == "{":
            return self.members()
        if ch == "[":
            return self.elements()
        if ch == '"':
            return self.string()
        for word, meaning in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        return self.number()

    def number(self):
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "+-.eE0123456789":
            self.at += 1
        text = self.text[start : self.at]
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            self.at = start
            self.fail("expected a value")

    def string(self):
        self.at += 1
        parts = []
        while True:
            if self.at >= len(self.text):
                self.fail("unfinished string")
            ch = self.text[self.at]
            self.at += 1
            if ch == '"':
                return "".join(parts)
            if ch == "\\":
                code = self.text[self.at]
                self.at += 1
                if code == "u":
                    ch = chr(int(self.text[self.at : self.at + 4], 16))
                    self.at += 4
                else:
                    ch = ESCAPES[code]
            parts.append(ch)

    def elements(self):
        result = []
        self.at += 1
        self.skip()
        while self.text[self.at] != "]":
            result.append(self.value())
            self.comma("]")
        self.at += 1
        return result

    def members(self):
        result = {}
        self.at += 1
        self.skip()
        while self.text[self.at] != "}":
            key = self.string()
            self.skip()
            if self.text[self.at] != ":":
                self.fail("expected ':'")
            self.at += 1
            result[key] = self.value()
            self.comma("}")
        self.at += 1
        return result

    def comma(self, closing):
        """After an element: either a comma, which is skipped, or the closing bracket, which stays."""
        self.skip()
        if self.at >= len(self.text):
            self.fail("unexpected end")
        if self.text[self.at] == ",":
            self.at += 1
            self.skip()
        elif self.text[self.at] != closing:
            self.fail(f"expected ',' or {closing!r}")


def write(value, indent=0):
    """The value as JSON, one element a line."""
    pad = "  " * (indent + 1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, list):
        if not value:
            return "[]"
        return "[\n" + ",\n".join(pad + write(v, indent + 1) for v in value) + "\n" + "  " * indent + "]"
    if not value:
        return "{}"
    lines = [f'{pad}"{k}": {write(v, indent + 1)}' for k, v in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * indent + "}"


def depth(value):
    if isinstance(value, list):
        return 1 + max((depth(v) for v in value), default=0)
    if isinstance(value, dict):
        return 1 + max((depth(v) for v in value.values()), default=0)
    return 0


TEXT = """
{"name": "Portalis", "version": 0.1, "tags": ["python", "rust", "wasm"],
 "size": {"lines": 12000, "share": 2.5e-3, "limits": [-1, null, true]},
 "motto": "say \\"hi\\"\\n\\u0041lways", "empty": [], "none": {}}
"""


def main():
    value = Reader(TEXT).value()
    print(value)
    print(write(value))
    print("depth", depth(value))
    for text in ("[1, 2", '{"a" 1}', '"abc', "[1 2]", "nope", ""):
        try:
            print(Reader(text).value())
        except JsonError as error:
            print(f"{text!r}: {error}")


if __name__ == "__main__":
    main()
