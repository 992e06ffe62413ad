"""What a client of the gateway gets."""
import base64
import concurrent.futures
import subprocess
import sys

import pytest

SHOWN = ["roman", "queens", "shortest_paths"]
HELLO = "def double(n):\n    return n * 2\n\n\nprint(double(21))\nprint(-7 // 2, 2 ** 100)\n"


def files_below(folder):
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".rs", ".toml")
    }


@pytest.mark.parametrize("name", SHOWN)
def test_rest_and_the_command_line_give_the_same_crate(stack, portalis, examples, tmp_path, name):
    source = examples / f"{name}.py"
    answer = stack.gateway.translate(source=source.read_text(), filename=source.name, target="rust")
    assert answer.status == 200, answer.body
    subprocess.run([portalis, "translate", source, "--out", tmp_path, "--target", "rust"], check=True, timeout=120)
    assert answer.json["files"] == files_below(tmp_path / name)


@pytest.mark.parametrize("name", SHOWN)
def test_the_artefacts_do_what_python_does(stack, wasmtime, examples, tmp_path, name):
    source = examples / f"{name}.py"
    answer = stack.gateway.translate(source=source.read_text(), filename=source.name, target=["native", "wasm"])
    assert answer.status == 200, answer.body
    python = subprocess.run([sys.executable, source], capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    for target, file in (("native", name), ("wasm", f"{name}.wasm")):
        path = tmp_path / file
        path.write_bytes(base64.b64decode(answer.json["artefacts"][target], validate=True))
        path.chmod(0o755)
        command = [path] if target == "native" else [wasmtime, "run", path]
        ran = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        assert (ran.stdout, ran.returncode) == (python.stdout, python.returncode), (target, ran.stderr)


def test_the_command_line_translates_through_the_gateway(stack, portalis, tmp_path):
    source = tmp_path / "hello.py"
    source.write_text(HELLO)
    url = f"http://127.0.0.1:{stack.gateway.port}"
    subprocess.run(
        [portalis, "translate", source, "--out", tmp_path / "out", "--target", "native", "--gateway", url],
        check=True, timeout=120,
    )
    ran = subprocess.run([tmp_path / "out/hello/hello"], capture_output=True, text=True, timeout=30)
    assert ran.stdout == f"42\n-4 {2 ** 100}\n"


def test_a_refused_program_says_where_and_why(stack):
    answer = stack.gateway.translate(source="x = 1\nprint(eval('x'))\n", filename="bad.py", target="rust")
    assert answer.status == 422, answer.body
    assert answer.error()["type"] == "program_refused"
    [diagnostic] = [d for d in answer.json["diagnostics"] if d["severity"] == "error"]
    assert (diagnostic["path"], diagnostic["line"]) == ("bad.py", 2)
    assert diagnostic["rendered"].startswith("bad.py:2:") and "^" in diagnostic["rendered"]


def test_a_package_of_several_files(stack, tmp_path):
    files = {
        "shop/__init__.py": "",
        "shop/prices.py": "def total(prices):\n    return sum(prices)\n",
        "shop/__main__.py": "from shop.prices import total\n\nprint(total([1, 2, 3]))\n",
    }
    answer = stack.gateway.translate(files=files, target="native")
    if answer.status == 422:
        pytest.skip("packages are refused as yet: " + answer.json["diagnostics"][0]["message"])
    assert answer.status == 200, answer.body
    program = tmp_path / "shop"
    program.write_bytes(base64.b64decode(answer.json["artefacts"]["native"]))
    program.chmod(0o755)
    assert subprocess.run([program], capture_output=True, text=True, timeout=30).stdout == "6\n"


def test_a_stream_tells_each_stage_and_ends(stack):
    events = stack.gateway.events(source=HELLO, filename="hello.py", target="native")
    assert events[-1][1] == "[DONE]", events[-1]
    told = [(data["stage"], data["state"]) for name, data in events if name == "stage"]
    stages = ("parse", "analyse", "translate", "validate", "package")
    assert told == [(stage, state) for stage in stages for state in ("started", "finished")]
    [result] = [data for name, data in events if name == "result"]
    plain = stack.gateway.translate(source=HELLO, filename="hello.py", target="rust").json
    assert result["files"] == plain["files"]
    assert base64.b64decode(result["artefacts"]["native"])[:4] == b"\x7fELF"


def test_a_refused_stream_ends_too(stack):
    events = stack.gateway.events(source="print(eval('1'))\n", filename="bad.py", target="rust")
    assert events[-1][1] == "[DONE]", events[-1]
    [error] = [data for name, data in events if name == "error"]
    assert error["error"]["type"] == "program_refused"
    assert error["diagnostics"][0]["path"] == "bad.py"


def test_sixteen_clients_at_once_get_their_own_answers(stack):
    def one(index):
        source = f"print({index} * 1000 + 7)\n"
        answer = stack.gateway.translate(source=source, filename=f"p{index}.py", target="rust")
        return index, answer

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        for index, answer in pool.map(one, range(100, 116)):
            assert answer.status == 200, answer.body
            assert str(index) in answer.json["files"]["src/main.rs"]


def test_priorities_are_taken_and_checked(stack):
    for priority in (1, 2, 3):
        assert stack.gateway.translate(source=HELLO, filename="a.py", target="rust", priority=priority).status == 200
    answer = stack.gateway.translate(source=HELLO, filename="a.py", target="rust", priority=4)
    assert answer.status in (400, 422), answer.body
    assert answer.error()["param"] == "priority"


@pytest.mark.parametrize("source", ["(" * 5000, "x = " + "1 + " * 20000 + "1", "a" * (1 << 20), "\x00", "def f(:\n"])
def test_hostile_sources_get_an_error_and_the_stack_goes_on(stack, source):
    answer = stack.gateway.translate(source=source, filename="h.py", target="rust")
    assert answer.status in (200, 400, 422), answer.body[:500]
    if answer.status != 200:
        answer.error()
    assert stack.gateway.translate(source=HELLO, filename="hello.py", target="rust").status == 200
