// From a row of logits to a token: adjustments, temperature, min-p, top-k, top-p, Gumbel noise, log probabilities.
//
// The row is cut into splits so that one row keeps many multiprocessors busy. Every sum has a fixed order, and noise is
// keyed by seed, position and token: a row's token does not depend on what else is in the batch.
//   adjust   splits x rows   copies the row, adjusts it, divides by temperature; partial maxima and sums; ends greedy rows
//   spread   splits x rows   how many tokens, of what mass, lie within each of 16 distances of the best
//   cut      rows            the last token that stays, in the order of value and then of id
//   choose   splits x rows   the largest of value plus noise among those that stay
//   likeliest rows           the first few of the untouched row
#include "common.cuh"

constexpr int SPLIT = 8192, THREADS = 256, WIDTHS = 16, CANDIDATES = 4096, CUTTERS = 1024;
// Distances from the best, in nats.
__device__ constexpr float WIDTH[WIDTHS] = {0.5f, 1.f, 1.5f, 2.f, 2.5f, 3.f, 4.f, 5.f, 6.f, 7.f, 8.f, 10.f, 12.f, 14.f, 17.f, 1e30f};

struct Row {
    float temperature, top_p, min_p, repetition, presence, frequency;
    uint32_t top_k, report, seed_low, seed_high, position, first, last, source, pad[2];
};
struct Adjustment {
    uint32_t token;
    float bias;
    uint32_t seen;  // bit 31: in prompt or output; below: how often in the output
};
struct Best {
    float value;
    uint32_t id;
};
struct Partial {
    float raw_best, raw_sum;
    Best best;
};
struct Cut {
    uint32_t key, id;  // stays: a larger key, or this key with an id up to this one
};

// Grows with the value.
__device__ inline uint32_t key_of(float v) {
    uint32_t bits = __float_as_uint(v);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}
__device__ inline Best better(Best a, Best b) {
    return b.value > a.value || (b.value == a.value && b.id < a.id) ? b : a;
}
__device__ inline Best nothing() { return Best{-INFINITY, 0xffffffffu}; }
__device__ inline Best warp_best(Best v) {
#pragma unroll
    for (int step = 16; step > 0; step >>= 1)
        v = better(v, Best{__shfl_xor_sync(FULL, v.value, step), __shfl_xor_sync(FULL, v.id, step)});
    return v;
}
// Threads of the block are a multiple of 32; every thread gets the result.
__device__ inline Best block_best(Best v, Best* scratch) {
    v = warp_best(v);
    __syncthreads();
    if ((threadIdx.x & 31) == 0) scratch[threadIdx.x >> 5] = v;
    __syncthreads();
    uint32_t lane = threadIdx.x & 31;
    return warp_best(lane < blockDim.x / 32 ? scratch[lane] : nothing());
}

// Whether this block is the last of its row's to come here; what the others wrote before is there then. One thread asks.
__device__ inline bool is_last(uint32_t* ticket, uint32_t splits) {
    __threadfence();
    bool last = atomicAdd(ticket, 1) == splits - 1;
    if (last) *ticket = 0;  // for the next launch
    __threadfence();
    return last;
}
// Past L1, which does not see what other blocks of this kernel write.
__device__ inline Partial partial_of(const Partial* partials, uint32_t i) {
    float4 v = __ldcg(reinterpret_cast<const float4*>(partials + i));
    return Partial{v.x, v.y, Best{v.z, __float_as_uint(v.w)}};
}
// What the splits found, read by the lanes of a whole warp: one after the other, each would wait for memory.
__device__ inline Best best_of(const Partial* partials, uint32_t splits) {
    Best best = nothing();
    for (uint32_t i = threadIdx.x & 31; i < splits; i += 32) best = better(best, partial_of(partials, i).best);
    return warp_best(best);
}
// The logarithm of the sum of the untouched row's exponentials; likewise.
__device__ inline float log_sum_of(const Partial* partials, uint32_t splits) {
    float top = -INFINITY, sum = 0.f;
    for (uint32_t i = threadIdx.x & 31; i < splits; i += 32) top = fmaxf(top, partial_of(partials, i).raw_best);
    top = warp_max(top);
    for (uint32_t i = threadIdx.x & 31; i < splits; i += 32) {
        Partial part = partial_of(partials, i);
        if (part.raw_sum > 0.f) sum += part.raw_sum * expf(part.raw_best - top);
    }
    return top + logf(warp_sum(sum));
}
// The row's token, and its log probability if that is wanted; by a whole warp.
template <typename T>
__device__ void finish(Best best, const T* logits, const Row& row, const Partial* partials, uint32_t splits,
                       uint32_t vocabulary, uint32_t* token_at, float* log_probability_at) {
    uint32_t token = best.id < vocabulary ? best.id : 0;  // a row without a number yields token 0
    if (threadIdx.x == 0) *token_at = token;
    if (!row.report) return;
    float total = log_sum_of(partials, splits);
    if (threadIdx.x == 0) *log_probability_at = to_float(logits[size_t(row.source) * vocabulary + token]) - total;
}

