// Matrices as codes of 4 or 8 bits: into the order in which the products of decode steps read them, and back to floats
// for the large products of prompts.
//
// Order: [rows/8][pieces][8 rows][4 quads][16 bytes], a piece being 64 bytes of a row: 128 codes of 4 bits or 64 of 8.
// Thread `quad` of a row wants the columns 32 c + 8 quad + 0..7 of a piece: in 4 bits its word c, where column 2 p is at
// bit 4 p and column 2 p + 1 at bit 16 + 4 p, so that a shift and a mask give a pair; in 8 bits its words 2 c and 2 c + 1,
// each with its four columns in the bytes 0, 2, 1 and 3, for the same reason.
// Scales: [rows/8][groups][8 rows], the scale in float32's upper 24 bits and the zero in the lower 8.
#include "common.cuh"

template <int BITS> __device__ uint32_t pack_word(const uint8_t* piece, uint32_t quad, uint32_t word) {
    uint32_t packed = 0;
    if (BITS == 4) {
        const uint8_t* eight = piece + 32 * word + 8 * quad;
#pragma unroll
        for (int p = 0; p < 4; ++p) packed |= (eight[2 * p] & 15u) << (4 * p) | (eight[2 * p + 1] & 15u) << (16 + 4 * p);
    } else {
        const uint8_t* four = piece + 32 * (word / 2) + 8 * quad + 4 * (word % 2);
#pragma unroll
        for (int i = 0; i < 4; ++i) packed |= uint32_t(four[i]) << (8 * (i / 2) + 16 * (i % 2));
    }
    return packed;
}

// Row blockIdx.y of `codes` becomes row `to[blockIdx.y]`.
template <int BITS>
__device__ void pack(const uint8_t* codes, const float* scales, const uint8_t* zeros, const uint32_t* to,
                     uint32_t* packed, uint32_t* packed_scales, uint32_t rows, uint32_t columns, uint32_t groups) {
    constexpr uint32_t DEAL = BITS == 4 ? 128 : 64;
    uint32_t row = to[blockIdx.y], pieces = columns / DEAL, at = blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= rows) return;
    if (at < pieces * 16) {
        uint32_t piece = at / 16, quad = at / 4 % 4, word = at % 4;
        packed[((size_t(row / 8) * pieces + piece) * 8 + row % 8) * 16 + quad * 4 + word] =
            pack_word<BITS>(codes + size_t(blockIdx.y) * columns + piece * DEAL, quad, word);
    }
    if (at < groups) {
        size_t from = size_t(blockIdx.y) * groups + at;
        uint32_t bits = __float_as_uint(scales[from]);
        bits = (bits + 0x7fu + (bits >> 8 & 1u)) & 0xffffff00u;
        packed_scales[(size_t(row / 8) * groups + at) * 8 + row % 8] = bits | zeros[from];
    }
}
extern "C" __global__ void codes_pack_4(const uint8_t* codes, const float* scales, const uint8_t* zeros, const uint32_t* to,
                                        uint32_t* packed, uint32_t* packed_scales, uint32_t rows, uint32_t columns,
                                        uint32_t groups) {
    pack<4>(codes, scales, zeros, to, packed, packed_scales, rows, columns, groups);
}
extern "C" __global__ void codes_pack_8(const uint8_t* codes, const float* scales, const uint8_t* zeros, const uint32_t* to,
                                        uint32_t* packed, uint32_t* packed_scales, uint32_t rows, uint32_t columns,
                                        uint32_t groups) {
    pack<8>(codes, scales, zeros, to, packed, packed_scales, rows, columns, groups);
}

// A thread makes 8 columns of a row.
template <typename T, int BITS>
__device__ void unpack(const uint32_t* packed, const uint32_t* packed_scales, T* out, uint32_t columns, uint32_t group) {
    constexpr uint32_t DEAL = BITS == 4 ? 128 : 64;
    dependency_wait();
    uint32_t row = blockIdx.y, column = (blockIdx.x * blockDim.x + threadIdx.x) * 8;
    if (column >= columns) return;
    uint32_t piece = column / DEAL, chunk = column % DEAL / 32, quad = column % 32 / 8;
    const uint32_t* words = packed + ((size_t(row / 8) * (columns / DEAL) + piece) * 8 + row % 8) * 16 + quad * 4;
    uint32_t meta = packed_scales[(size_t(row / 8) * (columns / group) + column / group) * 8 + row % 8];
    float scale = __uint_as_float(meta & 0xffffff00u), zero = meta & 0xffu;
    float v[8];
    if (BITS == 4) {
        uint32_t word = words[chunk];
#pragma unroll
        for (int i = 0; i < 8; ++i) v[i] = (float(word >> (4 * (i / 2) + 16 * (i % 2)) & 15u) - zero) * scale;
    } else {
#pragma unroll
        for (int i = 0; i < 8; ++i) v[i] = (float(words[2 * chunk + i / 4] >> (8 * (i % 4 / 2) + 16 * (i % 2)) & 255u) - zero) * scale;
    }
    store8(out + size_t(row) * columns + column, v);
}
#define UNPACK(T, BITS)                                                                                            \
    extern "C" __global__ void __launch_bounds__(256) codes_unpack_##BITS##_##T(                                   \
        const uint32_t* packed, const uint32_t* packed_scales, T* out, uint32_t columns, uint32_t group) {         \
        unpack<T, BITS>(packed, packed_scales, out, columns, group);                                               \
    }
UNPACK(bf16, 4)
UNPACK(bf16, 8)
UNPACK(f16, 4)
UNPACK(f16, 8)
