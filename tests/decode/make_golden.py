"""Makes golden.json: what transformers computes in float32 for small random checkpoints of every architecture and shape.

    pip install torch transformers safetensors
    python tests/decode/make_golden.py

No weight is stored: a tensor's numbers come from Philox4x32-10, keyed by the case's seed and the tensor's name, and the
engine's tests make the same ones (backend/engine/src/decode/testing.rs). Stored are the prompt, 256 greedy tokens, and
the log probabilities of two rows. A case whose greedy choice is a close call anywhere takes another seed: there float32
itself does not decide.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModelForCausalLM
from transformers.utils.chat_template_utils import render_jinja_template

HERE = Path(__file__).parent
TOKENS = 256
# The two largest logits of every step must be further apart than this.
MARGIN = 2e-3
# A text of fewer different tokens says little.
DISTINCT = 12


def philox(key, counter):
    """Philox4x32-10 on arrays of uint64 that hold 32-bit words."""
    mask = np.uint64(0xFFFFFFFF)
    k0, k1 = (np.uint64(word) for word in key)
    c0, c1, c2, c3 = counter
    for _ in range(10):
        a = np.uint64(0xD2511F53) * c0
        b = np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (b >> np.uint64(32)) ^ c1 ^ k0, b & mask, (a >> np.uint64(32)) ^ c3 ^ k1, a & mask
        k0, k1 = (k0 + np.uint64(0x9E3779B9)) & mask, (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3


def noise(key, count):
    """Numbers from -1 to 1."""
    groups = np.arange((count + 3) // 4, dtype=np.uint64)
    zero = np.zeros_like(groups)
    words = np.stack(philox(key, (groups, zero, zero, zero)), axis=1).reshape(-1)[:count]
    return (words >> np.uint64(8)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def weight(name, shape, seed):
    name_hash = 0x811C9DC5
    for byte in name.encode():
        name_hash = ((name_hash ^ byte) * 0x01000193) & 0xFFFFFFFF
    numbers = noise((name_hash, seed), int(np.prod(shape)))
    if len(shape) == 2:
        numbers = numbers * np.sqrt(np.float32(3) / np.float32(shape[1]))
    elif name.endswith("norm.weight"):
        numbers = np.float32(1) + np.float32(0.25) * numbers
    else:
        numbers = np.float32(0.25) * numbers
    return torch.from_numpy(numbers.reshape(shape).copy())


def tensors(config, seed):
    hidden, wide = config["hidden_size"], config["intermediate_size"]
    head_dim = config.get("head_dim") or hidden // config["num_attention_heads"]
    q, kv = config["num_attention_heads"] * head_dim, config["num_key_value_heads"] * head_dim
    kind = config["architectures"][0]
    shapes = {"model.embed_tokens.weight": (config["vocab_size"], hidden), "model.norm.weight": (hidden,)}
    if not config["tie_word_embeddings"]:
        shapes["lm_head.weight"] = (config["vocab_size"], hidden)
    for layer in range(config["num_hidden_layers"]):
        at = f"model.layers.{layer}."
        shapes[at + "input_layernorm.weight"] = (hidden,)
        shapes[at + "post_attention_layernorm.weight"] = (hidden,)
        for part, rows in (("q", q), ("k", kv), ("v", kv)):
            shapes[at + f"self_attn.{part}_proj.weight"] = (rows, hidden)
            if kind.startswith("Qwen2"):
                shapes[at + f"self_attn.{part}_proj.bias"] = (rows,)
        if kind.startswith("Qwen3"):
            shapes[at + "self_attn.q_norm.weight"] = (head_dim,)
            shapes[at + "self_attn.k_norm.weight"] = (head_dim,)
        shapes[at + "self_attn.o_proj.weight"] = (hidden, q)
        shapes[at + "mlp.gate_proj.weight"] = (wide, hidden)
        shapes[at + "mlp.up_proj.weight"] = (wide, hidden)
        shapes[at + "mlp.down_proj.weight"] = (hidden, wide)
    dtype = getattr(torch, config["torch_dtype"])
    return {name: weight(name, shape, seed).to(dtype) for name, shape in shapes.items()}


def config(kind, heads, kv_heads, head_dim, vocab, hidden=64, tied=False, dtype="float32", **more):
    return {
        "architectures": [f"{kind}ForCausalLM"],
        "model_type": kind.lower(),
        "hidden_size": hidden,
        "num_hidden_layers": 2,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "head_dim": head_dim,
        "intermediate_size": 80,
        "vocab_size": vocab,
        "max_position_embeddings": 512,
        "rms_norm_eps": 1e-6,
        "rope_theta": 10000.0,
        "hidden_act": "silu",
        "tie_word_embeddings": tied,
        "torch_dtype": dtype,
        **more,
    }


def cases():
    llama3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
    yarn = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}
    window = {"use_sliding_window": True, "sliding_window": 24, "max_window_layers": 1}
    yield "qwen2", config("Qwen2", 4, 2, 64, 151, tied=True)
    # 0.5B's seven query heads a key head, and a hidden width that no vector width divides.
    yield "qwen2-seven-heads", config("Qwen2", 7, 1, 64, 131, hidden=68)
    yield "qwen2-window-above", config("Qwen2", 4, 1, 64, 127, **window)
    yield "qwen2-bf16", config("Qwen2", 2, 1, 64, 151, tied=True, dtype="bfloat16", rope_theta=1e6)
    yield "qwen3", config("Qwen3", 4, 2, 128, 139, tied=True)
    yield "qwen3-wide-heads", config("Qwen3", 8, 1, 64, 97)
    yield "llama", config("Llama", 2, 2, 64, 101)
    yield "llama-sixteen-heads", config("Llama", 16, 1, 64, 149)
    yield "llama-128", config("Llama", 2, 1, 128, 113, tied=True, dtype="float16")
    yield "llama-llama3", config("Llama", 4, 2, 64, 109, rope_scaling={**llama3, "original_max_position_embeddings": 64})
    yield "llama-linear", config("Llama", 2, 1, 64, 107, rope_scaling={"rope_type": "linear", "factor": 2.5})
    yield "llama-dynamic", config(
        "Llama", 2, 1, 64, 103, max_position_embeddings=128, rope_scaling={"rope_type": "dynamic", "factor": 4.0}
    )
    yield "llama-yarn", config("Llama", 2, 1, 64, 137, rope_scaling=yarn)
    yield "llama-yarn-untruncated", config(
        "Llama", 2, 1, 128, 137, rope_scaling={**yarn, "truncate": False, "attention_factor": 1.3, "beta_fast": 16.0}
    )
    yield "mistral-window", config("Mistral", 4, 1, 64, 89, sliding_window=16)
    yield "mistral-no-window", config("Mistral", 2, 1, 128, 83, sliding_window=None)


@torch.no_grad()
def run(case_config, seed, prompt):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(case_config))
        save_file(tensors(case_config, seed), Path(folder) / "model.safetensors", metadata={"format": "pt"})
        model, report = AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
        )
    unused = [key for kind in ("missing_keys", "unexpected_keys", "mismatched_keys") for key in report[kind]]
    assert all(key == "lm_head.weight" for key in unused), unused
    ids, cache, tokens, rows, margin = torch.tensor([prompt]), None, [], [], float("inf")
    for _ in range(TOKENS):
        out = model(ids, past_key_values=cache, use_cache=True)
        cache, logits = out.past_key_values, out.logits[0, -1]
        best = torch.topk(logits, 2).values
        margin = min(margin, float(best[0] - best[1]))
        tokens.append(int(torch.argmax(logits)))
        rows.append(torch.log_softmax(logits, -1))
        ids = torch.tensor([tokens[-1:]])
    return tokens, rows, margin


def golden_case(name, case_config):
    for seed in range(1, 10_000):
        prompt = [int(n) for n in np.random.default_rng(seed).integers(0, case_config["vocab_size"], 37)]
        tokens, rows, margin = run(case_config, seed, prompt)
        if margin > MARGIN and len(set(tokens)) >= DISTINCT:
            break
    print(f"{name}: seed {seed}, {len(set(tokens))} distinct tokens, margin {margin:.4f}", file=sys.stderr)
    shown = {str(at): [round(float(value), 5) for value in rows[at]] for at in (0, TOKENS - 1)}
    return {"name": name, "seed": seed, "config": case_config, "prompt": prompt, "tokens": tokens, "logprobs": shown}


CORPUS = [
    "def main() -> None:\n    print('hello, world')\n\nif __name__ == '__main__':\n    main()\n",
    "The quick brown fox jumps over the lazy dog; it's 1234 times quicker. Don't you think so?",
    "class Point:\n\tdef __init__(self, x: int, y: int):\n\t\tself.x, self.y = x, y\n",
    "Größe, naïve café, 東京 と 京都, Привет мир, 🙂🚀",
] * 8

TEXTS = [
    "",
    " ",
    "hello",
    " hello  world\n\n\n  x",
    "def f(x):\n    return x ** 2  # it's 3.14159\n",
    "Größe café e\u0301 東京 🙂🏽 \u200d \x00\x7f",
    "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n",
    "<s>[INST] a</s> b",
    "12345678901 don't DON'T we'll",
    "tab\tand\r\nline",
    "  leading and trailing  ",
]


def byte_level():
    """As Qwen2 and Llama 3 have it."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    pattern = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def byte_fallback():
    """As Llama 2 and Mistral have it."""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    special = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer.train_from_iterator(
        CORPUS, trainers.BpeTrainer(vocab_size=460, special_tokens=special, show_progress=False, limit_alphabet=60)
    )
    # Training made all of them special; byte tokens are part of the vocabulary alone.
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = [token for token in file["added_tokens"] if token["id"] < 3]
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    return tokenizer