template <typename T>
__device__ void adjust(const T* logits, const Row* rows, const Adjustment* adjustments, float* scaled,
                       Partial* partials, uint32_t* tickets, uint32_t* tokens, float* log_probabilities,
                       uint32_t vocabulary, uint32_t stride) {
    __shared__ float part[SPLIT];
    __shared__ float scratch[33];
    __shared__ Best bests[32];
    dependency_wait();
    Row row = rows[blockIdx.y];
    uint32_t base = blockIdx.x * SPLIT, count = min(uint32_t(SPLIT), vocabulary - base);
    const T* from = logits + size_t(row.source) * vocabulary + base;
    Best raw = nothing();
    for (uint32_t i = threadIdx.x; i < count; i += THREADS) {
        part[i] = to_float(from[i]);
        raw = better(raw, Best{part[i], base + i});
    }
    raw = block_best(raw, bests);
    float sum = 0.f;
    if (row.report && raw.value > -INFINITY)
        for (uint32_t i = threadIdx.x; i < count; i += THREADS) sum += expf(part[i] - raw.value);
    sum = block_sum(sum, scratch);
    for (uint32_t i = row.first + threadIdx.x; i < row.last; i += THREADS) {
        Adjustment a = adjustments[i];
        uint32_t at = a.token - base;
        if (at < count) {
            float v = part[at] + a.bias;
            if (a.seen >> 31) v *= v > 0.f ? __frcp_rn(row.repetition) : row.repetition;
            uint32_t times = a.seen & 0x7fffffffu;
            if (times) v -= row.frequency * times + row.presence;
            part[at] = v;
        }
    }
    __syncthreads();
    bool greedy = row.temperature == 0.f;
    Best best = nothing();
    for (uint32_t i = threadIdx.x; i < count; i += THREADS) {
        float v = greedy ? part[i] : __fdiv_rn(part[i], row.temperature);
        best = better(best, Best{v, base + i});
        if (!greedy) scaled[size_t(blockIdx.y) * stride + base + i] = v;
    }
    if (!greedy && base + count == vocabulary && threadIdx.x < stride - vocabulary)
        scaled[size_t(blockIdx.y) * stride + vocabulary + threadIdx.x] = -INFINITY;
    best = block_best(best, bests);
    if (threadIdx.x >= 32) return;
    uint32_t at = blockIdx.y;
    partials += at * gridDim.x;
    bool last = false;
    if (threadIdx.x == 0) {
        partials[blockIdx.x] = Partial{raw.value, sum, best};
        last = greedy && is_last(&tickets[at], gridDim.x);
    }
    if (!__any_sync(FULL, last)) return;
    __syncwarp();
    finish(best_of(partials, gridDim.x), logits, row, partials, gridDim.x, vocabulary, &tokens[at], &log_probabilities[at]);
}

__device__ inline bool is_cut(const Row& row, uint32_t vocabulary) {
    return row.temperature != 0.f && ((row.top_k && row.top_k < vocabulary) || row.top_p < 1.f);
}
// What min-p leaves.
__device__ inline float floor_of(const Row& row, float best) {
    return row.min_p > 0.f ? best + logf(row.min_p) : -INFINITY;
}

