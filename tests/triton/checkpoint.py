"""A tiny checkpoint with random weights: a Qwen2 of two layers whose tokens are bytes. Its text means nothing; it is
loaded, scheduled and streamed like a large one.

It must not know a server.
"""

import json
import struct

import numpy as np

END = "<|end|>"
CONFIG = {
    "architectures": ["Qwen2ForCausalLM"],
    "model_type": "qwen2",
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 64,
    "vocab_size": 264,
    "max_position_embeddings": 4096,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "hidden_act": "silu",
    "tie_word_embeddings": True,
    "torch_dtype": "float32",
    "eos_token_id": 256,
}
CHAT = "{% for m in messages %}[{{ m.role }}] {{ m.content }}\n{% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}"


def byte_characters():
    """The printable character that byte-level BPE writes for each byte."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    others = [byte for byte in range(256) if byte not in plain]
    characters = {byte: chr(byte) for byte in plain} | {byte: chr(256 + n) for n, byte in enumerate(others)}
    return [characters[byte] for byte in range(256)]


def tokenizer():
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    end = {"id": 256, "content": END, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [end | {"special": True}],
        "normalizer": None,
        "pre_tokenizer": level,
        "post_processor": None,
        "decoder": level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": {character: byte for byte, character in enumerate(byte_characters())},
            "merges": [],
        },
    }


def tensors(seed):
    chance = np.random.default_rng(seed)
    hidden, inner = CONFIG["hidden_size"], CONFIG["intermediate_size"]
    keys = hidden // CONFIG["num_attention_heads"] * CONFIG["num_key_value_heads"]

    def matrix(*shape):
        return chance.normal(0, 0.2, shape).astype(np.float32)

    yield "model.embed_tokens.weight", matrix(CONFIG["vocab_size"], hidden)
    yield "model.norm.weight", np.ones(hidden, np.float32)
    for layer in range(CONFIG["num_hidden_layers"]):
        at = f"model.layers.{layer}"
        yield f"{at}.input_layernorm.weight", np.ones(hidden, np.float32)
        yield f"{at}.post_attention_layernorm.weight", np.ones(hidden, np.float32)
        for name, rows in (("q", hidden), ("k", keys), ("v", keys)):
            yield f"{at}.self_attn.{name}_proj.weight", matrix(rows, hidden)
            yield f"{at}.self_attn.{name}_proj.bias", matrix(rows)
        yield f"{at}.self_attn.o_proj.weight", matrix(hidden, hidden)
        yield f"{at}.mlp.gate_proj.weight", matrix(inner, hidden)
        yield f"{at}.mlp.up_proj.weight", matrix(inner, hidden)
        yield f"{at}.mlp.down_proj.weight", matrix(hidden, inner)


def write(folder, seed=7):
    """Writes the checkpoint's files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()))
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": CHAT, "eos_token": END}))
    header, data = {}, b""
    for name, values in tensors(seed):
        raw = values.tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
