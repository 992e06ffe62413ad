"""Killing, draining and hanging up in the middle of a request: nobody and nothing is left behind."""
import http.client
import json
import os
import pathlib
import signal
import threading

import pytest

from conftest import eventually
from processes import below, still_there, table

HELLO = "print('hello')\n"


def cache():
    for name, tail in (("PORTALIS_CACHE", ""), ("XDG_CACHE_HOME", "portalis"), ("HOME", ".cache/portalis")):
        if os.environ.get(name):
            return pathlib.Path(os.environ[name]) / tail
    raise AssertionError("no cache folder")


def work_folders(pid):
    return [path.name for path in cache().glob(f"work/{pid}-*")]


class Request(threading.Thread):
    """A translation that takes a while, on its own thread."""

    def __init__(self, stack, examples):
        super().__init__(daemon=True)
        self.stack, self.answer, self.failure = stack, None, None
        self.source = (examples / "game_of_life.py").read_text()
        self.start()

    def run(self):
        try:
            self.answer = self.stack.gateway.translate(
                source=self.source, filename="game_of_life.py", target=["native", "wasm"]
            )
        except (OSError, http.client.HTTPException) as error:
            self.failure = error


@pytest.fixture
def warm_stack(own_stack):
    """A stack whose gateway has compiled for both targets before: what it shares between requests is in its cache."""
    answer = own_stack.gateway.translate(source=HELLO, filename="warm.py", target=["native", "wasm"])
    assert answer.status == 200, answer.body
    assert eventually(lambda: not compiling(own_stack.gateway_pid), 60)
    return own_stack


def compiling(pid):
    return any("rustc" in name for _, name in below(pid).values())


def test_killing_the_gateway_leaves_nothing(warm_stack, examples):
    request = Request(warm_stack, examples)
    assert eventually(lambda: compiling(warm_stack.gateway_pid), 60), "the gateway never compiled"
    family = below(warm_stack.gateway_pid)
    os.kill(warm_stack.gateway_pid, signal.SIGKILL)
    request.join(30)
    assert request.failure is not None
    assert eventually(lambda: not still_there(family)), still_there(family)
    assert eventually(lambda: not work_folders(warm_stack.gateway_pid)), work_folders(warm_stack.gateway_pid)


def test_killing_triton_is_an_error_and_no_orphan(warm_stack, examples):
    family = below(warm_stack.triton_pid)
    assert warm_stack.gateway.translate(source=HELLO, filename="a.py", target="rust").status == 200
    os.kill(warm_stack.triton_pid, signal.SIGKILL)
    answer = warm_stack.gateway.translate(source=HELLO, filename="b.py", target="rust")
    assert answer.status == 503, answer.body
    assert int(answer.headers["retry-after"]) > 0
    answer.error()
    warm_stack.gateway.wait_for("/v1/health/ready", 503)
    assert warm_stack.gateway.get("/v1/health/live").status == 200
    assert eventually(lambda: not still_there(family)), still_there(family)


def test_a_drained_gateway_finishes_what_it_has(warm_stack, examples):
    request = Request(warm_stack, examples)
    assert eventually(lambda: compiling(warm_stack.gateway_pid), 60), "the gateway never compiled"
    family = below(warm_stack.gateway_pid)
    os.kill(warm_stack.gateway_pid, signal.SIGTERM)
    request.join(60)
    assert request.answer is not None and request.answer.status == 200, request.failure
    assert eventually(lambda: warm_stack.gateway_pid not in table(), 60), "the gateway did not end"
    assert not still_there(family)
    assert not work_folders(warm_stack.gateway_pid)


def test_a_client_that_hangs_up_stops_the_work(warm_stack, examples):
    connection = warm_stack.gateway.connect()
    source = (examples / "shortest_paths.py").read_text()
    body = json.dumps({"source": source, "filename": "shortest_paths.py", "target": ["native", "wasm"]})
    connection.request("POST", "/v1/translations", body, {"content-type": "application/json"})
    assert eventually(lambda: compiling(warm_stack.gateway_pid), 60), "the gateway never compiled"
    connection.close()
    assert eventually(lambda: not compiling(warm_stack.gateway_pid), 2), "it went on compiling for nobody"
    assert warm_stack.gateway.translate(source=HELLO, filename="a.py", target="rust").status == 200
