"""A running stack for each test module: the real Triton server with our backend, and the gateway.

`cargo xtask test` says where things are; run alone, these tests use the dev build and `.portalis/venv`.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from gateway import Gateway  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
XTASK = os.environ.get("PORTALIS_XTASK", str(ROOT / "target/debug/portalis-xtask"))
START_SECONDS = 120


class Stack:
    """One stack; ends with its test, and with this process if that dies first."""

    def __init__(self):
        self.process = subprocess.Popen(
            [XTASK, "up", "--for-tests"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.startswith("{"):
                break
        else:
            raise AssertionError("the stack did not start:\n" + "".join(said))
        places = json.loads(line)
        self.gateway_pid = places["gateway"]["pid"]
        self.triton_pid = places["triton"]["pid"]
        self.triton_http = places["triton"]["http"]
        self.triton_metrics = places["triton"]["metrics"]
        self.gateway = Gateway(places["gateway"]["port"])

    def stop(self):
        if self.process.stdin:
            self.process.stdin.close()
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="module")
def stack():
    """Shared by the tests of a module, which must leave it as it was."""
    running = Stack()
    yield running
    assert running.stop() == 0, "the stack did not stop cleanly"


@pytest.fixture
def own_stack():
    """For a test that kills some of it."""
    running = Stack()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def portalis():
    """The command line under test."""
    return os.environ.get("PORTALIS_BIN", str(ROOT / "target/debug/portalis"))


@pytest.fixture(scope="session")
def wasmtime():
    venv = os.environ.get("PORTALIS_VENV", str(ROOT / ".portalis/venv"))
    return os.path.join(venv, "bin/wasmtime")


@pytest.fixture(scope="session")
def examples():
    return ROOT / "examples"


def eventually(what, seconds=10.0):
    """Waits until `what()` is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False
