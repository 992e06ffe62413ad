"""`wasmtime run FILE.wasm [ARGS]`: a WASI program on the wasmtime library of the Python environment.

The registries carry the wasmtime library but not its command line; this is the part of it that Portalis uses. Like the
original it inherits stdin, stdout and stderr, passes no environment and no folder (`--dir` and `--env` give them), ends
with the program's exit code, and with 134 when the program traps.
"""
import os
import sys

import wasmtime


def main() -> int:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--version"]:
        print(f"wasmtime {wasmtime.__version__} (library)")
        return 0
    if arguments[:1] == ["run"]:
        arguments = arguments[1:]
    wasi = wasmtime.WasiConfig()
    environment = []
    while arguments and arguments[0].startswith("--"):
        option, _, value = arguments.pop(0).partition("=")
        if option == "--":
            break
        if not value and arguments:
            value = arguments.pop(0)
        if option == "--dir":
            host, _, guest = value.partition("::")
            wasi.preopen_dir(host, guest or host)
        elif option == "--env":
            name, _, text = value.partition("=")
            environment.append((name, text))
        else:
            print(f"wasmtime: unknown option {option}; this command knows --dir and --env", file=sys.stderr)
            return 2
    if not arguments:
        print("usage: wasmtime run [--dir HOST[::GUEST]] [--env NAME=VALUE] FILE.wasm [ARGS]", file=sys.stderr)
        return 2
    wasi.argv = arguments
    wasi.env = environment
    wasi.inherit_stdin()
    wasi.inherit_stdout()
    wasi.inherit_stderr()
    config = wasmtime.Config()
    config.cache = True
    engine = wasmtime.Engine(config)
    store = wasmtime.Store(engine)
    store.set_wasi(wasi)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    try:
        module = wasmtime.Module.from_file(engine, arguments[0])
        instance = linker.instantiate(store, module)
        instance.exports(store)["_start"](store)
    except wasmtime.ExitTrap as exit:
        return exit.code
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        print(f"wasmtime: {os.path.basename(arguments[0])}: {error}", file=sys.stderr)
        return 134
    return 0


if __name__ == "__main__":
    # Past Python's own shutdown: everything that the program wrote went to the descriptors directly.
    sys.stderr.flush()
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
