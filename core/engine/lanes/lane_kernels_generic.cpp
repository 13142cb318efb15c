#define MAACC_LANE_KERNELS kGenericLaneKernels
#define MAACC_LANE_KERNELS_NAME "generic"
#include "core/engine/lanes/lane_kernels_impl.h"
