"""The backend itself, driven through engines that misbehave and stream on request (`fault`, `count`)."""

import queue
import time
import unittest

import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException

from clients import CLIENTS, client, text_inputs
from server import Server, eventually, faults_library


def config(engine, extra=""):
    return f'backend: "portalis"\nparameters {{ key: "engine" value {{ string_value: "{engine}" }} }}\n{extra}'


ONE_SLOT = "instance_group [ { count: 1 kind: KIND_CPU } ]\n"


class Backend(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        models = {"fault": config("fault", ONE_SLOT), "count": config("count", ONE_SLOT)}
        cls.server = Server(models, library=faults_library())
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def act(self, action, module=tritonclient.grpc, **options):
        if module is tritonclient.grpc:
            options.setdefault("client_timeout", 60)
        result = client(module, self.server).infer("fault", text_inputs(module, action=[[action]]), **options)
        return result.as_numpy("result")[0, 0].decode()

    def test_a_configuration_of_one_line_is_completed(self):
        with client(tritonclient.http, self.server) as connection:
            given = connection.get_model_config("fault")
        self.assertEqual(given["max_batch_size"], 8)
        self.assertEqual([tensor["name"] for tensor in given["input"]], ["action"])
        self.assertIn("dynamic_batching", given)
        with client(tritonclient.http, self.server) as connection:
            self.assertTrue(connection.get_model_config("count")["model_transaction_policy"]["decoupled"])

    def test_a_panic_in_an_engine_is_an_error_and_the_server_goes_on(self):
        for module in CLIENTS.values():
            with self.assertRaises(InferenceServerException) as caught:
                self.act("panic", module)
            self.assertIn("the engine panicked", str(caught.exception))
            self.assertEqual(self.act("hello", module), "hello")
        self.assertIn("the test wants a panic", self.server.log())
        self.assertTrue(self.server.alive())

    def test_an_item_that_the_engine_forgets_is_answered(self):
        with self.assertRaises(InferenceServerException) as caught:
            self.act("drop")
        self.assertIn("ended without answering", str(caught.exception))

    def test_an_error_keeps_its_kind(self):
        with self.assertRaises(InferenceServerException) as caught:
            self.act("fail", tritonclient.http)
        self.assertEqual(caught.exception.status(), "404")
        with self.assertRaises(InferenceServerException) as caught:
            self.act("fail", tritonclient.grpc)
        self.assertEqual(caught.exception.status(), "StatusCode.NOT_FOUND")

    def test_a_cancelled_request_frees_its_slot(self):
        done = queue.Queue()
        cancelled = 'portalis_backend_requests_total{model="fault",outcome="cancelled",version="1"}'
        before = self.server.metrics()[cancelled]
        with client(tritonclient.grpc, self.server) as connection:
            # It would hold the only slot for a minute.
            call = connection.async_infer(
                "fault",
                text_inputs(tritonclient.grpc, action=[["wait"]]),
                callback=lambda result, error: done.put(error),
            )
            in_flight = 'portalis_backend_requests_in_flight{model="fault",version="1"}'
            eventually(lambda: self.server.metrics()[in_flight] == 1, "the request reaches the engine")
            start = time.monotonic()
            call.cancel()
            self.assertEqual(done.get(timeout=10).status(), "StatusCode.CANCELLED")
            self.assertEqual(self.act("next"), "next")
            self.assertLess(time.monotonic() - start, 10)
        eventually(lambda: self.server.metrics()[cancelled] == before + 1, "the cancellation is counted")
        self.assertEqual(self.server.metrics()[in_flight], 0)

    def stream(self, count, seconds=60):
        """The numbers that come back, and the error if there is one."""
        answers = queue.Queue()
        with client(tritonclient.grpc, self.server) as connection:
            connection.start_stream(callback=lambda result, error: answers.put((result, error)))
            inputs = text_inputs(tritonclient.grpc, count=[count])
            connection.async_stream_infer("count", inputs, enable_empty_final_response=True)
            numbers = []
            while True:
                result, error = answers.get(timeout=seconds)
                if error:
                    return numbers, error
                if result.get_response().parameters["triton_final_response"].bool_param:
                    return numbers, None
                numbers.append(int(result.as_numpy("number")[0]))

    def test_a_stream_arrives_whole_and_in_order(self):
        numbers, error = self.stream("1000")
        self.assertIsNone(error)
        self.assertEqual(numbers, list(range(1000)))

    def test_an_empty_stream_ends(self):
        self.assertEqual(self.stream("0"), ([], None))

    def test_a_stream_may_end_with_an_error(self):
        numbers, error = self.stream("many")
        self.assertEqual(numbers, [])
        self.assertIn("`count` is no number", str(error))

    def test_a_stream_has_statistics_of_its_responses(self):
        self.stream("3")
        row = eventually(lambda: self.server.statistics("count")["response_stats"].get("2"), "the third response")
        self.assertGreaterEqual(row["success"]["count"], 1)

    def test_an_abandoned_stream_ends_and_the_model_unloads(self):
        answers = queue.Queue()
        connection = client(tritonclient.grpc, self.server)
        connection.start_stream(callback=lambda result, error: answers.put((result, error)))
        connection.async_stream_infer("count", text_inputs(tritonclient.grpc, count=["1000000@2"]))
        answers.get(timeout=60)
        connection.stop_stream(cancel_requests=True)
        connection.close()
        key = 'portalis_backend_requests_in_flight{model="count",version="1"}'
        eventually(lambda: self.server.metrics()[key] == 0, "the engine stops streaming")

    def test_memory_is_reported(self):
        self.assertEqual([row["byte_size"] for row in self.server.statistics("fault")["memory_usage"]], [4096])

    def test_failures_count_as_failures(self):
        before = self.server.statistics("fault")["inference_stats"]["fail"]["count"]
        with self.assertRaises(InferenceServerException):
            self.act("fail")
        eventually(
            lambda: self.server.statistics("fault")["inference_stats"]["fail"]["count"] == before + 1,
            "one more failure",
        )


if __name__ == "__main__":
    unittest.main()
