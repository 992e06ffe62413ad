"""The model `transpile` as it is shipped, through Triton's own clients, against the real server."""

import concurrent.futures
import json
import os
import tempfile
import time
import unittest
from pathlib import Path

import numpy as np
import tritonclient.grpc
import tritonclient.http
import tritonclient.utils.shared_memory as shm
from tritonclient.utils import InferenceServerException, serialize_byte_tensor

from clients import CLIENTS, client, outputs, program, text_inputs
from server import ROOT, Server, eventually

MODEL = ROOT / "triton-models" / "transpile"
PROGRAM = (ROOT / "examples" / "primes.py").read_text()
# Certain to be translated, whatever else is not yet.
SIMPLE = """def greatest(a, b):
    while b:
        a, b = b, a % b
    return a


print(greatest(1071, 462))
"""


def unregister(connection, region):
    """Triton keeps a region until the request is released, which is a moment after its response has come."""
    end = time.monotonic() + 10
    while True:
        try:
            return connection.unregister_system_shared_memory(region)
        except InferenceServerException as error:
            if "in use" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)


class Transpile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.trace_folder = tempfile.TemporaryDirectory(prefix="portalis-trace-")
        trace = Path(cls.trace_folder.name) / "trace"
        cls.server = Server(
            {"transpile": MODEL},
            arguments=["--trace-config=triton,file=" + str(trace), "--trace-config=level=OFF"],
        )
        cls.addClassCleanup(cls.trace_folder.cleanup)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.trace_path = trace

    def infer(self, module, inputs, **options):
        # A server on two busy cores may take its time; a hang is still an error.
        if module is tritonclient.grpc:
            options.setdefault("client_timeout", 60)
        return client(module, self.server).infer("transpile", inputs, **options)

    def test_the_warm_up_ran_before_the_model_was_ready(self):
        series = self.server.metrics()
        status = [
            series[f'portalis_transpile_programs_total{{model="transpile",status="{status}",version="1"}}']
            for status in ("translated", "refused")
        ]
        self.assertGreaterEqual(sum(status), 1)

    def test_http_and_grpc_answer_alike(self):
        answers = {}
        for name, module in CLIENTS.items():
            # A comment makes the source new, so that no answer comes from the cache.
            result = self.infer(module, program(module, f"{SIMPLE}# {time.time()}\n"))
            answers[name] = outputs(result)
            self.assertEqual(result.as_numpy("status").shape, (1, 1))
        # The comment is not in the crate.
        self.assertEqual(answers["http"], answers["grpc"])
        status, crate, diagnostics = answers["http"]
        self.assertEqual(status, "translated", diagnostics)
        self.assertIn("Cargo.toml", crate)
        self.assertIn("src/main.rs", crate)

    def test_a_refusal_is_an_answer_with_its_place(self):
        for module in CLIENTS.values():
            status, crate, diagnostics = outputs(self.infer(module, program(module, "x = 1\ny = (\n", "bad.py")))
            self.assertEqual((status, crate), ("refused", {}))
            first = diagnostics[0]
            self.assertEqual((first["path"], first["severity"]), ("bad.py", "error"))
            self.assertGreaterEqual(first["line"], 2)
            where = f"bad.py:{first['line']}:{first['column']}: error[{first['code']}]"
            self.assertTrue(first["rendered"].startswith(where), first["rendered"])

    def test_a_request_may_carry_several_programs(self):
        module = tritonclient.http
        sources = [[f"print({number})\n"] for number in range(3)] + [["def (\n"]]
        inputs = text_inputs(module, source=sources, filename=[[f"p{i}.py"] for i in range(4)])
        result = self.infer(module, inputs)
        self.assertEqual(result.as_numpy("status").shape, (4, 1))
        self.assertEqual(result.as_numpy("status")[3, 0], b"refused")
        first_paths = [d["path"] for row in result.as_numpy("diagnostics")[:, 0] for d in json.loads(row)]
        self.assertIn("p3.py", first_paths)

    def test_the_cache_has_every_output_whichever_the_first_caller_asked_for(self):
        # Triton's cache does not tell requests apart by their outputs.
        for module in CLIENTS.values():
            inputs = program(module, f"print({time.time()})\n")
            result = self.infer(module, inputs, outputs=[module.InferRequestedOutput("status")])
            self.assertEqual(result.as_numpy("status").shape, (1, 1))
            outputs(self.infer(module, inputs))

    def test_system_shared_memory_in_and_out(self):
        module = tritonclient.grpc
        with client(module, self.server) as connection:
            data = {
                name: serialize_byte_tensor(np.array([[value]], dtype=object)).item()
                for name, value in (("source", PROGRAM.encode()), ("filename", b"app.py"))
            }
            size = 1 << 20
            key = f"/portalis-test-{os.getpid()}"
            region = shm.create_shared_memory_region("region", key, size)
            try:
                connection.register_system_shared_memory("region", key, size)
                inputs, offset = [], 0
                for name, value in data.items():
                    shm.set_shared_memory_region(region, [np.frombuffer(value, dtype=np.uint8)], offset=offset)
                    tensor = module.InferInput(name, [1, 1], "BYTES")
                    tensor.set_shared_memory("region", len(value), offset)
                    inputs.append(tensor)
                    offset += len(value)
                status = module.InferRequestedOutput("status")
                status.set_shared_memory("region", 1024, offset)
                result = connection.infer("transpile", inputs, outputs=[status], client_timeout=60)
                self.assertIsNotNone(result.get_output("status"))
                # Four bytes of length, then the text.
                raw = bytes(shm.get_contents_as_numpy(region, np.uint8, [size]))[offset : offset + 64]
                length = int.from_bytes(raw[:4], "little")
                self.assertIn(raw[4 : 4 + length], (b"translated", b"refused"))
            finally:
                unregister(connection, "region")
                shm.destroy_shared_memory_region(region)

    def test_sixty_four_concurrent_requests_share_batches(self):
        before = self.server.statistics("transpile")
        module = tritonclient.grpc
        with client(module, self.server) as connection, concurrent.futures.ThreadPoolExecutor(64) as threads:
            # Real programs, all different, so that none comes from the cache and the queue fills.
            inputs = [program(module, PROGRAM + f"# {time.time()} {n}\n") for n in range(64)]
            sent = [threads.submit(connection.infer, "transpile", i, client_timeout=120) for i in inputs]
            for one in sent:
                self.assertIn(outputs(one.result())[0], ("translated", "refused"))
        after = self.server.statistics("transpile")
        inferences = after["inference_count"] - before["inference_count"]
        executions = after["execution_count"] - before["execution_count"]
        self.assertEqual(inferences, 64)
        self.assertLess(executions, 40, after["batch_stats"])
        self.assertGreater(max(row["batch_size"] for row in after["batch_stats"]), 1)

    def test_requests_with_different_numbers_of_files_share_batches(self):
        module = tritonclient.grpc
        with client(module, self.server) as connection, concurrent.futures.ThreadPoolExecutor(16) as threads:
            sent = []
            for number in range(16):
                files = number % 3 + 1
                names = [f"pkg/m{i}.py" for i in range(files - 1)] + ["pkg/__main__.py"]
                sources = [f"value = {number}\n"] * (files - 1) + [f"print({number}, {time.time()})\n"]
                inputs = text_inputs(module, source=[sources], filename=[names])
                sent.append(threads.submit(connection.infer, "transpile", inputs, client_timeout=60))
            for one in sent:
                self.assertIn(outputs(one.result())[0], ("translated", "refused"))

    def test_the_second_identical_request_is_a_cache_hit(self):
        key = 'nv_cache_num_hits_per_model{model="transpile",version="1"}'
        source = f"print({time.time()})\n"
        first = outputs(self.infer(tritonclient.http, program(tritonclient.http, source)))
        hits = self.server.metrics()[key]
        second = outputs(self.infer(tritonclient.http, program(tritonclient.http, source)))
        self.assertEqual(first, second)
        eventually(lambda: self.server.metrics()[key] == hits + 1, "one more cache hit")

    def test_malformed_requests_are_400_and_the_server_goes_on(self):
        cases = {
            "relative": dict(source=[["x"]], filename=[["../x.py"]]),
            "twice": dict(source=[["x", "y"]], filename=[["a.py", "a.py"]]),
            "one filename with each source": dict(source=[["x"]], filename=[["a.py", "b.py"]]),
        }
        for expected, tensors in cases.items():
            with self.subTest(expected):
                with self.assertRaises(InferenceServerException) as caught:
                    self.infer(tritonclient.http, text_inputs(tritonclient.http, **tensors))
                self.assertIn(expected, str(caught.exception))
                self.assertEqual(caught.exception.status(), "400")
                with self.assertRaises(InferenceServerException) as caught:
                    self.infer(tritonclient.grpc, text_inputs(tritonclient.grpc, **tensors))
                self.assertIn(expected, str(caught.exception))
                self.assertEqual(caught.exception.status(), "StatusCode.INVALID_ARGUMENT")
        for body in (
            {"inputs": []},
            {"inputs": [{"name": "source", "shape": [1, 1], "datatype": "INT32", "data": [1]}]},
            {"inputs": [{"name": n, "shape": [1, 0], "datatype": "BYTES", "data": []} for n in ("source", "filename")]},
        ):
            status, answer = self.server.post("v2/models/transpile/infer", body)
            self.assertTrue(400 <= status < 500, (status, answer))
        self.assertTrue(self.server.alive())
        self.test_http_and_grpc_answer_alike()

    def test_an_error_is_not_answered_from_the_cache(self):
        # Triton would store the failed response as a success without outputs.
        module = tritonclient.http
        for _ in range(3):
            with self.assertRaises(InferenceServerException):
                self.infer(module, program(module, "x = 1\n", "/absolute.py"))

    def test_priorities_and_timeouts_are_accepted(self):
        for level in (1, 2, 3):
            status, _, _ = outputs(
                self.infer(
                    tritonclient.grpc,
                    program(tritonclient.grpc, f"print({level}, {time.time()})\n"),
                    priority=level,
                    timeout=30_000_000,
                )
            )
            self.assertIn(status, ("translated", "refused"))

    def test_a_request_is_traced_stage_by_stage(self):
        with client(tritonclient.http, self.server) as connection:
            on = {"trace_level": ["TIMESTAMPS"], "trace_rate": "1", "trace_count": "-1", "log_frequency": "1"}
            connection.update_trace_settings(settings=on)
            self.infer(tritonclient.http, program(tritonclient.http, f"print({time.time()})\n"))
            connection.update_trace_settings(settings={"trace_level": ["OFF"]})
        names = eventually(self.traced, "the trace file has the backend's own activities")
        self.assertIn("ANALYSE_START", names)
        self.assertIn("ANALYSE_END", names)

    def traced(self):
        text = "".join(path.read_text() for path in self.trace_path.parent.iterdir())
        return text if "PARSE_START" in text else ""

    def test_hostile_programs_end_in_bounded_time(self):
        cases = {
            "null byte": b"x = 1\0\n",
            "bad utf-8": b"x = '\xff\xfe'\n",
            "megabyte line": b"x = " + b"1 + " * 250_000 + b"1\n",
            "deep parentheses": b"x = " + b"(" * 100_000 + b"1" + b")" * 100_000 + b"\n",
            "deep lists": b"x = " + b"[" * 50_000 + b"]" * 50_000 + b"\n",
            "deep blocks": b"".join(b" " * n + b"if x:\n" for n in range(1000)) + b" " * 1000 + b"pass\n",
            "long unary": b"x = " + b"-" * 200_000 + b"1\n",
            "long attribute chain": b"x" + b".y" * 200_000 + b"\n",
        }
        for name, source in cases.items():
            with self.subTest(name):
                start = time.monotonic()
                try:
                    status, _, _ = outputs(self.infer(tritonclient.grpc, program(tritonclient.grpc, source)))
                    self.assertIn(status, ("translated", "refused"))
                except InferenceServerException as error:
                    self.assertIn("time limit", str(error))
                self.assertLess(time.monotonic() - start, 30)
                self.assertTrue(self.server.alive(), self.server.log()[-2000:])


if __name__ == "__main__":
    unittest.main()
