#include "core/engine/lanes/lane_kernels.h"

namespace maacc {

extern const LaneKernels kGenericLaneKernels;
#ifdef MAACC_X86_KERNELS
extern const LaneKernels kAvx2LaneKernels;
extern const LaneKernels kAvx512LaneKernels;
#endif

LaneKernelList availableLaneKernels() {
  LaneKernelList list{{&kGenericLaneKernels}, 1};
#ifdef MAACC_X86_KERNELS
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    list.kernels[list.count++] = &kAvx2LaneKernels;
  }
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    list.kernels[list.count++] = &kAvx512LaneKernels;
  }
#endif
  return list;
}

const LaneKernels& laneKernels() {
  static const LaneKernelList list = availableLaneKernels();
  return *list.kernels[list.count - 1];
}

}  // namespace maacc
