// The skinny products of a decode step in f16, one kernel for each epilogue and number of rows. One file a type: they
// compile side by side.
#include "skinny.cuh"

EVERY_ROWS(f16)
