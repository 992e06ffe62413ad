"""The gateway's contract around translations: health, models, metrics, and errors in NIM's form."""
import json

import pytest

from gateway import Answer

JSON = {"content-type": "application/json"}


def test_health(stack):
    for path in ("/v1/health/live", "/v1/health/ready"):
        answer = stack.gateway.get(path)
        assert answer.status == 200 and answer.json["object"] == "health.response"


def test_models_come_from_triton(stack):
    models = stack.gateway.get("/v1/models").json
    assert models["object"] == "list"
    assert "transpile" in [model["id"] for model in models["data"]]


def test_version_and_metadata(stack):
    assert {"release", "api"} <= set(stack.gateway.get("/v1/version").json)
    assert "version" in stack.gateway.get("/v1/metadata").json


def test_metrics_count_requests(stack):
    def total():
        text = stack.gateway.get("/metrics").body.decode()
        lines = [line for line in text.splitlines() if "requests_total" in line and not line.startswith("#")]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    before = total()
    assert stack.gateway.translate(source="print(1)\n", filename="a.py", target="rust").status == 200
    assert total() > before


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("GET", "/v1/nothing", None, {}, 404),
        ("DELETE", "/v1/translations", None, {}, 405),
        ("POST", "/v1/translations", "{", JSON, 400),
        ("POST", "/v1/translations", "[]", JSON, 400),
        ("POST", "/v1/translations", json.dumps({"source": "print(1)", "target": "rust"}), {"content-type": "text/plain"}, 415),
    ],
)
def test_errors_have_nims_form(stack, method, path, body, headers, status):
    answer = stack.gateway.request(method, path, body, headers)
    assert answer.status == status, answer.body
    answer.error()


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"source": "print(1)", "filename": "a.py", "targte": "rust"}, "targte"),
        ({"source": "print(1)", "filename": "a.py", "target": "cobol"}, "target"),
        ({"source": 7, "filename": "a.py", "target": "rust"}, "source"),
        ({"filename": "a.py", "target": "rust"}, "source"),
    ],
)
def test_a_wrong_field_is_named(stack, fields, name):
    answer = stack.gateway.translate(**fields)
    assert answer.status in (400, 422), answer.body
    error = answer.error()
    assert name in error["message"] or name == error["param"], error


def test_a_large_body_is_turned_away_before_it_is_sent(stack):
    connection = stack.gateway.connect()
    connection.putrequest("POST", "/v1/translations")
    connection.putheader("content-type", "application/json")
    connection.putheader("content-length", str(9 << 20))
    connection.endheaders(b'{"source": "')
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    assert answer.status == 413
    answer.error()
