#!/bin/sh
# Tests and measures the GPU code; made by `cargo xtask gpu pack`.
# usage: run.sh [all | test | bench] [NAME ...]     NAME filters tests and benchmarks
# Needs an NVIDIA driver; cuBLASLt is taken from CUDA's folder or from Python's packages, wherever it is found.
set -u
here=$(cd "$(dirname "$0")" && pwd)
what=${1:-all}
[ $# -gt 0 ] && shift
logs=${OUT:-$here/results}
mkdir -p "$logs"
chmod +x "$here"/bin/* 2>/dev/null

# Under the name without a version, whatever its version is.
python='import glob, sys; print(*[p for d in sys.path for p in glob.glob(d + "/nvidia/*/lib/libcublasLt.so*")])'
blas=$(ls $(python3 -c "$python" 2>/dev/null) /usr/local/cuda*/lib64/libcublasLt.so* 2>/dev/null | head -n 1)
if [ -n "$blas" ]; then
    mkdir -p "$here/lib"
    ln -sf "$blas" "$here/lib/libcublasLt.so"
    export LD_LIBRARY_PATH="$here/lib:$(dirname "$blas"):${LD_LIBRARY_PATH:-}"
fi
export PORTALIS_REQUIRE_GPU=1

echo "commit $(cat "$here/commit"), $(date -u +%FT%TZ)"
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
failed=0
for program in "$here"/bin/*; do
    name=$(basename "$program")
    case "$what,$name" in
        all,*bench* | bench,*bench*) set_up="" ;;
        all,* | test,*)
            case "$name" in
                *bench*) continue ;;
                *-unit) set_up="--test-threads=1 gpu::" ;;
                *) set_up="--test-threads=1" ;;
            esac ;;
        *) continue ;;
    esac
    echo "== $name $*"
    start=$(date +%s)
    # shellcheck disable=SC2086
    "$program" $set_up "$@" >"$logs/$name.log" 2>&1
    code=$?
    tail -n "${LINES_SHOWN:-60}" "$logs/$name.log"
    echo "== $name: exit $code after $(($(date +%s) - start)) s"
    [ $code -eq 0 ] || failed=1
done
exit $failed
