#include "tests/importers/torch_fixtures.h"

#include "tests/support/test_paths.h"

namespace maacc::test {

const std::vector<std::string>& torchPrograms() {
  static const std::vector<std::string> names = {"torch_mlp.pt2",
                                                 "torch_mlp_old.pt2",
                                                 "torch_lenet5.pt2",
                                                 "torch_lenet5_core.pt2",
                                                 "torch_lenet5_old.pt2",
                                                 "torch_resnet.pt2",
                                                 "torch_resnet_core.pt2",
                                                 "torch_resnet_old.pt2",
                                                 "torch_vgg.pt2",
                                                 "torch_inception.pt2",
                                                 "torch_inception_core.pt2",
                                                 "torch_densenet.pt2",
                                                 "torch_mobilenet.pt2",
                                                 "torch_mobilenet_core.pt2",
                                                 "torch_activations.pt2",
                                                 "torch_activations_core.pt2",
                                                 "torch_affine.pt2",
                                                 "torch_affine_core.pt2",
                                                 "torch_gated.pt2",
                                                 "torch_gated_core.pt2",
                                                 "torch_normed.pt2",
                                                 "torch_normed_core.pt2",
                                                 "torch_text.pt2",
                                                 "torch_text_core.pt2",
                                                 "digits-mlp.pt2",
                                                 "digits-cnn.pt2"};
  return names;
}

const std::vector<std::string>& torchScripts() {
  static const std::vector<std::string> names = {"torch_mlp_script.pt",
                                                 "torch_mlp_trace.pt",
                                                 "torch_lenet5_script.pt",
                                                 "torch_lenet5_trace.pt",
                                                 "torch_lenet5_script_new.pt",
                                                 "torch_resnet_script.pt",
                                                 "torch_vgg_script.pt",
                                                 "torch_inception_script.pt",
                                                 "torch_densenet_script.pt",
                                                 "torch_mobilenet_script.pt",
                                                 "torch_activations_trace.pt",
                                                 "torch_affine_script.pt",
                                                 "torch_loops_script.pt",
                                                 "torch_auxiliary_script.pt",
                                                 "torch_gated_script.pt",
                                                 "torch_normed_script.pt",
                                                 "torch_text_script.pt",
                                                 "digits-mlp.pt",
                                                 "digits-cnn.pt"};
  return names;
}

std::string torchFixturePath(const std::string& file) {
  return fixture("importers/fixtures/" + file);
}

std::string torchExpectation(const std::string& file) {
  const std::string stem = file.substr(0, file.find('.'));
  const size_t model = stem.find('_');
  return model == std::string::npos ? stem : stem.substr(0, stem.find('_', model + 1));
}

}  // namespace maacc::test
