// RMSNorm of rows, with the residual added before where there is one. Rows are read once, kept in registers, and written
// once; the sum of squares is in float32. Rows up to 4096 wide take a warp each, which needs no barrier; wider ones a
// block.
#include "common.cuh"

constexpr int THREADS = 256;

// sum[row] = x[row] (+ delta[row]); out[row] = sum[row] / rms(sum[row]) * weight. `sum` may be `x`; `delta` and `weight`
// may be null. LANES threads share a row, each with up to KEEP chunks of 8 values.
template <typename T, int LANES, int KEEP>
__device__ void rms_norm(const T* x, const T* delta, const T* weight, T* sum, T* out, uint32_t width, uint32_t rows,
                         float eps) {
    __shared__ float scratch[33];
    dependency_wait();
    uint32_t row = LANES == 32 ? blockIdx.x * (THREADS / 32) + threadIdx.x / 32 : blockIdx.x;
    if (row >= rows) return;
    uint32_t lane = threadIdx.x % LANES;
    size_t base = size_t(row) * width;
    uint32_t chunks = width / 8;
    Eight<T> kept[KEEP];
#pragma unroll
    for (int k = 0; k < KEEP; ++k) {
        uint32_t chunk = lane + k * LANES;
        if (chunk < chunks) kept[k] = load8(x + base + chunk * 8);
    }
    float squares = 0.f;
#pragma unroll
    for (int k = 0; k < KEEP; ++k) {
        uint32_t chunk = lane + k * LANES;
        if (chunk < chunks) {
            float v[8];
            kept[k].unpack(v);
            if (delta) {
                float other[8];
                load8(delta + base + chunk * 8).unpack(other);
#pragma unroll
                for (int i = 0; i < 8; ++i) v[i] += other[i];
                store8(sum + base + chunk * 8, v);
                // The norm is of what was stored.
                kept[k] = pack8<T>(v);
                kept[k].unpack(v);
            }
#pragma unroll
            for (int i = 0; i < 8; ++i) squares += v[i] * v[i];
        }
    }
    float total = LANES == 32 ? warp_sum(squares) : block_sum(squares, scratch);
    float scale = rsqrtf(total / width + eps);
    dependency_release();
#pragma unroll
    for (int k = 0; k < KEEP; ++k) {
        uint32_t chunk = lane + k * LANES;
        if (chunk < chunks) {
            float v[8], factor[8];
            kept[k].unpack(v);
#pragma unroll
            for (int i = 0; i < 8; ++i) v[i] *= scale;
            if (weight) {
                load8(weight + chunk * 8).unpack(factor);
#pragma unroll
                // Rounded before the weight is applied, as the models were trained.
                for (int i = 0; i < 8; ++i) v[i] = to_float(from_float<T>(v[i])) * factor[i];
            }
            store8(out + base + chunk * 8, v);
        }
    }
}

#define NORM(T, NAME, LANES, KEEP)                                                                                 \
    extern "C" __global__ void __launch_bounds__(THREADS) NAME(const T* x, const T* delta, const T* weight,        \
                                                               T* sum, T* out, uint32_t width, uint32_t rows,      \
                                                               float eps) {                                        \
        rms_norm<T, LANES, KEEP>(x, delta, weight, sum, out, width, rows, eps);                                    \
    }
NORM(bf16, rms_norm_narrow_bf16, 32, 16)
NORM(f16, rms_norm_narrow_f16, 32, 16)
NORM(bf16, rms_norm_wide_bf16, THREADS, 8)
NORM(f16, rms_norm_wide_f16, THREADS, 8)