extern "C" __global__ void __launch_bounds__(THREADS)
    sample_spread(const Row* rows, const float* scaled, const Partial* partials, float* masses, uint32_t* counts,
                  uint32_t vocabulary, uint32_t stride) {
    __shared__ float sums[THREADS / 32][2 * WIDTHS];
    dependency_wait();
    Row row = rows[blockIdx.y];
    if (!is_cut(row, vocabulary)) return;
    float best = best_of(partials + blockIdx.y * gridDim.x, gridDim.x).value, floor = floor_of(row, best);
    float mass[WIDTHS] = {};
    float within[WIDTHS] = {};  // exact: a thread sees 32 tokens, a block 8192
    uint32_t base = blockIdx.x * SPLIT, count = min(uint32_t(SPLIT), vocabulary - base);
    const float* from = scaled + size_t(blockIdx.y) * stride + base;
    for (uint32_t i = threadIdx.x; i < count; i += THREADS) {
        float v = from[i];
        float m = expf(v - best);
        if (v >= floor) {
#pragma unroll
            for (int j = 0; j < WIDTHS; ++j) {
                bool inside = best - v <= WIDTH[j];
                mass[j] += inside ? m : 0.f;
                within[j] += inside ? 1.f : 0.f;
            }
        }
    }
    // All sums of a warp, then those of the warps, in their order.
    uint32_t lane = threadIdx.x & 31, warp = threadIdx.x >> 5;
#pragma unroll
    for (int j = 0; j < WIDTHS; ++j) {
        float m = warp_sum(mass[j]), n = warp_sum(within[j]);
        if (lane == 0) {
            sums[warp][j] = m;
            sums[warp][WIDTHS + j] = n;
        }
    }
    __syncthreads();
    if (threadIdx.x < 2 * WIDTHS) {
        float total = 0.f;
#pragma unroll
        for (int i = 0; i < THREADS / 32; ++i) total += sums[i][threadIdx.x];
        uint32_t at = (blockIdx.y * gridDim.x + blockIdx.x) * WIDTHS + threadIdx.x % WIDTHS;
        if (threadIdx.x < WIDTHS) masses[at] = total;
        else counts[at] = uint32_t(total);
    }
}

// Every value of a row with its id, 16 bytes a load and several loads under way. What pads the row is -infinity.
template <typename Each> __device__ inline void each_of(const float* row, uint32_t stride, Each each) {
#pragma unroll 8
    for (uint32_t i = threadIdx.x * 4; i < stride; i += CUTTERS * 4) {
        float4 v = *reinterpret_cast<const float4*>(row + i);
        each(v.x, i);
        each(v.y, i + 1);
        each(v.z, i + 2);
        each(v.w, i + 3);
    }
}

// The largest key for which the tokens with it or a larger one weigh at least `target`, by passes over the row that
// halve the range of keys twice each. For rows whose kept set is too large to be sorted.
template <typename Weigh>
__device__ uint32_t heaviest(const float* row, uint32_t stride, float target, float* scratch, Weigh weigh) {
    uint32_t low = 0;
    for (int shift = 30; shift >= 0; shift -= 2) {
        float sums[3] = {};
        each_of(row, stride, [&](float v, uint32_t) {
            uint32_t key = key_of(v);
            float w = key >= low + (1u << shift) ? weigh(v) : 0.f;
#pragma unroll
            for (uint32_t j = 0; j < 3; ++j) sums[j] += key >= low + ((j + 1) << shift) ? w : 0.f;
        });
        uint32_t step = 0;
#pragma unroll
        for (uint32_t j = 0; j < 3; ++j)
            if (block_sum(sums[j], scratch) >= target) step = j + 1;
        low += step << shift;
    }
    return low;
}

