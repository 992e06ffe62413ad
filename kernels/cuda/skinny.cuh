// Y = X W' for a few rows of X: weights stream once from memory through the tensor cores, whatever the number of rows.
//
// Why so: at 1 to 64 rows the product is bound by reading W. A block takes a few rows of W at a time; its warps share K.
// Each thread copies 16 bytes (8 values of a row of W) into its own ring of shared memory and reads them back as the
// operand of an mma: K is permuted in the same way in both operands, so that neither needs a shuffle, and no barrier
// stands between copy and use. The ring keeps enough bytes in flight to saturate the memory, costs no registers, and is
// filled before the kernel waits for the one before it: the memory does not idle between kernels. The rows of X
// go the same way, in the stages of the weights that they meet: loads into registers would wait behind the whole ring.
//
// The grid has as many blocks as fit the device at once, so that each multiprocessor gets as many as any other even where
// blocks start before the kernel before has left all of them. The number of rows of W that a block takes at a time is
// chosen by the host so that all multiprocessors end together; what the tile has beyond it is masked, which costs no
// memory traffic.
//
// With many rows of X, and K long, X itself is the traffic: then two blocks, a cluster, share K, and each reads half of X.
//
// W may be codes of 4 or 8 bits with a scale and a zero for each group of K (see codes.cu for their order): the same 16
// bytes then hold 32 or 16 values, which become operands of the mma in registers, as the integers that their bits can be
// made into at least cost. What such an integer has too much, and the zero, is taken off a group's sums by the sum of x,
// which the tensor cores add up beside; then the sums take the scale, in float32. Here W is the mma's operand of 16 rows,
// for up to 8 rows of x: half as many mmas, and it is instructions that bound these products. The words with scale and
// zero travel beside the codes, one lane a row.
//
// The order of the sum depends on the shape and the grid, not on the other rows of X nor on the run.
#pragma once
#include "decode.cuh"

constexpr int WARPS = 8;
constexpr int THREADS = WARPS * 32;
// K is dealt to the warps in pieces of this many values: 128 bytes of a row.
constexpr int PIECE = 64;

// Shared memory that a block may fill: sm_90 has more than twice that of other chips. src/skinny.rs computes the same.
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ == 900
constexpr bool DEEP = true;
constexpr int ROOM = 224 << 10;
#else
constexpr bool DEEP = false;
constexpr int ROOM = 99 << 10;
#endif

enum Mode {
    STORE,     // y = x w' + bias
    RESIDUAL,  // y = y + x w' + bias
    SILU,      // rows of w in groups of 8, gate then up: y = silu(gate) * up
    LOGITS,    // y in float32
    ROTARY,    // q, k, v: rotate pairs, store q in y, k and v in the cache
};

struct SkinnyArguments {
    const void* weight;  // [n][k]
    const void* x;       // [m][k]
    void* y;             // [m][n], SILU: [m][n/2], ROTARY: [m][heads*head_dim]
    const void* bias;    // [n] or null
    // ROTARY
    const int* position;      // [m], negative: the row is padding
    const int* table_offset;  // [m], where the row's page table starts in `tables`
    const int* tables;
    const float2* rotary;  // [context][head_dim/2] cos, sin
    void* k_cache;         // [pages][kv_heads][page_size][head_dim]
    void* v_cache;
    int m, n, k;
    int unit;  // rows of w that stay together: even, 16 for SILU
    int heads, kv_heads, head_dim, page_shift;
    int normalize;  // scale each row of x by 1/sqrt(mean square + epsilon)
    float epsilon;
    // Codes: [n/8][k/group][8], scale in the upper 24 bits, zero in the lower 8
    const uint32_t* scales;
    int group;
};

