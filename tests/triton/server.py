"""A real tritonserver for one test class: on free ports, with a repository of its own, and always ended.

It must not know what a test asserts.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
STOP_SECONDS = 40


def _venv() -> Path:
    return Path(os.environ.get("PORTALIS_TRITON") or os.environ.get("PORTALIS_VENV") or ROOT / ".portalis" / "venv")


def _triton_home() -> Path:
    found = sorted(_venv().glob("lib/python3*/site-packages/pytriton/tritonserver"))
    if not found:
        raise FileNotFoundError(f"no tritonserver below {_venv()}: run `cargo xtask setup`, or set PORTALIS_TRITON")
    return found[0]


def _built(name: str, *target: str) -> Path:
    """Builds a library of portalis-triton, or finds it built, and asks cargo where it lies."""
    command = ["cargo", "build", "--quiet", "--message-format=json", "-p", "portalis-triton", *target]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in output.splitlines():
        message = json.loads(line)
        for path in map(Path, message.get("filenames") or []):
            if path.name == name:
                return path
    raise FileNotFoundError(f"cargo built no {name}")


def backend_library() -> Path:
    """The library under test."""
    given = os.environ.get("PORTALIS_BACKEND")
    return Path(given) if given else _built("libtriton_portalis.so", "--lib")


def faults_library() -> Path:
    """The same library with the engines `fault` and `count`."""
    given = os.environ.get("PORTALIS_BACKEND")
    # `cargo test` builds it beside the library under test.
    beside = Path(given).parent / "examples" / "libtriton_portalis_faults.so" if given else None
    if beside and beside.exists():
        return beside
    return _built("libtriton_portalis_faults.so", "--example", "triton_portalis_faults")


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago; all are held until the last one is found, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


# Starts the command so that it is killed when this process dies, however it dies. Not a `preexec_fn`: that runs Python in
# a fork of this process, which gRPC's threads do not survive.
_TIED = """
import ctypes, os, signal, sys
pr_set_pdeathsig = 1
ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
os.execv(sys.argv[1], sys.argv[1:])
"""


class Server:
    """`with Server(models={"name": "config text"}) as server:`; a path instead of a text is a model folder to copy, and a
    pair is a text and a function that fills the version's folder."""

    def __init__(self, models, library=None, arguments=(), cache=True):
        self.models = models
        self.library = library or backend_library()
        self.arguments = list(arguments)
        self.cache = cache
        self.folder = Path(tempfile.mkdtemp(prefix="portalis-triton-"))
        self.repository = self.folder / "models"
        self.log_path = self.folder / "log"
        self.process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def add(self, name, config):
        """Puts a model into the repository."""
        target = self.repository / name
        if isinstance(config, Path):
            shutil.copytree(config, target)
        else:
            text, fill = config if isinstance(config, tuple) else (config, None)
            (target / "1").mkdir(parents=True)
            (target / "config.pbtxt").write_text(text)
            if fill:
                fill(target / "1")

    def start(self):
        home = _triton_home()
        backend = self.folder / "backends" / "portalis"
        backend.mkdir(parents=True)
        shutil.copy(self.library, backend / "libtriton_portalis.so")
        self.repository.mkdir()
        for name, config in self.models.items():
            self.add(name, config)
        http, grpc, metrics = free_ports(3)
        self.http, self.grpc = f"127.0.0.1:{http}", f"127.0.0.1:{grpc}"
        self.metrics_url = f"http://127.0.0.1:{metrics}/metrics"
        command = [
            sys.executable,
            "-c",
            _TIED,
            home / "bin" / "tritonserver",
            f"--model-repository={self.repository}",
            f"--backend-directory={self.folder / 'backends'}",
            "--http-address=127.0.0.1",
            "--grpc-address=127.0.0.1",
            "--metrics-address=127.0.0.1",
            f"--http-port={http}",
            f"--grpc-port={grpc}",
            f"--metrics-port={metrics}",
            "--metrics-interval-ms=100",
            "--exit-timeout-secs=20",
            *self.arguments,
        ]
        if self.cache:
            command += [f"--cache-directory={home / 'caches'}", "--cache-config=local,size=16777216"]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        end = time.monotonic() + READY_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server is not ready:\n{self.errors()}")
            time.sleep(0.05)

    def _ready(self):
        """Ready to answer and to be measured: Triton opens its metrics port after it has said that it is ready."""
        try:
            for url in (f"http://{self.http}/v2/health/ready", self.metrics_url):
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status != 200:
                        return False
            return True
        except OSError:
            return False

    def stop(self):
        """Ends the server, kindly first, and removes its folder."""
        try:
            if self.process and self.process.poll() is None:
                self.process.terminate()
                try:
                    self.process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()
        finally:
            if os.environ.get("PORTALIS_SHOW_LOG") and self.log_path.exists():
                print(self.log(), file=sys.stderr)
            shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        """What the server has logged so far."""
        return self.log_path.read_text(errors="replace")

    def errors(self):
        """The lines of the log that are no information and no table."""
        return "\n".join(line for line in self.log().splitlines() if line[:1] not in "I|+")

    @property
    def proc(self):
        """What the kernel says about the server."""
        return Path("/proc") / str(self.process.pid)

    def alive(self):
        return self.process.poll() is None and self._ready()

    def post(self, path, body=None, headers=None):
        """Status and JSON of a POST; errors of the server are answers here."""
        data = json.dumps(body or {}).encode()
        request = urllib.request.Request(f"http://{self.http}/{path}", data=data, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def load(self, name):
        return self.post(f"v2/repository/models/{name}/load")

    def unload(self, name):
        return self.post(f"v2/repository/models/{name}/unload")

    def statistics(self, model):
        with urllib.request.urlopen(f"http://{self.http}/v2/models/{model}/stats", timeout=10) as answer:
            return json.loads(answer.read())["model_stats"][0]

    def metrics(self):
        """All series of the metrics endpoint, `name{labels}` to value; labels sorted by name."""
        with urllib.request.urlopen(self.metrics_url, timeout=10) as answer:
            text = answer.read().decode()
        series = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                key, value = line.rsplit(" ", 1)
                name, _, labels = key.partition("{")
                labels = ",".join(sorted(labels.rstrip("}").split(",")))
                series[f"{name}{{{labels}}}" if labels else name] = float(value)
        return series


def eventually(check, what, seconds=20):
    """Waits for a condition that must come true."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"never happened within {seconds} s: {what}")
        time.sleep(0.02)
