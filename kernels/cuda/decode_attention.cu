// Attention of single query rows over the paged cache: each row's keys and values are split among blocks, and the last
// block to end combines the splits of its row and KV head.
//
// All query heads of a KV head go through the tensor cores together (as the 8 columns of the products), so K and V are
// read once. Keys and values go from memory straight into the operands: in K Q' both sides permute the head dimension in
// the same way; in V' P a thread loads 8 dimensions of two neighbouring tokens and interleaves them. No shared memory
// until the warps combine, and few enough registers that two blocks share a multiprocessor and hide each other's waits.
//
// How a row is split depends on its length, and on whether there are rows enough to keep all multiprocessors busy.
#include "decode.cuh"

constexpr int THREADS_OF[] = {0, 256, 128};  // a block, by columns: the sums of its warps fit 48 KB
constexpr int MAX_SPLITS = 64;
constexpr int MAX_ROWS = 64;
#define NONE __int_as_float(0xff800000)  // minus infinity: the score of a token that is not seen

struct Arguments {
    const void* q;        // [rows][heads*head_dim]
    const void* k_cache;  // [pages][kv_heads][page_size][head_dim]
    const void* v_cache;
    void* y;                  // [rows][heads*head_dim]
    const int* position;      // [rows], negative: the row is padding
    const int* table_offset;  // [rows]
    const int* tables;
    float* partial;     // [rows][kv_heads][MAX_SPLITS][group][head_dim + 4]: sums, maximum, sum of weights
    unsigned* arrived;  // [rows][kv_heads], zero between launches
    int rows, heads, kv_heads, page_shift;
    int window;   // tokens a row sees, 0: all
    int least;    // times the tokens that a block reads at once: the least that a split has
    float scale;  // of the scores, times log2(e)
};

struct Span {
    int start, length, tiles_a_split, splits;
};

// Which tokens a row sees, and into how many splits they fall.
template <int TILE> __device__ inline Span span_of(int position, int window, int least) {
    Span span;
    span.length = position + 1;
    span.start = window > 0 ? max(0, span.length - window) : 0;
    const int tiles = ceil_div(span.length - (span.start & ~(TILE - 1)), TILE);
    span.tiles_a_split = max(least, ceil_div(tiles, MAX_SPLITS));
    span.splits = tiles > 0 ? ceil_div(tiles, span.tiles_a_split) : 0;
    return span;
}