extern "C" __global__ void __launch_bounds__(CUTTERS, 1)
    sample_cut(const Row* rows, const float* scaled, const Partial* partials, const float* masses,
               const uint32_t* counts, Cut* cuts, uint32_t vocabulary, uint32_t stride, uint32_t splits) {
    __shared__ unsigned long long list[CANDIDATES];
    __shared__ float scratch[33];
    __shared__ uint32_t found;
    __shared__ uint32_t stays;
    __shared__ float totals[WIDTHS];
    __shared__ uint32_t numbers[WIDTHS];
    dependency_wait();
    Row row = rows[blockIdx.x];
    float best = best_of(partials + blockIdx.x * splits, splits).value, floor = floor_of(row, best);
    if (!is_cut(row, vocabulary)) {
        if (threadIdx.x == 0) cuts[blockIdx.x] = Cut{key_of(floor), 0xffffffffu};
        return;
    }
    const float* values = scaled + size_t(blockIdx.x) * stride;
    // Each distance's totals: a thread a split and distance, whose loads are under way together; then in order.
    float* split_mass = reinterpret_cast<float*>(list);  // not in use yet
    uint32_t* split_count = reinterpret_cast<uint32_t*>(list) + CUTTERS;
    if (threadIdx.x < WIDTHS) {
        totals[threadIdx.x] = 0.f;
        numbers[threadIdx.x] = 0;
    }
    for (uint32_t first = 0; first < splits; first += CUTTERS / WIDTHS) {
        uint32_t some = min(splits - first, uint32_t(CUTTERS / WIDTHS));
        if (threadIdx.x < some * WIDTHS) {
            size_t from = size_t(blockIdx.x * splits + first) * WIDTHS + threadIdx.x;
            split_mass[threadIdx.x] = masses[from];
            split_count[threadIdx.x] = counts[from];
        }
        __syncthreads();
        if (threadIdx.x < WIDTHS) {
            for (uint32_t i = 0; i < some; ++i) {
                totals[threadIdx.x] += split_mass[i * WIDTHS + threadIdx.x];
                numbers[threadIdx.x] += split_count[i * WIDTHS + threadIdx.x];
            }
        }
        __syncthreads();
    }
    // The narrowest distance that holds all that can stay.
    float all = totals[WIDTHS - 1], width = WIDTH[WIDTHS - 1];
    uint32_t total = numbers[WIDTHS - 1], candidates = total;
    for (int j = WIDTHS - 2; j >= 0; --j) {
        bool enough = row.top_k && row.top_k < total ? numbers[j] >= row.top_k : totals[j] >= row.top_p * all * 1.0001f;
        if (enough) {
            width = WIDTH[j];
            candidates = numbers[j];
        }
    }
    bool limited = row.top_k && row.top_k < total;
    if (candidates <= CANDIDATES) {
        if (threadIdx.x == 0) found = 0;
        __syncthreads();
        each_of(values, stride, [&](float v, uint32_t i) {
            if (v >= floor && best - v <= width) {
                uint32_t at = atomicAdd(&found, 1);
                if (at < CANDIDATES) list[at] = (static_cast<unsigned long long>(key_of(v)) << 32) | uint32_t(~i);
            }
        });
        __syncthreads();
        uint32_t count = min(found, uint32_t(CANDIDATES)), size = 2;
        while (size < count) size *= 2;
        for (uint32_t i = count + threadIdx.x; i < size; i += CUTTERS) list[i] = 0;
        __syncthreads();
        for (uint32_t k = 2; k <= size; k *= 2) {
            for (uint32_t j = k / 2; j > 0; j /= 2) {
                for (uint32_t i = threadIdx.x; i < size; i += CUTTERS) {
                    uint32_t other = i ^ j;
                    if (other > i) {
                        unsigned long long a = list[i], b = list[other];
                        // Descending.
                        if ((i & k) == 0 ? a < b : a > b) {
                            list[i] = b;
                            list[other] = a;
                        }
                    }
                }
                __syncthreads();
            }
        }
        uint32_t kept = count;
        if (limited && row.top_k < count) {
            uint32_t least = list[row.top_k - 1] >> 32;
            // Equals stay.
            if (threadIdx.x == 0) stays = row.top_k;
            __syncthreads();
            for (uint32_t i = row.top_k + threadIdx.x; i < count; i += CUTTERS)
                if (uint32_t(list[i] >> 32) == least) atomicMax(&stays, i + 1);
            __syncthreads();
            kept = stays;
            __syncthreads();
        }
        if (row.top_p < 1.f) {
            // Each thread has 4 neighbours in order; sums before them by a scan.
            float mine[CANDIDATES / CUTTERS], sum = 0.f;
#pragma unroll
            for (int j = 0; j < CANDIDATES / CUTTERS; ++j) {
                uint32_t i = threadIdx.x * (CANDIDATES / CUTTERS) + j;
                uint32_t key = i < kept ? uint32_t(list[i] >> 32) : 0;
                float v = __uint_as_float(key & 0x80000000u ? key & 0x7fffffffu : ~key);
                mine[j] = i < kept ? expf(v - best) : 0.f;
                sum += mine[j];
            }
            float upto = sum;
            for (int step = 1; step < 32; step *= 2) {
                float other = __shfl_up_sync(FULL, upto, step);
                if ((threadIdx.x & 31) >= step) upto += other;
            }
            __syncthreads();
            if ((threadIdx.x & 31) == 31) scratch[threadIdx.x >> 5] = upto;
            __syncthreads();
            float warps = scratch[threadIdx.x & 31];
            for (int step = 1; step < 32; step *= 2) {
                float other = __shfl_up_sync(FULL, warps, step);
                if ((threadIdx.x & 31) >= step) warps += other;
            }
            float whole = __shfl_sync(FULL, warps, 31);
            float earlier = __shfl_sync(FULL, warps, max(int(threadIdx.x >> 5) - 1, 0));
            float before = upto - sum + (threadIdx.x >= 32 ? earlier : 0.f);
            float enough = row.top_p * (limited ? whole : all);
            if (threadIdx.x == 0) stays = kept;
            __syncthreads();
#pragma unroll
            for (int j = 0; j < CANDIDATES / CUTTERS; ++j) {
                uint32_t i = threadIdx.x * (CANDIDATES / CUTTERS) + j;
                if (i < kept && i > 0 && before >= enough) atomicMin(&stays, i);
                before += mine[j];
            }
            __syncthreads();
            kept = max(stays, 1u);
        }
        if (threadIdx.x == 0) {
            unsigned long long last = list[kept - 1];
            bool equals = row.top_p >= 1.f;
            cuts[blockIdx.x] = Cut{uint32_t(last >> 32), equals ? 0xffffffffu : ~uint32_t(last)};
        }
        return;
    }
    // Too many to sort.
    uint32_t key = key_of(floor), id = 0xffffffffu;
    if (limited)
        key = heaviest(values, stride, float(row.top_k), scratch, [&](float v) { return v >= floor ? 1.f : 0.f; });
    if (row.top_p < 1.f) {
        uint32_t low = key;
        auto weigh = [&](float v) { return key_of(v) >= low && v >= floor ? expf(v - best) : 0.f; };
        float whole = 0.f;
        each_of(values, stride, [&](float v, uint32_t) { whole += weigh(v); });
        float enough = row.top_p * block_sum(whole, scratch);
        key = heaviest(values, stride, enough, scratch, weigh);
        // Among equals of the last value the first ids stay: as many as are needed.
        float above = 0.f, equals = 0.f;
        each_of(values, stride, [&](float v, uint32_t) {
            uint32_t k = key_of(v);
            if (k > key) above += weigh(v);
            if (k == key) equals += 1.f;
        });
        above = block_sum(above, scratch);
        equals = block_sum(equals, scratch);
        float value = __uint_as_float(key & 0x80000000u ? key & 0x7fffffffu : ~key);
        float needed = fmaxf(1.f, ceilf((enough - above) / expf(value - best)));
        if (needed < equals) {
            uint32_t low_id = 0, high_id = vocabulary - 1;  // the smallest id up to which `needed` equals lie
            while (low_id < high_id) {
                uint32_t middle = (low_id + high_id) / 2;
                float upto = 0.f;
                each_of(values, stride,
                        [&](float v, uint32_t i) { upto += i <= middle && key_of(v) == key ? 1.f : 0.f; });
                if (block_sum(upto, scratch) >= needed) high_id = middle;
                else low_id = middle + 1;
            }
            id = low_id;
        }
    }
    if (threadIdx.x == 0) cuts[blockIdx.x] = Cut{key, id};
}

