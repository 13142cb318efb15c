// The lane kernels, compiled once per instruction set. Everything here has internal linkage and no
// inline function of the standard library is called: the linker could otherwise give code for a
// wide instruction set to the rest of the program.
#include "core/engine/lanes/lane_activations_impl.h"
#include "core/engine/lanes/lane_decisions_impl.h"
#include "core/engine/lanes/lane_layers_impl.h"
#include "core/engine/lanes/lane_products_impl.h"
#include "core/engine/lanes/lane_winograd_impl.h"

namespace maacc {

extern const LaneKernels MAACC_LANE_KERNELS;

const LaneKernels MAACC_LANE_KERNELS = {MAACC_LANE_KERNELS_NAME,
                                        kMaxWidth,
                                        multiply,
                                        winograd,
                                        update,
                                        project,
                                        activate,
                                        normalize,
                                        normalizeGroups,
                                        pool,
                                        add,
                                        subtract,
                                        times,
                                        scale,
                                        transpose,
                                        decide,
                                        settled,
                                        allZero};

}  // namespace maacc
