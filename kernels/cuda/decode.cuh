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

// Codes of 4 or 8 bits as 16-bit floats, in as few instructions as there are. A thread's 16 bytes hold 2 or 4 times eight
// values; `unpack` makes such eight, two to a register. Each value is (code + SURPLUS) / UNIT, exactly.
template <typename T, int BITS> struct Integers;

// mask, then set bits; mask, then flip bits: one instruction each.
__device__ inline uint32_t mask_set(uint32_t word, uint32_t mask, uint32_t bits) {
    uint32_t value;
    asm("lop3.b32 %0, %1, %2, %3, 0xea;" : "=r"(value) : "r"(word), "r"(mask), "r"(bits));
    return value;
}
__device__ inline uint32_t mask_flip(uint32_t word, uint32_t mask, uint32_t bits) {
    uint32_t value;
    asm("lop3.b32 %0, %1, %2, %3, 0x6a;" : "=r"(value) : "r"(word), "r"(mask), "r"(bits));
    return value;
}

// bf16: a code in the last bits of 128 is 128 + code.
template <> struct Integers<bf16, 4> {
    static constexpr uint32_t ONE = 0x3f803f80u;
    static constexpr float SURPLUS = 128.f, UNIT = 1.f;
    static __device__ uint4 unpack(const uint4& raw, int part) {
        const uint32_t word = part == 0 ? raw.x : part == 1 ? raw.y : part == 2 ? raw.z : raw.w;
        return make_uint4(mask_set(word, 0x000f000fu, 0x43004300u), mask_set(word >> 4, 0x000f000fu, 0x43004300u),
                          mask_set(word >> 8, 0x000f000fu, 0x43004300u), mask_set(word >> 12, 0x000f000fu, 0x43004300u));
    }
};
// Eight bits are one too many for that. The lower seven in 128, less 256, or less 128 where the eighth is set (their bits
// differ in that place), are code - 128.
template <> struct Integers<bf16, 8> {
    static constexpr uint32_t ONE = 0x3f803f80u;
    static constexpr float SURPLUS = -128.f, UNIT = 1.f;
    static __device__ uint32_t two(uint32_t word) {
        uint32_t low = mask_set(word, 0x007f007fu, 0x43004300u), less = mask_flip(word, 0x00800080u, 0x43804380u);
        __nv_bfloat162 value = __hsub2(*reinterpret_cast<__nv_bfloat162*>(&low), *reinterpret_cast<__nv_bfloat162*>(&less));
        return *reinterpret_cast<uint32_t*>(&value);
    }
    static __device__ uint4 unpack(const uint4& raw, int part) {
        const uint32_t first = part ? raw.z : raw.x, second = part ? raw.w : raw.y;
        return make_uint4(two(first), two(first >> 8), two(second), two(second >> 8));
    }
};
// fp16: the code's bits are the number already, times 2^-24, the smallest there is; tensor cores take such numbers.
template <> struct Integers<f16, 4> {
    static constexpr uint32_t ONE = 0x3c003c00u;
    static constexpr float SURPLUS = 0.f, UNIT = 16777216.f;
    static __device__ uint4 unpack(const uint4& raw, int part) {
        const uint32_t word = part == 0 ? raw.x : part == 1 ? raw.y : part == 2 ? raw.z : raw.w;
        return make_uint4(word & 0x000f000fu, word >> 4 & 0x000f000fu, word >> 8 & 0x000f000fu, word >> 12 & 0x000f000fu);
    }
};
template <> struct Integers<f16, 8> {
    static constexpr uint32_t ONE = 0x3c003c00u;
    static constexpr float SURPLUS = 0.f, UNIT = 16777216.f;
    static __device__ uint4 unpack(const uint4& raw, int part) {
        const uint32_t first = part ? raw.z : raw.x, second = part ? raw.w : raw.y;
        return make_uint4(first & 0x00ff00ffu, first >> 8 & 0x00ff00ffu, second & 0x00ff00ffu, second >> 8 & 0x00ff00ffu);
    }
};
