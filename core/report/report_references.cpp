#include <algorithm>

#include "core/base/error.h"
#include "core/report/report_document.h"

namespace maacc {

const std::vector<Reference>& reportReferences() {
  static const std::vector<Reference> references = {
      {"lyons2025deepmaacc", "Lyons and Ghanbari, 2025",
       "L. Lyons and A. Ghanbari. On Accelerating Deep Neural Network Mutation Analysis by Neuron "
       "and Mutant Clustering. In IEEE Conference on Software Testing, Verification and Validation "
       "(ICST), 2025. arXiv:2501.12598.",
       "@inproceedings{lyons2025deepmaacc,\n"
       "  author    = {Lauren Lyons and Ali Ghanbari},\n"
       "  title     = {On Accelerating Deep Neural Network Mutation Analysis by Neuron and Mutant "
       "Clustering},\n"
       "  booktitle = {IEEE Conference on Software Testing, Verification and Validation (ICST)},\n"
       "  year      = {2025},\n"
       "  note      = {arXiv:2501.12598}\n"
       "}\n"},
      {"ma2018deepmutation", "Ma et al., 2018",
       "L. Ma, F. Zhang, J. Sun, M. Xue, B. Li, F. Juefei-Xu, C. Xie, L. Li, Y. Liu, J. Zhao and "
       "Y. "
       "Wang. DeepMutation: Mutation Testing of Deep Learning Systems. In IEEE International "
       "Symposium on Software Reliability Engineering (ISSRE), 100-111, 2018.",
       "@inproceedings{ma2018deepmutation,\n"
       "  author    = {Lei Ma and Fuyuan Zhang and Jiyuan Sun and Minhui Xue and Bo Li and Felix "
       "Juefei-Xu and Chao Xie and Li Li and Yang Liu and Jianjun Zhao and Yadong Wang},\n"
       "  title     = {DeepMutation: Mutation Testing of Deep Learning Systems},\n"
       "  booktitle = {IEEE International Symposium on Software Reliability Engineering (ISSRE)},\n"
       "  pages     = {100--111},\n"
       "  year      = {2018}\n"
       "}\n"}};
  return references;
}

std::string paragraphText(const Paragraph& paragraph) {
  std::string text;
  for (const Phrase& phrase : paragraph) {
    text += phrase.text;
    if (phrase.citation.empty()) {
      continue;
    }
    const auto& references = reportReferences();
    const auto cited =
        std::find_if(references.begin(), references.end(),
                     [&phrase](const Reference& known) { return known.key == phrase.citation; });
    MAACC_CHECK(cited != references.end());
    text += " (" + std::string(cited->inText) + ")";
  }
  return text;
}

}  // namespace maacc