def golden_tokenizer(name, tokenizer):
    texts = []
    for text in TEXTS:
        with_special = tokenizer.encode(text).ids
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        decoded = [tokenizer.decode(plain, skip_special_tokens=skip) for skip in (False, True)]
        texts.append({"text": text, "special": with_special, "plain": plain, "decoded": decoded})
    return {"name": name, "file": json.loads(tokenizer.to_str()), "texts": texts}


TEMPLATES = {
    "chatml": """\
{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {%- if messages[0]['role'] == 'system' %}
        {{- messages[0]['content'] }}
    {%- else %}
        {{- 'You are helpful.' }}
    {%- endif %}
    {{- "\\n\\n# Tools\\n\\n<tools>" }}
    {%- for tool in tools %}
        {{- "\\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\\n</tools><|im_end|>\\n" }}
{%- elif messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == "user" or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {% generation %}
        {{- '<|im_start|>assistant\\n' + message.content.split('</think>')[-1].lstrip('\\n') + '<|im_end|>\\n' }}
        {% endgeneration %}
    {%- elif message.role == "tool" %}
        {%- if loop.index0 == 0 or messages[loop.index0 - 1].role != "tool" %}
            {{- '<|im_start|>user' }}
        {%- endif %}
        {{- '\\n<tool_response>\\n' ~ message.content ~ '\\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != "tool" %}
            {{- '<|im_end|>\\n' }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
{%- endif %}
""",
    "headers": """\
{{- bos_token }}
{%- set ns = namespace(system='', seen=false) %}
{%- for message in messages if message.role == 'system' %}
    {%- set ns.system = ns.system + message.content | trim %}
{%- endfor %}
{% if ns.system is defined and ns.system | length > 0 %}
{{ "<|start_header_id|>system<|end_header_id|>\\n\\n" + ns.system + "<|eot_id|>" }}
{% endif %}
{%- for message in messages[1:] if message['role'] not in ['system'] %}
    {%- set content = message['content'] if message['content'] is string else message['content'] | tojson(indent=2) %}
    {{- "<|start_header_id|>" ~ message['role'].upper() ~ "<|end_header_id|>\\n\\n" + content.strip() + "<|eot_id|>" }}
    {%- for key, value in message.items() if key not in ('role', 'content') %} {{ key }}={{ value }}{% endfor %}
{%- endfor %}
{%- if add_generation_prompt %}{{ "<|start_header_id|>assistant<|end_header_id|>\\n\\n" }}{% endif %}
""",
}

