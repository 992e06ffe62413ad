// What the decode kernels share beyond common.cuh: tensor-core products, and copies that need no barrier.
#pragma once
#include "common.cuh"

// Two values in a register, and products of them: d += a b, 16 x 16 by 16 x 8, sums in float32.
template <typename T> struct Element;

template <> struct Element<bf16> {
    static __device__ float2 unpack(uint32_t pair) {
        return make_float2(__uint_as_float(pair << 16), __uint_as_float(pair & 0xffff0000u));
    }
    static __device__ void mma(float (&d)[4], uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t b0, uint32_t b1) {
        asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
    }
};

template <> struct Element<f16> {
    static __device__ float2 unpack(uint32_t pair) { return __half22float2(*reinterpret_cast<__half2*>(&pair)); }
    static __device__ void mma(float (&d)[4], uint32_t a0, uint32_t a1, uint32_t a2, uint32_t a3, uint32_t b0, uint32_t b1) {
        asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
    }
};

// 16 bytes to shared memory, past L1; zeros where `valid` is false. A thread that reads back only what it copied itself
// needs no barrier, only `copies_done`.
__device__ inline void copy_async(uint32_t shared, const void* global, bool valid) {
    asm volatile("cp.async.cg.shared.global.L2::128B [%0], [%1], 16, %2;" ::"r"(shared), "l"(global), "r"(valid ? 16 : 0)
                 : "memory");
}
// 4 bytes, for what is too small or too scattered for 16; zeros where `valid` is false.
__device__ inline void copy_async4(uint32_t shared, const void* global, bool valid) {
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(shared), "l"(global), "r"(valid ? 4 : 0) : "memory");
}
__device__ inline void commit_copies() { asm volatile("cp.async.commit_group;" ::: "memory"); }
template <int PENDING> __device__ inline void copies_done() {
    asm volatile("cp.async.wait_group %0;" ::"n"(PENDING) : "memory");
}

// A plain load, never the read-only path: the kernel before may have written the data while this one was running.
__device__ inline uint4 load16(const void* global) {
    uint4 value;
    asm volatile("ld.global.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                 : "l"(global)
                 : "memory");
    return value;
}
__device__ inline uint4 read_shared16(uint32_t shared) {
    uint4 value;
    asm volatile("ld.shared.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(value.x), "=r"(value.y), "=r"(value.z), "=r"(value.w)
                 : "r"(shared)
                 : "memory");
    return value;
}
__device__ inline void prefetch_l2(const void* global) { asm volatile("prefetch.global.L2 [%0];" ::"l"(global)); }
__device__ inline uint32_t shared_address(const void* pointer) {
    return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

// Codes of 4 or 8 bits as 16-bit floats, less their zero: integers of up to 8 bits, which both types hold exactly. An
// integer becomes a float by taking the place of the last bits of a power of two: 128 + c in bf16, 1024 + c in fp16.
__device__ inline uint32_t select(uint32_t word, uint32_t mask, uint32_t magic) {
    uint32_t value;
    asm("lop3.b32 %0, %1, %2, %3, 0xea;" : "=r"(value) : "r"(word), "r"(mask), "r"(magic));  // (word & mask) | magic
    return value;
}
template <typename T> __device__ inline uint32_t subtract(uint32_t a, uint32_t b) {
    using P = typename Pair<T>::type;
    P value = __hsub2(*reinterpret_cast<P*>(&a), *reinterpret_cast<P*>(&b));
    return *reinterpret_cast<uint32_t*>(&value);
}
template <typename T> struct Magic;
template <> struct Magic<bf16> { static constexpr uint32_t BITS = 0x43004300u; };
template <> struct Magic<f16> { static constexpr uint32_t BITS = 0x64006400u; };

// The eight values `part` of a thread's 16 bytes.
template <typename T, int BITS> __device__ inline uint4 unpack_codes(uint4 raw, int part, uint32_t zero) {
    const uint32_t words[4] = {raw.x, raw.y, raw.z, raw.w};
    uint32_t v[4];
    if constexpr (BITS == 4) {
        const uint32_t word = words[part], less = Magic<T>::BITS + zero * 0x00010001u;
#pragma unroll
        for (int i = 0; i < 4; i++) v[i] = subtract<T>(select(word >> (4 * i), 0x000f000fu, Magic<T>::BITS), less);
    } else {
#pragma unroll
        for (int i = 0; i < 4; i++) {
            const uint32_t word = words[part * 2 + i / 2];
            if constexpr (Magic<T>::BITS == 0x64006400u) {
                const uint32_t pair = __byte_perm(word, 0x64646464u, i % 2 ? 0x4342 : 0x4140);
                v[i] = subtract<T>(pair, Magic<T>::BITS + zero * 0x00010001u);
            } else {
                // 128 + c has no room for 8 bits in bf16: by way of float32, where 2^23 + c does.
                const float less = 8388608.f + zero;
                const float a = __uint_as_float(__byte_perm(word, 0x4b000000u, i % 2 ? 0x7442 : 0x7440)) - less;
                const float b = __uint_as_float(__byte_perm(word, 0x4b000000u, i % 2 ? 0x7443 : 0x7441)) - less;
                v[i] = pack2<T>(a, b);
            }
        }
    }
    return make_uint4(v[0], v[1], v[2], v[3]);
}