// Philox4x32-10 (Salmon et al., 2011).
__device__ inline uint4 philox(uint2 key, uint4 c) {
#pragma unroll
    for (int round = 0; round < 10; ++round) {
        uint32_t high_a = __umulhi(0xD2511F53u, c.x), low_a = 0xD2511F53u * c.x;
        uint32_t high_b = __umulhi(0xCD9E8D57u, c.z), low_b = 0xCD9E8D57u * c.z;
        c = uint4{high_b ^ c.y ^ key.x, low_b, high_a ^ c.w ^ key.y, low_a};
        key.x += 0x9E3779B9u;
        key.y += 0xBB67AE85u;
    }
    return c;
}
__device__ inline float gumbel(uint32_t word) {
    float u = (float(word >> 9) + 0.5f) * (1.f / (1 << 23));
    return -logf(-logf(u));
}

template <typename T>
__device__ void choose(const T* logits, const Row* rows, const float* scaled, const Partial* partials,
                       const Cut* cuts, Best* bests, uint32_t* tickets, uint32_t* tokens, float* log_probabilities,
                       uint32_t vocabulary, uint32_t stride) {
    __shared__ Best scratch[32];
    dependency_wait();
    uint32_t at = blockIdx.y, splits = gridDim.x;
    Row row = rows[at];
    if (row.temperature == 0.f) return;
    Best best = nothing();
    Cut cut = cuts[at];
    uint32_t base = blockIdx.x * SPLIT;
    for (uint32_t i = threadIdx.x * 4; i < SPLIT && base + i < vocabulary; i += THREADS * 4) {
        float4 four = *reinterpret_cast<const float4*>(scaled + size_t(at) * stride + base + i);
        float v[4] = {four.x, four.y, four.z, four.w};
        bool keep[4], any = false;
#pragma unroll
        for (int j = 0; j < 4; ++j) {
            uint32_t key = key_of(v[j]);
            keep[j] = v[j] > -INFINITY && (key > cut.key || (key == cut.key && base + i + j <= cut.id));
            any |= keep[j];
        }
        if (any) {
            uint4 words = philox(uint2{row.seed_low, row.seed_high}, uint4{(base + i) / 4, row.position, 0, 0});
            float noise[4] = {gumbel(words.x), gumbel(words.y), gumbel(words.z), gumbel(words.w)};
#pragma unroll
            for (int j = 0; j < 4; ++j)
                if (keep[j]) best = better(best, Best{v[j] + noise[j], base + i + j});
        }
    }
    best = block_best(best, scratch);
    if (threadIdx.x >= 32) return;
    bool last = false;
    if (threadIdx.x == 0) {
        bests[at * splits + blockIdx.x] = best;
        last = is_last(&tickets[at], splits);
    }
    if (!__any_sync(FULL, last)) return;
    __syncwarp();
    best = nothing();
    for (uint32_t i = threadIdx.x; i < splits; i += 32) {
        float2 there = __ldcg(reinterpret_cast<const float2*>(&bests[at * splits + i]));
        best = better(best, Best{there.x, __float_as_uint(there.y)});
    }
    finish(warp_best(best), logits, row, partials + at * splits, splits, vocabulary, &tokens[at], &log_probabilities[at]);
}