// The 8x8 matrix of 16-bit values that a warp holds, transposed.
__device__ inline uint32_t transpose(uint32_t value) {
    uint32_t result;
    asm("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(result) : "r"(value));
    return result;
}

__device__ inline void add(float4& to, float4 value, float factor) {
    to.x += value.x * factor;
    to.y += value.y * factor;
    to.z += value.z * factor;
    to.w += value.w * factor;
}
template <typename T> __device__ inline void store4(T* to, float4 value, float factor) {
    *reinterpret_cast<uint2*>(to) = make_uint2(pack2<T>(value.x * factor, value.y * factor), pack2<T>(value.z * factor, value.w * factor));
}

// COLUMNS: how many times 8 query heads a KV head has at most.
template <typename T, int DIM, int COLUMNS>
__device__ inline void attend(const Arguments& a) {
    using E = Element<T>;
    constexpr int KCHUNKS = DIM / 32;  // 32 dimensions: two mmas of K Q'
    constexpr int VCHUNKS = DIM / 64;
    constexpr int VTILES = DIM / 16;  // 16 dimensions: an mma of V' P
    constexpr int HEADS = COLUMNS * 8;
    constexpr int THREADS = THREADS_OF[COLUMNS], WARPS = THREADS / 32;
    constexpr int TILE = WARPS * 16;  // tokens a block reads at once
    __shared__ int first_item[MAX_ROWS + 1];
    __shared__ float warp_top[WARPS][HEADS], warp_weights[WARPS][HEADS];
    __shared__ __align__(16) float sums[WARPS][HEADS][DIM];
    __shared__ bool last;

    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, group = lane / 4, quad = lane % 4;
    const int heads_a_kv = a.heads / a.kv_heads;
    dependency_release();

    // The list of work: row by row, KV head by KV head, split by split. Positions were there before the step began.
    if (warp == 0) {
        const int low = 2 * lane < a.rows ? span_of<TILE>(a.position[2 * lane], a.window, a.least).splits * a.kv_heads : 0;
        const int high = 2 * lane + 1 < a.rows ? span_of<TILE>(a.position[2 * lane + 1], a.window, a.least).splits * a.kv_heads : 0;
        int scan = low + high;
#pragma unroll
        for (int delta = 1; delta < 32; delta *= 2) {
            const int other = __shfl_up_sync(FULL, scan, delta);
            if (lane >= delta) scan += other;
        }
        first_item[2 * lane] = scan - low - high;
        first_item[2 * lane + 1] = scan - high;
        if (lane == 31) first_item[MAX_ROWS] = scan;
    }
    __syncthreads();
    const int items = first_item[MAX_ROWS];
    bool waited = false;

    for (int item = blockIdx.x; item < items; item += gridDim.x) {
        int row = 0;
#pragma unroll
        for (int step = MAX_ROWS / 2; step > 0; step /= 2)
            if (first_item[row + step] <= item) row += step;
        const Span span = span_of<TILE>(a.position[row], a.window, a.least);
        const int within = item - first_item[row];
        const int kv = within / span.splits, split = within % span.splits;
        const int* table = a.tables + a.table_offset[row];
        const int begin = (span.start & ~(TILE - 1)) + split * span.tiles_a_split * TILE;
        const int end = min(begin + span.tiles_a_split * TILE, span.length);
        // 16 tokens lie in one page: a page has 16 or more.
        auto cache_row = [&](int token) {
            return (((static_cast<size_t>(table[token >> a.page_shift]) * a.kv_heads + kv) << a.page_shift) +
                    (token & ((1 << a.page_shift) - 1))) * DIM;
        };
        int token0 = begin + warp * 16;
        size_t at = token0 < end ? cache_row(token0) : 0;

        if (!waited) {
            // Into L2, which is coherent: the newest token's row is still being written, and is read after the wait.
            if (token0 + lane / 2 < end) {
                const size_t from = at + lane / 2 * DIM + lane % 2 * (DIM / 2);
                prefetch_l2(static_cast<const T*>(a.k_cache) + from);
                prefetch_l2(static_cast<const T*>(a.v_cache) + from);
            }
            dependency_wait();
            waited = true;
        }

        const T* q = static_cast<const T*>(a.q) + (static_cast<size_t>(row) * a.heads + kv * heads_a_kv) * DIM;
        uint4 query[COLUMNS][KCHUNKS];
#pragma unroll
        for (int c = 0; c < COLUMNS; c++)
#pragma unroll
            for (int j = 0; j < KCHUNKS; j++) {
                const int head = c * 8 + group;
                query[c][j] = head < heads_a_kv ? load16(q + head * DIM + j * 32 + quad * 8) : make_uint4(0, 0, 0, 0);
            }

        // A thread has the heads 2 quad and 2 quad + 1 of each column.
        float top[COLUMNS][2], weights[COLUMNS][2];
        float out[COLUMNS][VTILES][4];
#pragma unroll
        for (int c = 0; c < COLUMNS; c++) {
            top[c][0] = top[c][1] = NONE;
            weights[c][0] = weights[c][1] = 0;
#pragma unroll
            for (int i = 0; i < VTILES; i++)
#pragma unroll
                for (int e = 0; e < 4; e++) out[c][i][e] = 0;
        }

        for (; token0 < end; token0 += TILE) {
            const T* keys = static_cast<const T*>(a.k_cache) + at;
            const T* values = static_cast<const T*>(a.v_cache) + at;
            uint4 key[2][KCHUNKS], value[4][VCHUNKS];
#pragma unroll
            for (int half = 0; half < 2; half++)
#pragma unroll
                for (int j = 0; j < KCHUNKS; j++) {
                    const int token = half * 8 + group;
                    key[half][j] = token0 + token < end ? load16(keys + token * DIM + j * 32 + quad * 8) : make_uint4(0, 0, 0, 0);
                }
#pragma unroll
            for (int i = 0; i < 4; i++)
#pragma unroll
                for (int v = 0; v < VCHUNKS; v++) {
                    // What lies behind the end may be anything, and a weight of zero does not make it harmless.
                    const int token = i / 2 * 8 + 2 * quad + i % 2;
                    value[i][v] = token0 + token < end ? load16(values + token * DIM + v * 64 + group * 8) : make_uint4(0, 0, 0, 0);
                }
            if (token0 + TILE < end) at = cache_row(token0 + TILE);

            uint32_t p[COLUMNS][2];
#pragma unroll
            for (int c = 0; c < COLUMNS; c++) {
                float score[4] = {0, 0, 0, 0};
#pragma unroll
                for (int j = 0; j < KCHUNKS; j++) {
                    E::mma(score, key[0][j].x, key[1][j].x, key[0][j].y, key[1][j].y, query[c][j].x, query[c][j].y);
                    E::mma(score, key[0][j].z, key[1][j].z, key[0][j].w, key[1][j].w, query[c][j].z, query[c][j].w);
                }
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    const int token = token0 + e / 2 * 8 + group;
                    score[e] = token < end && token >= span.start ? score[e] * a.scale : NONE;
                }
#pragma unroll
                for (int h = 0; h < 2; h++) {
                    float best = fmaxf(score[h], score[2 + h]);
#pragma unroll
                    for (int delta = 4; delta < 32; delta *= 2) best = fmaxf(best, __shfl_xor_sync(FULL, best, delta));
                    best = fmaxf(best, top[c][h]);
                    // All masked so far: any finite reference gives weights of zero.
                    const float reference = best == NONE ? 0 : best;
                    const float rescale = exp2f(top[c][h] - reference);
                    top[c][h] = best;
                    score[h] = exp2f(score[h] - reference);
                    score[2 + h] = exp2f(score[2 + h] - reference);
                    weights[c][h] = weights[c][h] * rescale + score[h] + score[2 + h];
#pragma unroll
                    for (int i = 0; i < VTILES; i++) {
                        out[c][i][h] *= rescale;
                        out[c][i][2 + h] *= rescale;
                    }
                }
                p[c][0] = transpose(pack2<T>(score[0], score[1]));
                p[c][1] = transpose(pack2<T>(score[2], score[3]));
            }
            // Row `group` of tile i is dimension 8 group + ..., of the first 64 where there are two times 64.
#pragma unroll
            for (int i = 0; i < VTILES; i++) {
                uint32_t rows[2][2];
#pragma unroll
                for (int r = 0; r < 2; r++) {
                    const int chunk = VCHUNKS == 2 ? r : 0, element = VCHUNKS == 2 ? i : i + r * 4;
                    const uint32_t select = element % 2 ? 0x7632 : 0x5410;
#pragma unroll
                    for (int half = 0; half < 2; half++) {
                        const uint4 first = value[2 * half][chunk], second = value[2 * half + 1][chunk];
                        const uint32_t words[2][4] = {{first.x, first.y, first.z, first.w}, {second.x, second.y, second.z, second.w}};
                        rows[half][r] = __byte_perm(words[0][element / 2], words[1][element / 2], select);
                    }
                }
#pragma unroll
                for (int c = 0; c < COLUMNS; c++)
                    E::mma(out[c][i], rows[0][0], rows[0][1], rows[1][0], rows[1][1], p[c][0], p[c][1]);
            }
        }

        // The block's warps, in their order.
#pragma unroll
        for (int c = 0; c < COLUMNS; c++)
#pragma unroll
            for (int h = 0; h < 2; h++) {
#pragma unroll
                for (int delta = 4; delta < 32; delta *= 2) weights[c][h] += __shfl_xor_sync(FULL, weights[c][h], delta);
                const int head = c * 8 + 2 * quad + h;
                if (group == 0) {
                    warp_top[warp][head] = top[c][h];
                    warp_weights[warp][head] = weights[c][h];
                }
                if (head < heads_a_kv) {
                    float flat[2][8];
#pragma unroll
                    for (int i = 0; i < VTILES; i++)
#pragma unroll
                        for (int r = 0; r < 2; r++) {
                            const int chunk = VCHUNKS == 2 ? r : 0, element = VCHUNKS == 2 ? i : i + r * 4;
                            flat[chunk][element] = out[c][i][2 * r + h];
                        }
#pragma unroll
                    for (int v = 0; v < VCHUNKS; v++)
#pragma unroll
                        for (int e = 0; e < 8; e += 4)
                            *reinterpret_cast<float4*>(&sums[warp][head][v * 64 + group * 8 + e]) =
                                make_float4(flat[v][e], flat[v][e + 1], flat[v][e + 2], flat[v][e + 3]);
                }
            }
        __syncthreads();

        const size_t pair = static_cast<size_t>(row) * a.kv_heads + kv;
        float* partial = a.partial + pair * MAX_SPLITS * heads_a_kv * (DIM + 4);
        T* y = static_cast<T*>(a.y) + (static_cast<size_t>(row) * a.heads + kv * heads_a_kv) * DIM;
        for (int i = threadIdx.x * 4; i < heads_a_kv * DIM; i += THREADS * 4) {
            const int head = i / DIM, dim = i % DIM;
            float best = warp_top[0][head], weight = 0;
#pragma unroll
            for (int w = 1; w < WARPS; w++) best = fmaxf(best, warp_top[w][head]);
            float4 value = make_float4(0, 0, 0, 0);
#pragma unroll
            for (int w = 0; w < WARPS; w++) {
                const float factor = warp_top[w][head] == NONE ? 0 : exp2f(warp_top[w][head] - best);
                add(value, *reinterpret_cast<const float4*>(&sums[w][head][dim]), factor);
                weight += warp_weights[w][head] * factor;
            }
            if (span.splits == 1) {
                store4(y + i, value, 1 / weight);
            } else {
                float* to = partial + (static_cast<size_t>(split) * heads_a_kv + head) * (DIM + 4);
                *reinterpret_cast<float4*>(to + dim) = value;
                if (dim == 0) *reinterpret_cast<float2*>(to + DIM) = make_float2(best, weight);
            }
        }
        if (span.splits > 1) {
            __syncthreads();
            // Releases what all threads of the block wrote (the barrier hands it to this one), acquires the others'.
            if (threadIdx.x == 0) {
                unsigned before;
                asm volatile("atom.add.acq_rel.gpu.u32 %0, [%1], 1;" : "=r"(before) : "l"(a.arrived + pair) : "memory");
                last = before == span.splits - 1;
            }
            __syncthreads();
            if (last) {
                // The factor of each split of each head, where the warps' sums lay.
                float* factor = &sums[0][0][0];
                for (int head = warp; head < heads_a_kv; head += WARPS) {
                    float split_top[2], split_weight[2];
#pragma unroll
                    for (int i = 0; i < 2; i++) {
                        const int s = i * 32 + lane;
                        const float* from = partial + (static_cast<size_t>(s) * heads_a_kv + head) * (DIM + 4) + DIM;
                        const float2 both = s < span.splits ? __ldcg(reinterpret_cast<const float2*>(from)) : make_float2(NONE, 0);
                        split_top[i] = both.x;
                        split_weight[i] = both.y;
                    }
                    const float best = warp_max(fmaxf(split_top[0], split_top[1]));
                    float sum = 0;
#pragma unroll
                    for (int i = 0; i < 2; i++) {
                        split_top[i] = split_top[i] == NONE ? 0 : exp2f(split_top[i] - best);
                        sum += split_weight[i] * split_top[i];
                    }
                    sum = warp_sum(sum);
#pragma unroll
                    for (int i = 0; i < 2; i++)
                        if (i * 32 + lane < span.splits) factor[head * MAX_SPLITS + i * 32 + lane] = split_top[i] / sum;
                }
                __syncthreads();
                for (int i = threadIdx.x * 4; i < heads_a_kv * DIM; i += THREADS * 4) {
                    const int head = i / DIM, dim = i % DIM;
                    const float* from = partial + static_cast<size_t>(head) * (DIM + 4) + dim;
                    float4 value = make_float4(0, 0, 0, 0);
#pragma unroll 4
                    for (int s = 0; s < span.splits; s++)
                        add(value, __ldcg(reinterpret_cast<const float4*>(from + static_cast<size_t>(s) * heads_a_kv * (DIM + 4))),
                            factor[head * MAX_SPLITS + s]);
                    store4(y + i, value, 1);
                }
                if (threadIdx.x == 0) a.arrived[pair] = 0;
            }
        }
        __syncthreads();  // before the next item takes the shared memory
    }
    // A block without work waits too, so that the end of this kernel means the end of all before it.
    if (!waited) dependency_wait();
}

#define ATTENTION(T, DIM, COLUMNS, BLOCKS)                                                                                \
    extern "C" __global__ void __launch_bounds__(THREADS_OF[COLUMNS], BLOCKS) decode_attention_##T##_##DIM##_##COLUMNS(               \
        const void* q, const void* k_cache, const void* v_cache, void* y, const int* position, const int* table_offset,    \
        const int* tables, float* partial, unsigned* arrived, int rows, int heads, int kv_heads, int page_shift,           \
        int window, int least, float scale) {                                                                                        \
        attend<T, DIM, COLUMNS>({q, k_cache, v_cache, y, position, table_offset, tables, partial, arrived, rows, heads,    \
                                 kv_heads, page_shift, window, least, scale});                                                   \
    }
#define EVERY_DIM(T)                                                                                                      \
    ATTENTION(T, 64, 1, 2)                                                                                                \
    ATTENTION(T, 64, 2, 2)                                                                                                \
    ATTENTION(T, 128, 1, 2)                                                                                               \
    ATTENTION(T, 128, 2, 1)
EVERY_DIM(bf16)
EVERY_DIM(f16)