#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
// Waits for all threads of the cluster; what they wrote to shared memory can be read by all of them.
template <int CLUSTER> __device__ inline void cluster_barrier() {
    if constexpr (CLUSTER > 1)
        asm volatile("barrier.cluster.arrive.release.aligned;\nbarrier.cluster.wait.acquire.aligned;" ::: "memory");
    else
        __syncthreads();
}
// A value in the shared memory of a block of the cluster, at the place that `here` has in this one's.
__device__ inline float2 read_cluster(const float2* here, uint32_t rank) {
    float2 value;
    asm volatile("{.reg .u32 there;\nmapa.shared::cluster.u32 there, %2, %3;\nld.shared::cluster.v2.f32 {%0,%1}, [there];}"
                 : "=f"(value.x), "=f"(value.y)
                 : "r"(shared_address(here)), "r"(rank)
                 : "memory");
    return value;
}
#define CLUSTERED_1
#define CLUSTERED_2 __cluster_dims__(2, 1, 1)
#else
template <int CLUSTER> __device__ inline void cluster_barrier() { __syncthreads(); }
__device__ inline float2 read_cluster(const float2* here, uint32_t) { return *here; }
#define CLUSTERED_1
#define CLUSTERED_2
#endif

// Kernels of which two blocks share a multiprocessor: their products are short and mostly wait, or instructions bound
// them, and one block hides the other's barriers.
constexpr bool is_twice(int rows, Mode mode, int blocks, int bits = 16) {
    return DEEP && (bits < 16 ? rows == 8 : rows == 32 && mode == ROTARY && blocks == 2);
}

// What a kernel is made of; `Plan` in src/skinny.rs computes the same.
template <int ROWS, Mode MODE, int BLOCKS, int BITS> struct Layout {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
    static constexpr int CLUSTER = BLOCKS;
#else
    static constexpr int CLUSTER = 1;
#endif
    static constexpr int HALVES = ROWS / 8;             // groups of 8 rows of x
    static constexpr int MTILES = (HALVES + 1) / 2;     // mma tiles of 16 rows
    static constexpr bool CODES = BITS < 16;
    static constexpr bool TWICE = is_twice(ROWS, MODE, BLOCKS, BITS);
    // Groups of 8 rows of w at a time: more make x a smaller part of the traffic.
    static constexpr int TILES = DEEP && ROWS == 32 && !TWICE ? 8 : 4;
    static constexpr int DEAL = BITS == 4 ? 2 * PIECE : PIECE;
    static constexpr int STEP = CODES ? DEAL : ROWS <= 8 || (ROWS <= 16 && DEEP) ? 64 : 32;  // values of k a step
    static constexpr int SUB = STEP / 32;                       // 32 values of k: two mmas
    static constexpr int COPIES = CODES ? TILES : TILES * SUB;  // 16-byte copies of weights a thread and step
    static constexpr int SLOTS = COPIES + SUB * HALVES;         // and of x
    static constexpr int PARTS = DEAL / STEP;                   // steps in a piece
    static constexpr int BUFFERS = ROWS <= 16 && CLUSTER == 1 ? 2 : 1;
    static constexpr int PAIRS = TILES * HALVES * 32;           // pairs of results of a tile
    static constexpr int STAGE_BYTES = SLOTS * THREADS * 16 + (CODES ? WARPS * TILES * 8 * 4 : 0);
    static constexpr int OTHER_BYTES = BUFFERS * WARPS * PAIRS * 8 + WARPS * ROWS * 8;
    static constexpr int FIT = ((TWICE ? ROOM / 2 : ROOM) - OTHER_BYTES) / STAGE_BYTES;
    static constexpr int STAGES = FIT < 1 ? 1 : FIT > 3 ? 3 : FIT;
};

