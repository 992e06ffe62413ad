"""Everything at once: translations, malformed requests, panics, cancellations, streams, loads and unloads."""

import random
import threading
import time
import unittest

import tritonclient.grpc
from tritonclient.utils import InferenceServerException

from clients import client, program, text_inputs
from server import ROOT, Server, eventually, faults_library
from test_backend import config

SECONDS = 10
THREADS = 8


class Storm(unittest.TestCase):
    def test_a_storm_leaves_a_calm_server(self):
        models = {
            "transpile": ROOT / "triton-models" / "transpile",
            "fault": config("fault", "instance_group [ { count: 2 kind: KIND_CPU } ]\n"),
            "count": config("count"),
        }
        arguments = ["--model-control-mode=explicit", "--load-model=*"]
        with Server(models, library=faults_library(), arguments=arguments) as server:
            end = time.monotonic() + SECONDS
            surprises = []
            work = [(self.requests, server, seed, end) for seed in range(THREADS)] + [(self.reloads, server, end)]
            threads = [threading.Thread(target=self.guarded, args=(surprises, *one)) for one in work]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(SECONDS + 60)
                self.assertFalse(thread.is_alive(), "a request hangs")
            self.assertEqual(surprises, [])
            self.assertTrue(server.alive(), server.errors()[-4000:])
            for model in models:
                status, answer = server.load(model)
                self.assertEqual(status, 200, answer)
            with client(tritonclient.grpc, server) as connection:
                result = connection.infer("fault", text_inputs(tritonclient.grpc, action=[["calm"]]), client_timeout=30)
                self.assertEqual(result.as_numpy("result")[0, 0], b"calm")
                connection.infer("transpile", program(tritonclient.grpc, "x = 1\n"), client_timeout=30)
            eventually(
                lambda: not any(v for k, v in server.metrics().items() if "requests_in_flight" in k),
                "no request is in flight",
            )

    def guarded(self, surprises, work, *arguments):
        try:
            work(*arguments)
        except Exception as error:  # A thread's exceptions would be lost.
            surprises.append(repr(error) + str(error))

    def requests(self, server, seed, end):
        chance = random.Random(seed)
        with client(tritonclient.grpc, server) as connection:
            while time.monotonic() < end:
                kind = chance.choice(["translate", "malformed", "panic", "drop", "echo", "cancel", "stream"])
                try:
                    self.one(server, connection, kind, chance)
                except InferenceServerException as error:
                    # What the server may say; anything else is a surprise.
                    known = (
                        "panicked", "without answering", "relative", "cancelled", "CANCELLED", "is not ready",
                        "unknown model", "not found", "no available", "Cancelled", "unloading",
                    )
                    if not any(word in str(error) for word in known):
                        raise

    def one(self, server, connection, kind, chance):
        module = tritonclient.grpc
        if kind == "translate":
            connection.infer("transpile", program(module, f"x = {chance.random()}\n" * 50), client_timeout=60)
        elif kind == "malformed":
            connection.infer("transpile", program(module, "x = 1\n", "../x.py"), client_timeout=60)
        elif kind in ("panic", "drop", "echo"):
            connection.infer("fault", text_inputs(module, action=[[kind]]), client_timeout=60)
        elif kind == "cancel":
            done = threading.Event()
            inputs = text_inputs(module, action=[["wait"]])
            call = connection.async_infer("fault", inputs, callback=lambda result, error: done.set())
            time.sleep(chance.random() / 20)
            call.cancel()
            if not done.wait(30):
                raise TimeoutError("a cancelled request never ends")
        else:
            # Streams run to their end here: the gRPC endpoint of 24.10 has races of its own around cancelled streams
            # (server issues 7368 and 8034), which end the server whatever the backend does.
            ended = threading.Event()
            with client(module, server) as own:

                def receive(result, error):
                    if error or result.get_response().parameters["triton_final_response"].bool_param:
                        ended.set()

                own.start_stream(callback=receive)
                inputs = text_inputs(module, count=["20@2"])
                own.async_stream_infer("count", inputs, enable_empty_final_response=True)
                if not ended.wait(30):
                    raise TimeoutError("a stream never ends")
                own.stop_stream()

    def reloads(self, server, end):
        while time.monotonic() < end:
            for model in ("transpile", "fault", "count"):
                server.unload(model)
                server.load(model)
                time.sleep(0.2)


if __name__ == "__main__":
    unittest.main()
