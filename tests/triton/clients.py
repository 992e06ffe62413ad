"""Requests as Triton's own client library makes them, over HTTP and gRPC alike."""

import json

import numpy as np
import tritonclient.grpc
import tritonclient.http

CLIENTS = {"http": tritonclient.http, "grpc": tritonclient.grpc}


def client(module, server, **options):
    return module.InferenceServerClient(server.http if module is tritonclient.http else server.grpc, **options)


def text_inputs(module, **tensors):
    """BYTES inputs of nested lists of bytes or text."""
    inputs = []
    for name, value in tensors.items():
        array = np.array(value, dtype=object)
        tensor = module.InferInput(name, list(array.shape), "BYTES")
        tensor.set_data_from_numpy(array)
        inputs.append(tensor)
    return inputs


def program(module, source, filename="app.py"):
    """The inputs of one program of one file."""
    return text_inputs(module, source=[[source]], filename=[[filename]])


def outputs(result):
    """Status, crate and diagnostics of a result's first program."""
    return (
        result.as_numpy("status")[0, 0].decode(),
        json.loads(result.as_numpy("crate")[0, 0]),
        json.loads(result.as_numpy("diagnostics")[0, 0]),
    )