// The likeliest of the untouched row, one after the other: row.report - 1 of them, `most` at most.
template <typename T>
__device__ void likeliest(const T* logits, const Row* rows, const Partial* partials, uint32_t* ids, float* values,
                          uint32_t vocabulary, uint32_t splits, uint32_t most) {
    __shared__ Best scratch[32];
    dependency_wait();
    Row row = rows[blockIdx.x];
    if (row.report <= 1) return;
    const T* from = logits + size_t(row.source) * vocabulary;
    float total = log_sum_of(partials + blockIdx.x * splits, splits);
    Best previous = Best{INFINITY, 0};
    for (uint32_t n = 0; n < min(row.report - 1, most); ++n) {
        Best best = nothing();
        for (uint32_t i = threadIdx.x; i < vocabulary; i += blockDim.x) {
            float v = to_float(from[i]);
            bool after = v < previous.value || (v == previous.value && i > previous.id);
            if (after || n == 0) best = better(best, Best{v, i});
        }
        previous = block_best(best, scratch);
        if (threadIdx.x == 0) {
            ids[blockIdx.x * most + n] = previous.id;
            values[blockIdx.x * most + n] = previous.value - total;
        }
    }
}

#define SAMPLE(T, NAME)                                                                                            \
    extern "C" __global__ void __launch_bounds__(THREADS) sample_adjust_##NAME(                                    \
        const T* logits, const Row* rows, const Adjustment* adjustments, float* scaled, Partial* partials,         \
        uint32_t* tickets, uint32_t* tokens, float* log_probabilities, uint32_t vocabulary, uint32_t stride) {     \
        adjust<T>(logits, rows, adjustments, scaled, partials, tickets, tokens, log_probabilities, vocabulary,     \
                  stride);                                                                                         \
    }                                                                                                              \
    extern "C" __global__ void __launch_bounds__(THREADS) sample_choose_##NAME(                                    \
        const T* logits, const Row* rows, const float* scaled, const Partial* partials, const Cut* cuts,           \
        Best* bests, uint32_t* tickets, uint32_t* tokens, float* log_probabilities, uint32_t vocabulary,           \
        uint32_t stride) {                                                                                         \
        choose<T>(logits, rows, scaled, partials, cuts, bests, tickets, tokens, log_probabilities, vocabulary,     \
                  stride);                                                                                         \
    }                                                                                                              \
    extern "C" __global__ void __launch_bounds__(1024) sample_likeliest_##NAME(                                    \
        const T* logits, const Row* rows, const Partial* partials, uint32_t* ids, float* values,                   \
        uint32_t vocabulary, uint32_t splits, uint32_t most) {                                                     \
        likeliest<T>(logits, rows, partials, ids, values, vocabulary, splits, most);                               \
    }
SAMPLE(float, f32)
SAMPLE(bf16, bf16)
SAMPLE(f16, f16)
