// RMSNorm of rows, with the residual added before where there is one. One block a row: rows are read once, kept in
// registers, and written once; the sum of squares is in float32.
#include "common.cuh"

constexpr int THREADS = 256;
constexpr int KEEP = 8;  // chunks of 8 a thread: rows up to 256 * 8 * 8 = 16384

// sum[row] = x[row] (+ delta[row]); out[row] = sum[row] / rms(sum[row]) * weight. `sum` may be `x`; `delta` may be null.
template <typename T>
__device__ void rms_norm(const T* x, const T* delta, const T* weight, T* sum, T* out, uint32_t width, float eps) {
    __shared__ float scratch[33];
    dependency_wait();
    size_t base = size_t(blockIdx.x) * width;
    uint32_t chunks = width / 8;
    float kept[KEEP][8];
    float squares = 0.f;
#pragma unroll
    for (int k = 0; k < KEEP; ++k) {
        uint32_t chunk = threadIdx.x + k * THREADS;
        if (chunk < chunks) {
            load8(x + base + chunk * 8).unpack(kept[k]);
            if (delta) {
                float other[8];
                load8(delta + base + chunk * 8).unpack(other);
#pragma unroll
                for (int i = 0; i < 8; ++i) kept[k][i] = to_float(from_float<T>(kept[k][i] + other[i]));
                store8(sum + base + chunk * 8, kept[k]);
            }
#pragma unroll
            for (int i = 0; i < 8; ++i) squares += kept[k][i] * kept[k][i];
        }
    }
    float scale = rsqrtf(block_sum(squares, scratch) / width + eps);
    dependency_release();
#pragma unroll
    for (int k = 0; k < KEEP; ++k) {
        uint32_t chunk = threadIdx.x + k * THREADS;
        if (chunk < chunks) {
            float factor[8], result[8];
            load8(weight + chunk * 8).unpack(factor);
#pragma unroll
            // Rounded before the weight is applied, as the models were trained.
            for (int i = 0; i < 8; ++i) result[i] = to_float(from_float<T>(kept[k][i] * scale)) * factor[i];
            store8(out + base + chunk * 8, result);
        }
    }
}

#define NORM(T)                                                                                                    \
    extern "C" __global__ void __launch_bounds__(THREADS) rms_norm_##T(                                            \
        const T* x, const T* delta, const T* weight, T* sum, T* out, uint32_t width, float eps) {                  \
        rms_norm<T>(x, delta, weight, sum, out, width, eps);                                                       \
    }
NORM(bf16)
NORM(f16)
