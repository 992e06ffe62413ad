// The skinny products of a decode step with codes of 4 and 8 bits, in bf16.
#include "skinny.cuh"

EVERY_CODES(bf16)
