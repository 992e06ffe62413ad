// What all kernels share: 16-byte loads, conversions of the two 16-bit types, reductions, programmatic launch.
#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda/std/cstdint>

using cuda::std::int32_t;
using cuda::std::int64_t;
using cuda::std::int8_t;
using cuda::std::uint16_t;
using cuda::std::uint32_t;
using cuda::std::uint64_t;
using cuda::std::uint8_t;
using bf16 = __nv_bfloat16;
using f16 = __half;

constexpr unsigned FULL = 0xffffffffu;
#define INFINITY __int_as_float(0x7f800000)

// 2^x by the unit for it: two correct units in the last place, and no special cases for subnormal results.
__device__ inline float exp2_fast(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__host__ __device__ constexpr int ceil_div(int a, int b) { return (a + b - 1) / b; }

template <typename T> struct Pair;  // two values in one register
template <> struct Pair<bf16> { using type = __nv_bfloat162; };
template <> struct Pair<f16> { using type = __half2; };

__device__ inline float to_float(bf16 v) { return __bfloat162float(v); }
__device__ inline float to_float(f16 v) { return __half2float(v); }
__device__ inline float to_float(float v) { return v; }
__device__ inline float2 to_float2(__nv_bfloat162 v) { return __bfloat1622float2(v); }
__device__ inline float2 to_float2(__half2 v) { return __half22float2(v); }
template <typename T> __device__ inline T from_float(float v);
template <> __device__ inline bf16 from_float<bf16>(float v) { return __float2bfloat16(v); }
template <> __device__ inline f16 from_float<f16>(float v) { return __float2half(v); }
template <> __device__ inline float from_float<float>(float v) { return v; }
template <typename T> __device__ inline uint32_t pack2(float a, float b);
template <> __device__ inline uint32_t pack2<bf16>(float a, float b) {
    __nv_bfloat162 v = __floats2bfloat162_rn(a, b);
    return *reinterpret_cast<uint32_t*>(&v);
}
template <> __device__ inline uint32_t pack2<f16>(float a, float b) {
    __half2 v = __floats2half2_rn(a, b);
    return *reinterpret_cast<uint32_t*>(&v);
}

// Eight 16-bit values: the widest load that one thread can do.
template <typename T> struct alignas(16) Eight {
    typename Pair<T>::type pairs[4];
    __device__ void unpack(float out[8]) const {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            float2 v = to_float2(pairs[i]);
            out[2 * i] = v.x;
            out[2 * i + 1] = v.y;
        }
    }
};
template <typename T> __device__ inline Eight<T> load8(const T* p) { return *reinterpret_cast<const Eight<T>*>(p); }
// Past L1, and first to leave L2: for weights, which are read once a step.
template <typename T> __device__ inline Eight<T> stream8(const T* p) {
    uint4 v;
    asm volatile("ld.global.nc.L1::no_allocate.L2::evict_first.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
                 : "l"(p));
    return *reinterpret_cast<Eight<T>*>(&v);
}
template <typename T> __device__ inline void store8(T* p, const float v[8]) {
    uint4 w = {pack2<T>(v[0], v[1]), pack2<T>(v[2], v[3]), pack2<T>(v[4], v[5]), pack2<T>(v[6], v[7])};
    *reinterpret_cast<uint4*>(p) = w;
}

template <typename T> __device__ inline Eight<T> pack8(const float v[8]) {
    uint4 w = {pack2<T>(v[0], v[1]), pack2<T>(v[2], v[3]), pack2<T>(v[4], v[5]), pack2<T>(v[6], v[7])};
    return *reinterpret_cast<Eight<T>*>(&w);
}

__device__ inline float warp_sum(float v) {
#pragma unroll
    for (int step = 16; step > 0; step >>= 1) v += __shfl_xor_sync(FULL, v, step);
    return v;
}
__device__ inline float warp_max(float v) {
#pragma unroll
    for (int step = 16; step > 0; step >>= 1) v = fmaxf(v, __shfl_xor_sync(FULL, v, step));
    return v;
}
// Sum over a block of up to 1024 threads; every thread gets it. `scratch` holds 33 floats.
__device__ inline float block_sum(float v, float* scratch) {
    int warps = (blockDim.x + 31) >> 5;
    v = warp_sum(v);
    __syncthreads();
    if ((threadIdx.x & 31) == 0) scratch[threadIdx.x >> 5] = v;
    __syncthreads();
    if (threadIdx.x < 32) {
        float total = warp_sum(threadIdx.x < warps ? scratch[threadIdx.x] : 0.f);
        if (threadIdx.x == 0) scratch[32] = total;
    }
    __syncthreads();
    return scratch[32];
}

// Programmatic dependent launch: wait for the kernel before us, and let the one after us start.
__device__ inline void dependency_wait() {
#if __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}
__device__ inline void dependency_release() {
#if __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.launch_dependents;");
#endif
}
