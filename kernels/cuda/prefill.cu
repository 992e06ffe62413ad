// Causal attention of many query rows over the paged cache (flash attention: scores stay in registers).
//
// A block takes 128 rows of one query head, a warp 32 of them: with 32 rows a key fragment loaded from shared memory
// feeds two tensor-core instructions, without which shared memory, not the tensor cores, would set the pace. Keys and
// values come in tiles of 64 by asynchronous copies, two stages deep. Sequences are packed without padding; the longest
// tiles start first, so that the short ones fill the end.
#include "common.cuh"

constexpr int ROWS = 128, KEYS = 64, WARPS = 4;

__device__ inline uint32_t shared_address(const void* p) { return uint32_t(__cvta_generic_to_shared(p)); }
__device__ inline void copy16(uint32_t to, const void* from, bool valid) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(valid ? 16 : 0));
}
__device__ inline void copies_commit() { asm volatile("cp.async.commit_group;"); }
template <int LEFT> __device__ inline void copies_wait() { asm volatile("cp.async.wait_group %0;" ::"n"(LEFT)); }

__device__ inline void load_matrices(uint32_t r[4], uint32_t address) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address));
}
__device__ inline void load_matrices_transposed(uint32_t r[4], uint32_t address) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address));
}
template <typename T> __device__ inline void multiply(float c[4], const uint32_t a[4], uint32_t b0, uint32_t b1);
template <> __device__ inline void multiply<bf16>(float c[4], const uint32_t a[4], uint32_t b0, uint32_t b1) {
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}
template <> __device__ inline void multiply<f16>(float c[4], const uint32_t a[4], uint32_t b0, uint32_t b1) {
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

// Byte offset of a 16-byte chunk in a tile of D-wide rows; the xor spreads a column of chunks over all banks.
template <int D> __device__ inline uint32_t place(uint32_t row, uint32_t chunk) {
    return (row * (D / 8) + (chunk ^ (row & 7))) * 16;
}

struct Paged {
    uint32_t heads, kv_heads, page_shift, pages, table_stride, window;
    float scale;  // of the scores, times log2(e)
};

template <typename T, int D>
__device__ void attend(const T* q, const T* k_cache, const T* v_cache, const uint32_t* rows, const uint32_t* ends,
                       const uint32_t* tables, T* out, Paged paged) {
    extern __shared__ __align__(128) uint8_t shared[];
    constexpr uint32_t CHUNKS = D / 8, TILE = KEYS * D * 2;
    dependency_wait();
    uint32_t head = blockIdx.x, sequence = blockIdx.y, tile = gridDim.z - 1 - blockIdx.z;
    uint32_t first = rows[sequence], count = rows[sequence + 1] - first, end = ends[sequence];
    uint32_t start = tile * ROWS;
    if (start >= count) return;
    const uint32_t* table = tables + size_t(sequence) * paged.table_stride;
    uint32_t kv = head / (paged.heads / paged.kv_heads);
    uint32_t lane = threadIdx.x & 31, warp = threadIdx.x >> 5;

    // Row r of the tile stands at position base + r and sees the keys up to itself.
    uint32_t base = end - count + start;
    uint32_t limit = min(end, base + ROWS);
    uint32_t begin = 0;
    if (paged.window && base + 1 > paged.window) begin = (base + 1 - paged.window) / KEYS * KEYS;

    uint32_t q_shared = shared_address(shared), k_shared = q_shared + ROWS * D * 2, v_shared = k_shared + 2 * TILE;
    for (uint32_t i = threadIdx.x; i < ROWS * CHUNKS; i += WARPS * 32) {
        uint32_t r = i / CHUNKS, c = i % CHUNKS;
        bool valid = start + r < count;
        const T* from = q + (size_t(first + (valid ? start + r : 0)) * paged.heads + head) * D + c * 8;
        copy16(q_shared + place<D>(r, c), from, valid);
    }
    auto fetch = [&](uint32_t key, uint32_t stage) {
        for (uint32_t i = threadIdx.x; i < KEYS * CHUNKS; i += WARPS * 32) {
            uint32_t r = i / CHUNKS, c = i % CHUNKS, at = key + r;
            bool valid = at < limit;  // beyond it lies what others left there: zeros instead, a NaN would spread
            uint32_t page = valid ? min(table[at >> paged.page_shift], paged.pages - 1) : 0;
            uint32_t within = valid ? at & ((1u << paged.page_shift) - 1) : 0;
            size_t from = (((size_t(page) * paged.kv_heads + kv) << paged.page_shift) + within) * D + c * 8;
            copy16(k_shared + stage * TILE + place<D>(r, c), k_cache + from, valid);
            copy16(v_shared + stage * TILE + place<D>(r, c), v_cache + from, valid);
        }
    };
    fetch(begin, 0);
    copies_commit();

    float o[2][D / 8][4] = {};
    float top[2][2], sum[2][2];
#pragma unroll
    for (int m = 0; m < 2; ++m) {
        top[m][0] = top[m][1] = -INFINITY;
        sum[m][0] = sum[m][1] = 0.f;
    }
    uint32_t stage = 0;
    for (uint32_t key = begin; key < limit; key += KEYS, stage ^= 1) {
        copies_wait<0>();
        __syncthreads();  // this tile is there for all, and nobody reads the other stage any more
        if (key + KEYS < limit) fetch(key + KEYS, stage ^ 1);
        copies_commit();
        uint32_t k_tile = k_shared + stage * TILE, v_tile = v_shared + stage * TILE;

        float s[2][KEYS / 8][4] = {};
#pragma unroll
        for (int step = 0; step < D / 16; ++step) {
            uint32_t a[2][4];
#pragma unroll
            for (int m = 0; m < 2; ++m)
                load_matrices(a[m], q_shared + place<D>(warp * 32 + m * 16 + (lane & 15), step * 2 + (lane >> 4)));
#pragma unroll
            for (int n = 0; n < KEYS / 16; ++n) {
                uint32_t b[4];
                load_matrices(
                    b, k_tile + place<D>(n * 16 + (lane & 7) + ((lane >> 4) << 3), step * 2 + ((lane >> 3) & 1)));
#pragma unroll
                for (int m = 0; m < 2; ++m) {
                    multiply<T>(s[m][2 * n], a[m], b[0], b[1]);
                    multiply<T>(s[m][2 * n + 1], a[m], b[2], b[3]);
                }
            }
        }
        // Only tiles on the diagonal, at the window's edge or at the end need the mask.
        uint32_t warp_base = base + warp * 32;
        bool masked = key + KEYS > warp_base + 1 || (paged.window && key + paged.window <= warp_base + 31);
#pragma unroll
        for (int m = 0; m < 2; ++m) {
            float best[2] = {top[m][0], top[m][1]};
#pragma unroll
            for (int n = 0; n < KEYS / 8; ++n) {
#pragma unroll
                for (int i = 0; i < 4; ++i) {
                    float v = s[m][n][i] * paged.scale;
                    if (masked) {
                        uint32_t at = key + n * 8 + (lane & 3) * 2 + (i & 1);
                        uint32_t row = warp_base + m * 16 + (lane >> 2) + (i >> 1) * 8;
                        bool seen = at <= row && at < limit && (!paged.window || at + paged.window > row);
                        v = seen ? v : -INFINITY;
                    }
                    s[m][n][i] = v;
                    best[i >> 1] = fmaxf(best[i >> 1], v);
                }
            }
#pragma unroll
            for (int half = 0; half < 2; ++half) {
                best[half] = fmaxf(best[half], __shfl_xor_sync(FULL, best[half], 1));
                best[half] = fmaxf(best[half], __shfl_xor_sync(FULL, best[half], 2));
                float safe = best[half] == -INFINITY ? 0.f : best[half];
                float shrink = exp2_fast(top[m][half] - safe);
                top[m][half] = best[half];
                float total = 0.f;
#pragma unroll
                for (int n = 0; n < KEYS / 8; ++n) {
#pragma unroll
                    for (int i = 0; i < 2; ++i) {
                        float p = exp2_fast(s[m][n][half * 2 + i] - safe);
                        s[m][n][half * 2 + i] = p;
                        total += p;
                    }
                }
                sum[m][half] = sum[m][half] * shrink + total;  // a lane's own columns; added up at the end
#pragma unroll
                for (int n = 0; n < D / 8; ++n) {
                    o[m][n][half * 2] *= shrink;
                    o[m][n][half * 2 + 1] *= shrink;
                }
            }
        }
#pragma unroll
        for (int step = 0; step < KEYS / 16; ++step) {
            uint32_t a[2][4];
#pragma unroll
            for (int m = 0; m < 2; ++m) {
                a[m][0] = pack2<T>(s[m][2 * step][0], s[m][2 * step][1]);
                a[m][1] = pack2<T>(s[m][2 * step][2], s[m][2 * step][3]);
                a[m][2] = pack2<T>(s[m][2 * step + 1][0], s[m][2 * step + 1][1]);
                a[m][3] = pack2<T>(s[m][2 * step + 1][2], s[m][2 * step + 1][3]);
            }
#pragma unroll
            for (int n = 0; n < D / 16; ++n) {
                uint32_t b[4];
                load_matrices_transposed(b, v_tile + place<D>(step * 16 + (lane & 15), n * 2 + (lane >> 4)));
#pragma unroll
                for (int m = 0; m < 2; ++m) {
                    multiply<T>(o[m][2 * n], a[m], b[0], b[1]);
                    multiply<T>(o[m][2 * n + 1], a[m], b[2], b[3]);
                }
            }
        }
    }
    copies_wait<0>();
    dependency_release();
    // Each warp hands its rows over through its own rows of the query tile, to store 16 bytes a lane.
    __syncwarp();
#pragma unroll
    for (int m = 0; m < 2; ++m) {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            float total = sum[m][half];
            total += __shfl_xor_sync(FULL, total, 1);
            total += __shfl_xor_sync(FULL, total, 2);
            float inverse = 1.f / total;
            uint32_t r = warp * 32 + m * 16 + half * 8 + (lane >> 2);
#pragma unroll
            for (int n = 0; n < D / 8; ++n) {
                uint32_t* to = reinterpret_cast<uint32_t*>(shared + place<D>(r, n)) + (lane & 3);
                *to = pack2<T>(o[m][n][half * 2] * inverse, o[m][n][half * 2 + 1] * inverse);
            }
        }
    }
    __syncwarp();
    for (uint32_t i = lane; i < 32 * CHUNKS; i += 32) {
        uint32_t r = warp * 32 + i / CHUNKS, c = i % CHUNKS;
        if (start + r < count) {
            T* to = out + (size_t(first + start + r) * paged.heads + head) * D + c * 8;
            *reinterpret_cast<uint4*>(to) = *reinterpret_cast<const uint4*>(shared + place<D>(r, c));
        }
    }
}

#define ATTEND(T, D)                                                                                               \
    extern "C" __global__ void __launch_bounds__(WARPS * 32, 2) prefill_##T##_##D(                                 \
        const T* q, const T* k_cache, const T* v_cache, const uint32_t* rows, const uint32_t* ends,                \
        const uint32_t* tables, T* out, uint32_t heads, uint32_t kv_heads, uint32_t page_shift, uint32_t pages,    \
        uint32_t table_stride, uint32_t window, float scale) {                                                     \
        attend<T, D>(q, k_cache, v_cache, rows, ends, tables, out,                                                 \
                     Paged{heads, kv_heads, page_shift, pages, table_stride, window, scale});                      \
    }
ATTEND(bf16, 64)
ATTEND(bf16, 128)
ATTEND(f16, 64)
ATTEND(f16, 128)
