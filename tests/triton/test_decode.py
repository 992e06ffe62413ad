"""The engine `decode` behind the real server, with a tiny checkpoint on the host's processors."""

import json
import queue
import random
import shutil
import threading
import time
import unittest
import urllib.error
import urllib.request

import numpy as np
import tritonclient.grpc
import tritonclient.http
from tritonclient.utils import InferenceServerException

import checkpoint
from clients import client, text_inputs
from server import ROOT, Server, eventually

STREAMS = 64


def config(extra="", **parameters):
    parameters = {"engine": "decode", **parameters}
    lines = [f'parameters {{ key: "{k}" value {{ string_value: "{v}" }} }}' for k, v in parameters.items()]
    return "\n".join(['backend: "portalis"', "instance_group [ { kind: KIND_CPU } ]", *lines, extra])


# A queue of the server's own, with levels and a limit.
QUEUE = """dynamic_batching {
  priority_levels: 2
  default_priority_level: 2
  default_queue_policy { max_queue_size: 8 timeout_action: REJECT allow_timeout_override: true }
}"""


def inputs(module, text, stream=False, **parameters):
    tensors = text_inputs(module, text_input=[text], sampling_parameters=[json.dumps(parameters)])
    flag = module.InferInput("stream", [1], "BOOL")
    flag.set_data_from_numpy(np.array([stream]))
    return [*tensors, flag]


class Stream:
    """One request over gRPC, on a connection of its own; `whole` for one response at the end."""

    def __init__(self, server, text, model="tiny", timeout=None, whole=False, **parameters):
        self.answers = queue.Queue()
        self.connection = client(tritonclient.grpc, server)
        self.connection.start_stream(callback=lambda result, error: self.answers.put((result, error)))
        options = {"timeout": timeout} if timeout else {}
        self.connection.async_stream_infer(
            model, inputs(tritonclient.grpc, text, not whole, **parameters), enable_empty_final_response=True, **options
        )

    def results(self, seconds=60):
        """Every response, as it comes."""
        while True:
            result, error = self.answers.get(timeout=seconds)
            if error:
                raise error
            yield result
            if result.get_response().parameters["triton_final_response"].bool_param:
                return

    def pieces(self):
        """Text, finish reason and number of tokens of each response."""
        return map(piece, self.results())

    def close(self, cancel=False):
        self.connection.stop_stream(cancel_requests=cancel)
        self.connection.close()

    def read(self):
        """All of it: the text, the reason for its end, and the number of tokens."""
        try:
            pieces = list(self.pieces())
        finally:
            self.close()
        return "".join(one[0] for one in pieces), pieces[-1][1], sum(one[2] for one in pieces)


def piece(result):
    text, reason = (result.as_numpy(name)[0].decode() for name in ("text_output", "finish_reason"))
    return text, reason, int(result.as_numpy("num_output_tokens")[0])