template <typename T, int ROWS, Mode MODE, int BLOCKS, int BITS = 16>
__device__ inline void skinny(const SkinnyArguments& arguments) {
    using E = Element<T>;
    using L = Layout<ROWS, MODE, BLOCKS, BITS>;
    constexpr int CLUSTER = L::CLUSTER, HALVES = L::HALVES, MTILES = L::MTILES, TILES = L::TILES, DEAL = L::DEAL;
    constexpr int STEP = L::STEP, SUB = L::SUB, COPIES = L::COPIES, SLOTS = L::SLOTS, PARTS = L::PARTS;
    constexpr int BUFFERS = L::BUFFERS, PAIRS = L::PAIRS, STAGES = L::STAGES;
    constexpr bool CODES = L::CODES;
    constexpr int ITEMS = (MODE == SILU ? PAIRS / 2 : PAIRS) / CLUSTER;
    constexpr int MINE = (ITEMS + THREADS - 1) / THREADS;

    extern __shared__ __align__(16) unsigned char shared[];
    float2* partial = reinterpret_cast<float2*>(shared + STAGES * SLOTS * THREADS * 16);  // [BUFFERS][WARPS][PAIRS]
    float2* squares = partial + BUFFERS * WARPS * PAIRS;                                    // [WARPS][ROWS], second unused

    const int warp = threadIdx.x / 32, lane = threadIdx.x % 32, group = lane / 4, quad = lane % 4;
    const int k = arguments.k, n = arguments.n, m = arguments.m;
    const int rank = blockIdx.x % CLUSTER, unit = blockIdx.x / CLUSTER, units = gridDim.x / CLUSTER;
    // This unit's share of the rows, and how many it takes at a time.
    const int bundles = ceil_div(n, arguments.unit);
    const int first_bundle = bundles * unit / units, share = bundles * (unit + 1) / units - first_bundle;
    const int turns = ceil_div(share, TILES * 8 / arguments.unit);
    const int tile_rows = turns > 0 ? ceil_div(share, turns) * arguments.unit : 0;
    const int first_row = first_bundle * arguments.unit, end_row = min(first_row + share * arguments.unit, n);
    const int all_pieces = ceil_div(k, DEAL);
    const int first_piece = ceil_div(all_pieces, CLUSTER) * rank;
    const int pieces = min(ceil_div(all_pieces, CLUSTER), all_pieces - first_piece);

    // Scales and zeros of a warp's rows, for each stage.
    uint32_t* metas = reinterpret_cast<uint32_t*>(squares + WARPS * ROWS) + warp * TILES * 8;

    // Pieces are dealt to the warps round and round, on from one tile to the next.
    const uint32_t ring = shared_address(shared) + threadIdx.x * 16;
    const T* weight = static_cast<const T*>(arguments.weight);
    struct Cursor {
        int turn, piece, part;
    };
    auto settle = [&](Cursor& at) {
        while (at.piece >= pieces && at.turn < turns) {
            at.piece -= pieces;
            at.turn++;
        }
    };
    auto advance = [&](Cursor& at) {
        if (++at.part == PARTS) {
            at.part = 0;
            at.piece += WARPS;
            settle(at);
        }
    };
    // CODES: where this thread's first row of the next tile begins, the one of which this lane brings scale and zero, and
    // how many rows of the tile there are.
    const char* codes_at = nullptr;
    const uint32_t* scales_at = nullptr;
    int rows_there = 0;
    const uint32_t per = CODES ? arguments.group / DEAL : 1, per_inverse = 0xffffffffu / per + 1;  // pieces a group
    auto aim = [&](const Cursor& at) {
        const int row0 = first_row + at.turn * tile_rows;
        rows_there = min(tile_rows, end_row - row0);
        const uint32_t row = row0 + group, other = row0 + lane, groups = all_pieces / per;
        codes_at = static_cast<const char*>(arguments.weight) + static_cast<size_t>(row / 8 * all_pieces * 8 + row % 8) * 64 + quad * 16;
        scales_at = arguments.scales + (other / 8 * groups * 8 + other % 8);
    };
    auto first_k = [&](const Cursor& at) { return (first_piece + at.piece) * DEAL + at.part * STEP + quad * 8; };
    auto copy_weights = [&](const Cursor& cursor, int stage) {
        const int row0 = first_row + cursor.turn * tile_rows;
        const uint32_t to = ring + stage * SLOTS * THREADS * 16;
        if constexpr (CODES) {
            const uint32_t piece = first_piece + cursor.piece;
#pragma unroll
            for (int tile = 0; tile < TILES; tile++) {
                // Nothing is read of rows that are not there.
                const bool there = tile * 8 + group < rows_there;
                const char* from = codes_at + (static_cast<uint32_t>(tile) * all_pieces + piece) * size_t(512);
                copy_async(to + tile * THREADS * 16, there ? from : static_cast<const char*>(arguments.weight), there);
            }
            const bool there = lane < TILES * 8 && lane < rows_there;
            const uint32_t which = per == 1 ? piece : __umulhi(piece, per_inverse);
            if (lane < TILES * 8)
                copy_async4(shared_address(metas + stage * WARPS * TILES * 8 + lane),
                            there ? scales_at + which * 8 : arguments.scales, there);
        } else {
            const int at = first_k(cursor);
#pragma unroll
            for (int tile = 0; tile < TILES; tile++) {
                const int row = row0 + tile * 8 + group;
                const bool there = tile * 8 + group < tile_rows && row < end_row;
                const T* source = weight + static_cast<size_t>(there ? row : 0) * k;
#pragma unroll
                for (int sub = 0; sub < SUB; sub++) {
                    const bool valid = there && at + sub * 32 < k;
                    copy_async(to + (tile * SUB + sub) * THREADS * 16, source + (valid ? at + sub * 32 : 0), valid);
                }
            }
        }
    };
    const T* x = static_cast<const T*>(arguments.x);
    auto copy_x = [&](const Cursor& cursor, int stage) {
        const int at = first_k(cursor);
        const uint32_t to = ring + (stage * SLOTS + COPIES) * THREADS * 16;
#pragma unroll
        for (int sub = 0; sub < SUB; sub++)
#pragma unroll
            for (int half = 0; half < HALVES; half++) {
                const int row = half * 8 + group;
                const bool valid = row < m && at + sub * 32 < k;
                copy_async(to + (sub * HALVES + half) * THREADS * 16, x + (valid ? static_cast<size_t>(row) * k + at + sub * 32 : 0), valid);
            }
    };
    // The next kernel may fill its rings from the moment on when this one has asked for all that it needs: earlier, they
    // would be full when the memory falls idle.
    bool released = false;
    auto release_after = [&](const Cursor& at) {
        if (at.turn >= turns && !released) {
            dependency_release();
            released = true;
        }
    };
    Cursor ahead = {pieces > 0 ? 0 : turns, warp, 0};
    settle(ahead);
    auto go_on = [&]() {
        const int turn = ahead.turn;
        advance(ahead);
        if (CODES && ahead.turn != turn && ahead.turn < turns) aim(ahead);
    };
    if (CODES && ahead.turn < turns) aim(ahead);
    Cursor behind = ahead;
#pragma unroll
    for (int stage = 0; stage < STAGES; stage++) {
        if (ahead.turn < turns) {
            copy_weights(ahead, stage);
            go_on();
        }
        commit_copies();
    }
    release_after(ahead);

    // What the results of a tile need, apart from the sums: fetched before they are there.
    struct Place {
        int row, column, pair;
        bool both;        // the second of the two columns exists
        float2 bias;      // or what y held
        float2 rotation;
        T* to;            // ROTARY
    };
    auto place_of = [&](int item, int turn) {
        Place place;
        const int spot = item % 32, which = item / 32;
        const int half = MODE == SILU ? which / (TILES / 2) : which / TILES;
        const int tile = MODE == SILU ? which % (TILES / 2) * 2 : which % TILES;
        place.pair = (half * TILES + tile) * 32 + spot;
        place.row = half * 8 + spot / 4;
        const int within = tile * 8 + spot % 4 * 2;
        place.column = first_row + turn * tile_rows + within;
        if (turn >= turns || within >= tile_rows || place.column >= end_row) place.row = m;
        place.both = place.column + 1 < n;
        return place;
    };
    auto prepare = [&](Place& place) {
        place.bias = place.rotation = make_float2(0, 0);
        if (place.row >= m) return;
        if (arguments.bias) {
            const T* bias = static_cast<const T*>(arguments.bias) + place.column;
            place.bias = make_float2(to_float(bias[0]), place.both ? to_float(bias[1]) : 0);
        }
        if constexpr (MODE == ROTARY) {
            const int position = arguments.position[place.row];
            if (position < 0) {
                place.row = m;
                return;
            }
            const int head = place.column / arguments.head_dim, within = place.column % arguments.head_dim;
            place.rotation = make_float2(1, 0);
            if (head < arguments.heads + arguments.kv_heads)
                place.rotation = arguments.rotary[static_cast<size_t>(position) * (arguments.head_dim / 2) + within / 2];
            if (head < arguments.heads) {
                place.to = static_cast<T*>(arguments.y) +
                           static_cast<size_t>(place.row) * arguments.heads * arguments.head_dim + place.column;
            } else {
                const bool is_k = head < arguments.heads + arguments.kv_heads;
                const int kv = head - arguments.heads - (is_k ? 0 : arguments.kv_heads);
                const int page = arguments.tables[arguments.table_offset[place.row] + (position >> arguments.page_shift)];
                const int slot = position & ((1 << arguments.page_shift) - 1);
                const size_t row = ((static_cast<size_t>(page) * arguments.kv_heads + kv) << arguments.page_shift) + slot;
                place.to = static_cast<T*>(is_k ? arguments.k_cache : arguments.v_cache) + row * arguments.head_dim + within;
            }
        }
    };
    Place places[MINE];
#pragma unroll
    for (int i = 0; i < MINE; i++) {
        places[i] = place_of(rank * ITEMS + i * THREADS + threadIdx.x, i * THREADS + threadIdx.x < ITEMS ? 0 : turns);
        prepare(places[i]);
    }

    dependency_wait();

    // A group of copies each, after those of the weights: from here on the groups of a stage are STAGES apart.
#pragma unroll
    for (int stage = 0; stage < STAGES; stage++) {
        if (behind.turn < turns) {
            copy_x(behind, stage);
            advance(behind);
        }
        commit_copies();
    }
    int first = warp;  // this warp's first piece of the tile

    float square[HALVES];
#pragma unroll
    for (int half = 0; half < HALVES; half++) square[half] = 0;

    int stage = 0;
    for (int turn = 0; turn < turns; turn++) {
        if constexpr (MODE == RESIDUAL) {
#pragma unroll
            for (int i = 0; i < MINE; i++)
                if (places[i].row < m) {
                    const T* y = static_cast<const T*>(arguments.y) + static_cast<size_t>(places[i].row) * n + places[i].column;
                    places[i].bias.x += to_float(y[0]);
                    if (places[i].both) places[i].bias.y += to_float(y[1]);
                }
        }
        // CODES: 8 rows of x by 16 rows of w.
        constexpr int DOWN = CODES ? HALVES : MTILES, ACROSS = CODES ? TILES / 2 : TILES;
        float sum[DOWN][ACROSS][4];
#pragma unroll
        for (int i = 0; i < DOWN; i++)
#pragma unroll
            for (int j = 0; j < ACROSS; j++)
#pragma unroll
                for (int c = 0; c < 4; c++) sum[i][j][c] = 0;

        const int steps = first < pieces ? ceil_div(pieces - first, WARPS) * PARTS : 0;
        for (int step = 0; step < steps; step++) {
                copies_done<STAGES - 1>();
                const uint32_t from = ring + stage * SLOTS * THREADS * 16;
                uint4 w[TILES][CODES ? 1 : SUB], xs[SUB][HALVES];
#pragma unroll
                for (int copy = 0; copy < COPIES; copy++)
                    w[copy / (CODES ? 1 : SUB)][copy % (CODES ? 1 : SUB)] = read_shared16(from + copy * THREADS * 16);
#pragma unroll
                for (int sub = 0; sub < SUB; sub++)
#pragma unroll
                    for (int half = 0; half < HALVES; half++)
                        xs[sub][half] = read_shared16(from + (COPIES + sub * HALVES + half) * THREADS * 16);
                if (arguments.normalize && turn == 0) {
#pragma unroll
                    for (int sub = 0; sub < SUB; sub++)
#pragma unroll
                        for (int half = 0; half < HALVES; half++) {
                            const uint4 v = xs[sub][half];
                            const uint32_t words[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
                            for (int word = 0; word < 4; word++) {
                                const float2 pair = E::unpack(words[word]);
                                square[half] += pair.x * pair.x;
                                square[half] += pair.y * pair.y;
                            }
                        }
                }
                if constexpr (CODES) {
                    constexpr uint32_t ONE = Integers<T, BITS>::ONE;
                    float part[HALVES][TILES / 2][4] = {};
                    float whole[HALVES][4] = {};  // the sum of x
#pragma unroll
                    for (int sub = 0; sub < SUB; sub++) {
                        uint4 v[TILES];
#pragma unroll
                        for (int tile = 0; tile < TILES; tile++) v[tile] = Integers<T, BITS>::unpack(w[tile][0], sub);
#pragma unroll
                        for (int half = 0; half < HALVES; half++) {
                            const uint4 x8 = xs[sub][half];
                            E::mma(whole[half], ONE, ONE, ONE, ONE, x8.x, x8.y);
#pragma unroll
                            for (int i = 0; i < TILES / 2; i++)
                                E::mma(part[half][i], v[2 * i].x, v[2 * i + 1].x, v[2 * i].y, v[2 * i + 1].y, x8.x, x8.y);
                            E::mma(whole[half], ONE, ONE, ONE, ONE, x8.z, x8.w);
#pragma unroll
                            for (int i = 0; i < TILES / 2; i++)
                                E::mma(part[half][i], v[2 * i].z, v[2 * i + 1].z, v[2 * i].w, v[2 * i + 1].w, x8.z, x8.w);
                        }
                    }
                    __syncwarp();  // the words that other lanes copied
                    const uint32_t* meta = metas + stage * WARPS * TILES * 8 + group;
#pragma unroll
                    for (int tile = 0; tile < TILES; tile++) {
                        const uint32_t word = meta[tile * 8];
                        const float scale = __uint_as_float(word & 0xffffff00u);
                        const float less = scale * (float(word & 0xffu) + Integers<T, BITS>::SURPLUS);
                        const float unit = scale * Integers<T, BITS>::UNIT;
#pragma unroll
                        for (int half = 0; half < HALVES; half++)
#pragma unroll
                            for (int c = 0; c < 2; c++)
                                sum[half][tile / 2][tile % 2 * 2 + c] +=
                                    unit * part[half][tile / 2][tile % 2 * 2 + c] - less * whole[half][c];
                    }
                    __syncwarp();  // all have read before the stage is filled again
                } else {
#pragma unroll
                for (int sub = 0; sub < SUB; sub++)
#pragma unroll
                    for (int i = 0; i < MTILES; i++) {
                        const uint4 low = xs[sub][2 * i];
                        const uint4 high = 2 * i + 1 < HALVES ? xs[sub][2 * i + 1 < HALVES ? 2 * i + 1 : 0]
                                                              : make_uint4(0, 0, 0, 0);
#pragma unroll
                        for (int tile = 0; tile < TILES; tile++) {
                            E::mma(sum[i][tile], low.x, high.x, low.y, high.y, w[tile][sub].x, w[tile][sub].y);
                            E::mma(sum[i][tile], low.z, high.z, low.w, high.w, w[tile][sub].z, w[tile][sub].w);
                        }
                    }
                }
                if (ahead.turn < turns) {
                    copy_weights(ahead, stage);
                    copy_x(ahead, stage);
                    go_on();
                }
                commit_copies();
                release_after(ahead);
                stage = stage + 1 == STAGES ? 0 : stage + 1;
        }
        first += steps / PARTS * WARPS - pieces;

        // The warps' sums, in the order of the warps: the result is the same on every run.
        float2* mine = partial + (turn % BUFFERS) * WARPS * PAIRS;
        if (BUFFERS == 1 && turn > 0) cluster_barrier<CLUSTER>();
#pragma unroll
        for (int half = 0; half < HALVES; half++)
#pragma unroll
            for (int tile = 0; tile < TILES; tile++) {
                float2* to = mine + warp * PAIRS + (half * TILES + tile) * 32;
                if constexpr (CODES) {
#pragma unroll
                    for (int c = 0; c < 2; c++)
                        reinterpret_cast<float*>(to)[(quad * 2 + c) * 8 + group] = sum[half][tile / 2][tile % 2 * 2 + c];
                } else {
                    to[lane] = make_float2(sum[half / 2][tile][(half % 2) * 2], sum[half / 2][tile][(half % 2) * 2 + 1]);
                }
            }
        if (arguments.normalize && turn == 0) {
#pragma unroll
            for (int half = 0; half < HALVES; half++) {
                float s = square[half];
                s += __shfl_xor_sync(FULL, s, 1);
                s += __shfl_xor_sync(FULL, s, 2);
                if (quad == 0) squares[warp * ROWS + half * 8 + group].x = s;
            }
        }
        cluster_barrier<CLUSTER>();

        auto total_of = [&](int pair) {
            float2 total = make_float2(0, 0);
#pragma unroll
            for (int block = 0; block < CLUSTER; block++) {
                float2 value = make_float2(0, 0);
#pragma unroll
                for (int w = 0; w < WARPS; w++) {
                    const float2* here = mine + w * PAIRS + pair;
                    const float2 part = CLUSTER > 1 ? read_cluster(here, block) : *here;
                    value.x += part.x;
                    value.y += part.y;
                }
                total.x += value.x;
                total.y += value.y;
            }
            return total;
        };
#pragma unroll
        for (int i = 0; i < MINE; i++) {
            const Place& place = places[i];
            if (place.row >= m) continue;
            float2 value = total_of(place.pair);
            float scale = 1;
            if (arguments.normalize) {
                float s = 0;
#pragma unroll
                for (int block = 0; block < CLUSTER; block++) {
#pragma unroll
                    for (int w = 0; w < WARPS; w++) {
                        const float2* here = squares + w * ROWS + place.row;
                        s += CLUSTER > 1 ? read_cluster(here, block).x : here->x;
                    }
                }
                scale = rsqrtf(s / k + arguments.epsilon);
            }
            value.x = value.x * scale + place.bias.x;
            value.y = value.y * scale + place.bias.y;
            if constexpr (MODE == SILU) {
                const float2 up = total_of(place.pair + 32);
                const float a = value.x / (1 + __expf(-value.x)) * (up.x * scale);
                const float b = value.y / (1 + __expf(-value.y)) * (up.y * scale);
                // Columns 16 i to 16 i + 7 are the gates of 8 i to 8 i + 7.
                T* y = static_cast<T*>(arguments.y) + static_cast<size_t>(place.row) * (n / 2) + place.column / 16 * 8 + place.column % 8;
                *reinterpret_cast<uint32_t*>(y) = pack2<T>(a, b);
            } else if constexpr (MODE == LOGITS) {
                float* y = static_cast<float*>(arguments.y) + static_cast<size_t>(place.row) * n + place.column;
                y[0] = value.x;
                if (place.both) y[1] = value.y;
            } else if constexpr (MODE == ROTARY) {
                *reinterpret_cast<uint32_t*>(place.to) = pack2<T>(value.x * place.rotation.x - value.y * place.rotation.y,
                                                                  value.y * place.rotation.x + value.x * place.rotation.y);
            } else {
                T* y = static_cast<T*>(arguments.y) + static_cast<size_t>(place.row) * n + place.column;
                y[0] = from_float<T>(value.x);
                if (place.both) y[1] = from_float<T>(value.y);
            }
        }
        if (turn + 1 < turns) {
#pragma unroll
            for (int i = 0; i < MINE; i++) {
                places[i] = place_of(rank * ITEMS + i * THREADS + threadIdx.x, i * THREADS + threadIdx.x < ITEMS ? turn + 1 : turns);
                prepare(places[i]);
            }
        }
    }
    copies_done<0>();
    if (CLUSTER > 1) cluster_barrier<CLUSTER>();  // the other block may still be reading this one's sums
}

#define SKINNY_PARAMETERS                                                                                                  \
    const void *weight, const void *x, void *y, const void *bias, const int *position, const int *table_offset,            \
        const int *tables, const float2 *rotary, void *k_cache, void *v_cache, int m, int n, int k, int unit, int heads,   \
        int kv_heads, int head_dim, int page_shift, int normalize, float epsilon
#define SKINNY_VALUES                                                                                                     \
    weight, x, y, bias, position, table_offset, tables, rotary, k_cache, v_cache, m, n, k, unit, heads, kv_heads,          \
        head_dim, page_shift, normalize, epsilon

#define SKINNY(NAME, MODE, T, ROWS, BLOCKS)                                                                               \
    extern "C" __global__ void CLUSTERED_##BLOCKS __launch_bounds__(THREADS, is_twice(ROWS, MODE, BLOCKS) ? 2 : 1)        \
        skinny_##NAME##_##T##_##ROWS##_##BLOCKS(SKINNY_PARAMETERS) {                                                      \
        skinny<T, ROWS, MODE, BLOCKS>({SKINNY_VALUES, nullptr, 0});                                                       \
    }
