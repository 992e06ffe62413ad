"""The gateway as its clients see it, on the standard library alone."""
import http.client
import json
import time


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def error(self):
        """The error in NIM's form; fails if it has another."""
        answer = self.json
        error = answer["error"]
        assert set(error) >= {"message", "type", "param", "code"}, error
        assert error["code"] == self.status, error
        assert isinstance(error["message"], str) and error["message"], error
        return error


class Gateway:
    def __init__(self, port):
        self.port = port

    def connect(self, timeout=120):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None, timeout=120):
        connection = self.connect(timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, path, timeout=30):
        return self.request("GET", path, timeout=timeout)

    def translate(self, timeout=120, **fields):
        return self.request(
            "POST", "/v1/translations", json.dumps(fields), {"content-type": "application/json"}, timeout
        )

    def events(self, **fields):
        """A streamed translation: (event name, data) in order; data is parsed unless it is `[DONE]`."""
        connection = self.connect()
        try:
            connection.request(
                "POST", "/v1/translations", json.dumps({**fields, "stream": True}), {"content-type": "application/json"}
            )
            response = connection.getresponse()
            assert response.status == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            return list(parse_events(response.read().decode()))
        finally:
            connection.close()

    def wait_for(self, path, status, seconds=10):
        end = time.monotonic() + seconds
        seen = None
        while time.monotonic() < end:
            try:
                seen = self.get(path, timeout=5).status
            except OSError as error:
                seen = error
            if seen == status:
                return
            time.sleep(0.1)
        raise AssertionError(f"{path} answered {seen}, not {status}, for {seconds} s")


def parse_events(text):
    for block in text.replace("\r\n", "\n").split("\n\n"):
        name, data = "message", []
        for line in block.split("\n"):
            field, _, value = line.partition(":")
            value = value[1:] if value.startswith(" ") else value
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)
        if data:
            joined = "\n".join(data)
            yield name, joined if joined == "[DONE]" else json.loads(joined)
