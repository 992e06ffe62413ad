// Embedding rows by token. One warp a row and chunk of it; ids are clamped to the table so that no id reads outside it.
#include "common.cuh"

template <typename T>
__device__ void embed(const T* table, const uint32_t* tokens, T* out, uint32_t vocabulary, uint32_t width) {
    dependency_wait();
    uint32_t token = min(tokens[blockIdx.x], vocabulary - 1);
    const uint4* from = reinterpret_cast<const uint4*>(table + size_t(token) * width);
    uint4* to = reinterpret_cast<uint4*>(out + size_t(blockIdx.x) * width);
    for (uint32_t i = threadIdx.x; i < width / 8; i += blockDim.x) to[i] = from[i];
}

#define EMBED(T)                                                                                                   \
    extern "C" __global__ void embed_##T(const T* table, const uint32_t* tokens, T* out, uint32_t vocabulary,      \
                                         uint32_t width) {                                                         \
        embed<T>(table, tokens, out, vocabulary, width);                                                           \
    }
EMBED(bf16)
EMBED(f16)