CONVERSATIONS = [
    {"messages": [{"role": "user", "content": "Hi <b>there</b> & you"}]},
    {
        "messages": [
            {"role": "system", "content": " Be brief. "},
            {"role": "user", "content": "Größe?\n"},
            {"role": "assistant", "content": "<think>hm</think>\n\n42", "name": "deep"},
            {"role": "tool", "content": "a"},
            {"role": "tool", "content": "b"},
        ],
        "add_generation_prompt": False,
    },
    {
        "messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "x"}],
        "tools": [
            {
                "type": "function",
                "function": {"name": "f", "parameters": {"type": "object", "z": [1, 2.5, True, None], "a": {}, "e": []}},
            }
        ],
    },
]


def golden_chats():
    for name, template in TEMPLATES.items():
        for conversation in CONVERSATIONS:
            generation = conversation.get("add_generation_prompt", True)
            rendered, _ = render_jinja_template(
                [conversation["messages"]],
                chat_template=template,
                tools=conversation.get("tools"),
                add_generation_prompt=generation,
                bos_token="<s>",
            )
            # As text, so that the order of its keys survives.
            given = json.dumps(conversation, ensure_ascii=False)
            yield {"template": name, "conversation": given, "text": rendered[0]}


def main():
    torch.manual_seed(0)
    golden = {
        "models": [golden_case(name, case) for name, case in cases()],
        "tokenizers": [
            golden_tokenizer("byte level", byte_level()),
            golden_tokenizer("byte fallback", byte_fallback()),
        ],
        "templates": TEMPLATES,
        "chats": list(golden_chats()),
    }
    write(golden)


def write(golden):
    lines = json.dumps(golden, ensure_ascii=False, separators=(",", ":"))
    # One entry a line, so that a change shows where it is.
    for key in ("models", "tokenizers", "templates", "chats"):
        lines = lines.replace(f'"{key}":', f'\n"{key}":')
    lines = lines.replace('{"name":', '\n{"name":').replace('{"template":', '\n{"template":')
    (HERE / "golden.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
