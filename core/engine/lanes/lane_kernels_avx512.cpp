#define MAACC_LANE_KERNELS kAvx512LaneKernels
#define MAACC_LANE_KERNELS_NAME "AVX-512"
#include "core/engine/lanes/lane_kernels_impl.h"