#define EVERY_MODE(T, ROWS)                                                                                               \
    SKINNY(store, STORE, T, ROWS, 1)                                                                                      \
    SKINNY(store, STORE, T, ROWS, 2)                                                                                      \
    SKINNY(residual, RESIDUAL, T, ROWS, 1)                                                                                \
    SKINNY(residual, RESIDUAL, T, ROWS, 2)                                                                                \
    SKINNY(silu, SILU, T, ROWS, 1)                                                                                        \
    SKINNY(logits, LOGITS, T, ROWS, 1)                                                                                    \
    SKINNY(rotary, ROTARY, T, ROWS, 1)                                                                                    \
    SKINNY(rotary, ROTARY, T, ROWS, 2)
#define EVERY_ROWS(T)                                                                                                     \
    EVERY_MODE(T, 8)                                                                                                      \
    EVERY_MODE(T, 16)                                                                                                     \
    EVERY_MODE(T, 32)                                                                                                     \
    EVERY_MODE(T, 64)

#define CODES(NAME, MODE, T, ROWS, BLOCKS, BITS)                                                                          \
    extern "C" __global__ void CLUSTERED_##BLOCKS __launch_bounds__(THREADS, is_twice(ROWS, MODE, BLOCKS, BITS) ? 2 : 1)  \
        codes##BITS##_##NAME##_##T##_##ROWS##_##BLOCKS(SKINNY_PARAMETERS, const uint32_t* scales, int group) {            \
        skinny<T, ROWS, MODE, BLOCKS, BITS>({SKINNY_VALUES, scales, group});                                              \
    }
#define EVERY_CODES_MODE(T, ROWS, BITS)                                                                                   \
    CODES(store, STORE, T, ROWS, 1, BITS)                                                                                 \
    CODES(store, STORE, T, ROWS, 2, BITS)                                                                                 \
    CODES(residual, RESIDUAL, T, ROWS, 1, BITS)                                                                           \
    CODES(residual, RESIDUAL, T, ROWS, 2, BITS)                                                                           \
    CODES(silu, SILU, T, ROWS, 1, BITS)                                                                                   \
    CODES(rotary, ROTARY, T, ROWS, 1, BITS)                                                                               \
    CODES(rotary, ROTARY, T, ROWS, 2, BITS)
#define EVERY_CODES(T)                                                                                                    \
    EVERY_CODES_MODE(T, 8, 4)                                                                                             \
    EVERY_CODES_MODE(T, 16, 4)                                                                                            \
    EVERY_CODES_MODE(T, 8, 8)                                                                                             \
    EVERY_CODES_MODE(T, 16, 8)
