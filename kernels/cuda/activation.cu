// SiLU of the gate times up, for rows that hold eight gates, then their eight ups, and so on: a thread's 32 bytes in are
// neighbours, and memory sees whole lines.
#include "common.cuh"

template <typename T> __device__ void silu_mul(const T* gate_up, T* out, uint32_t width) {
    dependency_wait();
    uint32_t chunk = blockIdx.x * blockDim.x + threadIdx.x;
    if (chunk * 8 >= width) return;
    const T* row = gate_up + size_t(blockIdx.y) * 2 * width;
    float gate[8], up[8];
    load8(row + chunk * 16).unpack(gate);
    load8(row + chunk * 16 + 8).unpack(up);
#pragma unroll
    for (int i = 0; i < 8; ++i) gate[i] = gate[i] / (1.f + __expf(-gate[i])) * up[i];
    store8(out + size_t(blockIdx.y) * width + chunk * 8, gate);
}

#define SILU(T)                                                                                                    \
    extern "C" __global__ void silu_mul_##T(const T* gate_up, T* out, uint32_t width) {                            \
        silu_mul<T>(gate_up, out, width);                                                                          \
    }
SILU(bf16)
SILU(f16)
