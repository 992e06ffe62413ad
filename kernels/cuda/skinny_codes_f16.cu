// The skinny products of a decode step with codes of 4 and 8 bits, in fp16.
#include "skinny.cuh"

EVERY_CODES(f16)
