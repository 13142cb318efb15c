#define MAACC_LANE_KERNELS kAvx2LaneKernels
#define MAACC_LANE_KERNELS_NAME "AVX2"
#include "core/engine/lanes/lane_kernels_impl.h"
