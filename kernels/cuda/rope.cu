// What happens to a QKV row between projection and attention: bias, the norm of each query and key head where a model
// has it, rotation by position, and the write of keys and values into their pages. A warp does one head, so a head's
// norm needs no shared memory, and a row is read and written once.
#include "common.cuh"

constexpr int WARPS = 8;
constexpr int PAIRS = 4;  // pairs a lane: heads up to 256 wide

struct Rope {
    uint32_t heads, kv_heads, head_dim, page_shift, slots, context;
    float epsilon;
};

template <typename T> __device__ inline float2 load2(const T* p) {
    return to_float2(*reinterpret_cast<const typename Pair<T>::type*>(p));
}

template <typename T>
__device__ void rope_store(const T* qkv, const T* bias, const T* q_norm, const T* k_norm, const float2* rotary,
                           const uint32_t* positions, const uint32_t* slots, T* q_out, T* k_cache, T* v_cache,
                           Rope rope) {
    dependency_wait();
    uint32_t head = blockIdx.y * WARPS + threadIdx.x / 32, lane = threadIdx.x % 32, row = blockIdx.x;
    uint32_t all = rope.heads + 2 * rope.kv_heads, half = rope.head_dim / 2;
    if (head >= all) return;
    const T* from = qkv + (size_t(row) * all + head) * rope.head_dim;
    float2 pairs[PAIRS];
    float squares = 0.f;
#pragma unroll
    for (int k = 0; k < PAIRS; ++k) {
        uint32_t i = lane + 32 * k;
        pairs[k] = make_float2(0.f, 0.f);
        if (i < half) {
            pairs[k] = load2(from + 2 * i);
            if (bias) {
                float2 add = load2(bias + size_t(head) * rope.head_dim + 2 * i);
                pairs[k].x = to_float(from_float<T>(pairs[k].x + add.x));
                pairs[k].y = to_float(from_float<T>(pairs[k].y + add.y));
            }
            squares += pairs[k].x * pairs[k].x + pairs[k].y * pairs[k].y;
        }
    }
    bool is_query = head < rope.heads, is_value = head >= rope.heads + rope.kv_heads;
    const T* norm = is_query ? q_norm : k_norm;
    if (norm && !is_value) {
        float factor = rsqrtf(warp_sum(squares) / rope.head_dim + rope.epsilon);
#pragma unroll
        for (int k = 0; k < PAIRS; ++k) {
            uint32_t i = lane + 32 * k;
            if (i < half) {
                float2 weight = load2(norm + 2 * i);
                pairs[k].x = to_float(from_float<T>(pairs[k].x * factor)) * weight.x;
                pairs[k].y = to_float(from_float<T>(pairs[k].y * factor)) * weight.y;
            }
        }
    }
    T* to;
    if (is_query) {
        to = q_out + (size_t(row) * rope.heads + head) * rope.head_dim;
    } else {
        uint32_t slot = slots[row];
        if (slot >= rope.slots) return;  // a row that is only there to fill a batch
        uint32_t kv = (head - rope.heads) % rope.kv_heads;
        size_t page = slot >> rope.page_shift, within = slot & ((1u << rope.page_shift) - 1);
        to = (is_value ? v_cache : k_cache) +
             (((page * rope.kv_heads + kv) << rope.page_shift) + within) * rope.head_dim;
    }
    const float2* turns = rotary + size_t(min(positions[row], rope.context - 1)) * half;
#pragma unroll
    for (int k = 0; k < PAIRS; ++k) {
        uint32_t i = lane + 32 * k;
        if (i < half) {
            float2 turn = is_value ? make_float2(1.f, 0.f) : turns[i], p = pairs[k];
            reinterpret_cast<uint32_t*>(to)[i] = pack2<T>(p.x * turn.x - p.y * turn.y, p.y * turn.x + p.x * turn.y);
        }
    }
}

#define ROPE(T)                                                                                                    \
    extern "C" __global__ void __launch_bounds__(WARPS * 32) rope_store_##T(                                       \
        const T* qkv, const T* bias, const T* q_norm, const T* k_norm, const float2* rotary,                       \
        const uint32_t* positions, const uint32_t* slots, T* q_out, T* k_cache, T* v_cache, uint32_t heads,        \
        uint32_t kv_heads, uint32_t head_dim, uint32_t page_shift, uint32_t slot_count, uint32_t context,          \
        float epsilon) {                                                                                           \
        rope_store<T>(qkv, bias, q_norm, k_norm, rotary, positions, slots, q_out, k_cache, v_cache,                \
                      Rope{heads, kv_heads, head_dim, page_shift, slot_count, context, epsilon});                  \
    }
ROPE(bf16)
ROPE(f16)
