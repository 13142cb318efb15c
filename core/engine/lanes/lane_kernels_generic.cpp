#define MAACC_LANE_KERNELS genericLaneKernels
#define MAACC_LANE_KERNELS_NAME "generic"
#include "core/engine/lanes/lane_kernels_impl.h"