class Decode(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        greedy = '{ \\"temperature\\": 0, \\"ignore_eos\\": true }'
        models = {
            "tiny": config(QUEUE, max_batch=16, kv_cache_mebibytes=1, sampling_parameters=greedy),
            # No page, no place and no guess is shared or made: what this one says is what the other must say.
            "plain": config(max_batch=1, prefix_cache="off", speculation_tokens=0, sampling_parameters=greedy),
        }
        models = {name: (text, checkpoint.write) for name, text in models.items()}
        cls.server = Server(models, arguments=["--model-control-mode=explicit", "--load-model=*"], cache=False)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def ask(self, text, model="tiny", **parameters):
        return Stream(self.server, text, model, whole=True, **parameters).read()

    def generate(self, body, kind="generate"):
        return self.server.post(f"v2/models/tiny/{kind}", body)

    def metric(self, name, model="tiny", **labels):
        labels = {"model": model, "version": "1", **labels}
        inner = ",".join(f'{key}="{labels[key]}"' for key in sorted(labels))
        return self.server.metrics()[f"portalis_{name}{{{inner}}}"]

    def calm(self):
        def quiet():
            return self.metric("backend_requests_in_flight") == 0 and self.metric("decode_kv_pages", state="used") == 0

        eventually(quiet, "no request and no page is in use", 60)

    def test_the_configuration_is_completed(self):
        with client(tritonclient.http, self.server) as connection:
            given = connection.get_model_config("tiny")
        self.assertEqual(given.get("max_batch_size", 0), 0)
        self.assertTrue(given["model_transaction_policy"]["decoupled"])
        self.assertIn("text_input", [tensor["name"] for tensor in given["input"]])
        self.assertIn("finish_reason", [tensor["name"] for tensor in given["output"]])

    def test_a_folder_without_a_checkpoint_says_what_is_missing_and_disturbs_nobody(self):
        self.server.add("empty", config())
        status, answer = self.server.load("empty")
        self.assertEqual(status, 400, answer)
        self.assertIn("there is no checkpoint: put config.json", answer["error"])
        with client(tritonclient.http, self.server) as connection:
            self.assertFalse(connection.is_model_ready("empty"))
            self.assertTrue(connection.is_model_ready("tiny"))

    def test_a_model_may_come_without_its_checkpoint(self):
        self.server.add("translate", ROOT / "triton-models" / "translate")
        status, answer = self.server.load("translate")
        self.assertEqual(status, 200, answer)
        status, answer = self.server.post("v2/models/translate/generate", {"text_input": "x"})
        # Triton's `/generate` answers every error of a model with 400.
        self.assertEqual(status, 400, answer)
        self.assertIn("there is no checkpoint", answer["error"])
        self.assertEqual(self.server.unload("translate")[0], 200)

    def test_the_translate_model_serves_any_checkpoint(self):
        folder = self.server.repository / "translate"
        shutil.rmtree(folder, ignore_errors=True)
        self.server.add("translate", ROOT / "triton-models" / "translate")
        checkpoint.write(folder / "1")
        status, answer = self.server.load("translate")
        self.assertEqual(status, 200, answer)
        messages = json.dumps([{"role": "user", "content": "print(1)"}])
        status, answer = self.server.post(
            "v2/models/translate/generate", {"messages": messages, "parameters": {"max_tokens": 2}}
        )
        self.assertEqual(status, 200, answer)
        # The model's own system message is in the prompt.
        self.assertGreater(answer["num_input_tokens"], len("[user] print(1)\n[assistant] ") + 200)
        self.assertEqual(self.server.unload("translate")[0], 200)

    def test_generate_answers_once(self):
        body = {"text_input": "def f(x):", "parameters": {"max_tokens": 12, "exclude_input_in_output": True}}
        status, answer = self.generate(body)
        self.assertEqual(status, 200, answer)
        self.assertEqual((answer["finish_reason"], answer["num_input_tokens"]), ("length", 9))
        self.assertEqual(answer["num_output_tokens"], 12)
        body["parameters"] = {"max_tokens": 12}
        self.assertEqual(self.generate(body)[1]["text_output"], "def f(x):" + answer["text_output"])

    def test_generate_stream_says_the_same_in_pieces(self):
        body = {"text_input": "def f(x):", "parameters": {"max_tokens": 40}}
        whole = self.generate(body | {"exclude_input_in_output": True})[1]["text_output"]
        body["parameters"]["stream"] = True
        request = urllib.request.Request(
            f"http://{self.server.http}/v2/models/tiny/generate_stream", data=json.dumps(body).encode()
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            events = [json.loads(line[5:]) for line in answer.read().decode().splitlines() if line.startswith("data:")]
        self.assertEqual("".join(event["text_output"] for event in events), whole)
        self.assertGreater(len(events), 5)
        self.assertEqual(events[-1]["finish_reason"], "length")
        self.assertEqual(sum(event["num_output_tokens"] for event in events), 40)

    def test_a_stream_over_grpc_says_what_a_whole_answer_says(self):
        for text in ("x", "count: 1 2 3 4 5 1 2 3", "été €"):
            whole = self.ask(text, max_tokens=64)
            lead = len(text)
            self.assertEqual(Stream(self.server, text, max_tokens=64).read(), (whole[0][lead:], *whole[1:]))

    def test_batches_shared_prompts_and_guesses_change_no_answer(self):
        prompts = [("the same beginning of a prompt " * 4)[: 20 + n % 5 * 20] + str(n % 7) for n in range(24)]
        alone = {prompt: self.ask(prompt, "plain", max_tokens=48) for prompt in set(prompts)}
        together = [Stream(self.server, prompt, max_tokens=48) for prompt in prompts]
        for prompt, stream in zip(prompts, together):
            text, reason, tokens = stream.read()
            self.assertEqual((prompt + text, reason, tokens), alone[prompt])
        self.assertGreater(self.metric("decode_tokens_total", kind="prompt_cached"), 0)
        self.assertGreater(self.metric("decode_batch_sequences_sum"), self.metric("decode_batch_sequences_count"))

    def test_a_seed_makes_chance_repeatable(self):
        chance = dict(max_tokens=24, temperature=1.5, top_p=0.95)
        first = self.ask("x", seed=7, **chance)
        self.assertEqual(first, self.ask("x", seed=7, **chance))
        self.assertNotEqual(first, self.ask("x", seed=8, **chance))

    def test_a_stop_string_and_log_probabilities(self):
        whole = self.ask("x", max_tokens=30)[0]
        stop = whole[10:13]
        text, reason, _ = self.ask("x", max_tokens=30, stop=stop)
        self.assertEqual((text, reason), (whole[: whole.index(stop, 1)], "stop"))
        stream = Stream(self.server, "x", whole=True, max_tokens=4, logprobs=2)
        [result] = stream.results()
        stream.close()
        tokens = json.loads(result.as_numpy("logprobs")[0])
        self.assertEqual([len(token) >= 2 for token in tokens], [True] * 4)
        best = sum(max(entry["logprob"] for entry in token.values()) for token in tokens)
        self.assertAlmostEqual(float(result.as_numpy("cumulative_logprob")[0]), best, places=3)

    def test_a_conversation_goes_through_the_checkpoints_template(self):
        messages = json.dumps([{"role": "user", "content": "hello"}])
        status, answer = self.generate({"messages": messages, "parameters": {"max_tokens": 2}})
        self.assertEqual(status, 200, answer)
        self.assertEqual(answer["num_input_tokens"], len("[user] hello\n[assistant] "))

    def test_mistakes_are_400_and_named(self):
        for body, expected in (
            ({"text_input": "x" * 5000}, "the prompt has 5000 tokens"),
            ({"text_input": "x", "sampling_parameters": "{oops"}, "no JSON object"),
            ({"text_input": "x", "sampling_parameters": '{"temprature": 1}'}, "did you mean `temperature`?"),
            ({"text_input": "x", "parameters": {"temperature": -1}}, "give a number from 0 to 100"),
            ({"sampling_parameters": "{}"}, "`text_input` is missing"),
        ):
            status, answer = self.generate(body)
            self.assertEqual(status, 400, answer)
            self.assertIn(expected, answer["error"])
        self.assertEqual(self.ask("x", max_tokens=3)[2], 3)

    def test_a_timeout_ends_running_work_with_what_there_is(self):
        text, reason, tokens = Stream(self.server, "x", timeout=300_000, max_tokens=4000).read()
        self.assertEqual(reason, "timeout")
        self.assertLess(tokens, 4000)
        self.calm()

    def test_a_cancelled_stream_frees_its_pages(self):
        before = self.metric("decode_finished_total", reason="cancelled")
        stream = Stream(self.server, "x", max_tokens=4000)
        next(stream.pieces())
        stream.close(cancel=True)
        eventually(
            lambda: self.metric("decode_finished_total", reason="cancelled") == before + 1, "the engine sees it"
        )
        self.calm()

    def test_the_servers_queue_is_the_queue(self):
        # Sixteen run, a few are on their way in, eight wait; the rest is turned away at once.
        pending = 'nv_inference_pending_request_count{model="tiny",version="1"}'
        self.assertEqual(self.server.metrics()[pending], 0)
        streams = []
        for number in range(16):
            streams.append(Stream(self.server, f"{number}", max_tokens=4000))
            next(streams[-1].pieces())
        more = [Stream(self.server, f"{n}", max_tokens=2) for n in range(24)]
        eventually(lambda: self.server.metrics()[pending] >= 8, "requests wait in the server's queue")
        refused = {}

        def turned_away():
            for stream in more:
                while not stream.answers.empty():
                    refused[stream] = str(stream.answers.get()[1])
            return len(refused) >= 10

        start = time.monotonic()
        eventually(turned_away, "requests beyond the queue are refused")
        self.assertLess(time.monotonic() - start, 5)
        time.sleep(0.5)
        turned_away()
        self.assertTrue(all("exceeds maximum queue size" in error.lower() for error in refused.values()), refused)
        # Some have lost their pages to others meanwhile; the engine never took more than it has places.
        live = sum(self.metric("decode_sequences", state=state) for state in ("running", "waiting"))
        self.assertEqual(live, 16)
        # Triton 2.51 keeps a request for good, and with it the model, that it turned away and whose stream is cancelled.
        for stream in streams + more:
            stream.close(cancel=stream not in refused)
        self.calm()

    def test_every_response_is_in_the_statistics(self):
        # With a stop token the number of responses is that of the tokens.
        Stream(self.server, "a", max_tokens=4).read()
        statistics = self.server.statistics("tiny")
        self.assertGreaterEqual(statistics["response_stats"]["0"]["success"]["count"], 1)
        self.assertGreater(sum(row["byte_size"] for row in statistics["memory_usage"]), 0)

    def test_a_storm_adds_up(self):
        outcomes = ("ok", "error", "cancelled")

        def count():
            return {outcome: self.metric("backend_requests_total", outcome=outcome) for outcome in outcomes}

        self.calm()
        before, chance = count(), random.Random(3)
        kinds = [chance.choice(("run", "run", "run", "cancel", "late", "long")) for _ in range(STREAMS)]
        ends, surprises = [], []

        def one(kind, number):
            try:
                ends.append((kind, self.visit(kind, number)))
            except BaseException as error:
                surprises.append(f"{kind}: {error!r}")

        threads = [threading.Thread(target=one, args=pair) for pair in zip(kinds, range(STREAMS))]
        for thread in threads:
            thread.start()
            time.sleep(0.01)
        for thread in threads:
            thread.join(90)
            self.assertFalse(thread.is_alive(), "a stream hangs")
        self.assertEqual(surprises, [])
        self.calm()
        # Whatever the server's queue has turned away never reached the backend.
        reached = STREAMS - sum(end == "refused" for _, end in ends)
        eventually(lambda: sum(count().values()) - sum(before.values()) == reached, f"{reached} requests are counted")
        grown = {outcome: number - before[outcome] for outcome, number in count().items()}
        self.assertEqual(grown["error"], sum(end == "too long" for _, end in ends), ends)
        self.assertGreaterEqual(grown["ok"], sum(end in ("length", "timeout") for _, end in ends))
        self.assertEqual(self.ask("x", max_tokens=3)[2], 3)

    def visit(self, kind, number):
        text = "x" * 5000 if kind == "long" else f"stream {number} " * (number % 9 + 1)
        timeout = 200_000 if kind == "late" else None
        stream = Stream(self.server, text, timeout=timeout, max_tokens=3000 if kind == "cancel" else 60)
        cancel = False
        try:
            for _, reason, _ in stream.pieces():
                if kind == "cancel":
                    cancel = True
                    return "cancelled"
            return reason
        except InferenceServerException as error:
            known = {"queue size": "refused", "5000 tokens": "too long", "expired": "refused", "time was up": "late"}
            for words, end in known.items():
                if words in str(error):
                    return end
            raise
        finally:
            stream.close(cancel)

    def test_unloading_gives_memory_and_threads_back(self):
        def threads():
            return len(list((self.status.parent / "task").iterdir()))

        self.status = self.server.proc / "status"
        self.reload()
        before_threads = threads()

        def growth():
            before = self.resident()
            for _ in range(5):
                self.reload()
            return self.resident() - before

        # Allocators and thread pools of the server fill for a while; five leaked caches would be 5 MiB, every time.
        eventually(lambda: growth() < 1 << 20, "memory stays where it is", 60)
        eventually(lambda: threads() <= before_threads, f"no more than {before_threads} threads")

    def reload(self):
        Stream(self.server, "x", model="plain", max_tokens=2).read()
        self.assertEqual(self.server.unload("plain")[0], 200)
        with client(tritonclient.http, self.server) as connection:
            eventually(lambda: not connection.is_model_ready("plain"), "the model is unloaded")
        status, answer = self.server.load("plain")
        self.assertEqual(status, 200, answer)

    def resident(self):
        line = next(line for line in self.status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) << 10


if __name__ == "__main__":
    unittest.main()
