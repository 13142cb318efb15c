#include "ui/jobs/clustering_job.h"

#include "ui/jobs/readable_model.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr int kProgressMs = 100;

}  // namespace

ClusteringJob::ClusteringJob(QObject* parent) : QObject(parent), task_(this) {
  timer_.setInterval(kProgressMs);
  connect(&timer_, &QTimer::timeout, this, &ClusteringJob::reportProgress);
}

ClusteringJob::~ClusteringJob() { context_.requestStop(); }

void ClusteringJob::start(const ClusterRequest& request) {
  context_.requestStop();
  context_ = RunContext();
  request_ = request;
  waiting_.clear();
  growing_.clear();
  // A file that is replaced under its name is noticed when it is opened again, not here.
  auto network = request.modelPath == networkPath_ ? scope_.network : nullptr;
  scope_ = {};
  timer_.start();
  task_.start(
      [request, network = std::move(network)] {
        auto model =
            network != nullptr
                ? network
                : std::make_shared<const Network>(readModel(request.modelPath, request.inputShape));
        return outlineTrees(std::move(model), request.items, request.operators, request.seed);
      },
      [this](ClusterScope&& scope) {
        scope_ = std::move(scope);
        networkPath_ = request_.modelPath;
        waiting_ = scope_.trees;
        if (request_.only) {
          std::erase_if(waiting_,
                        [&](const TreeOutline& tree) { return tree.key != *request_.only; });
        }
        emit outlined();
        growNext();
      },
      [this](const QString& sentence) {
        timer_.stop();
        emit failed(sentence);
      });
}

void ClusteringJob::prefer(const TreeKey& key) { preferred_ = key; }

void ClusteringJob::stop() {
  context_.requestStop();
  if (isBusy()) {
    task_.cancel();
    end(false);
  }
}

void ClusteringJob::growNext() {
  if (waiting_.empty()) {
    end(true);
    return;
  }
  auto next = std::find_if(waiting_.begin(), waiting_.end(),
                           [&](const TreeOutline& tree) { return tree.key == preferred_; });
  if (next == waiting_.end()) {
    next = waiting_.begin();
  }
  const TreeOutline outline = *next;
  waiting_.erase(next);
  growing_ = outline.name;
  task_.start([scope = scope_, outline, items = request_.items, method = request_.method,
               context = context_] { return growTree(scope, outline, items, method, context); },
              [this](std::shared_ptr<const ClusterTree>&& tree) {
                if (tree == nullptr) {
                  end(false);
                  return;
                }
                emit treeReady(tree);
                growNext();
              },
              [this](const QString& sentence) {
                timer_.stop();
                emit failed(sentence);
              });
}

void ClusteringJob::reportProgress() {
  const Progress progress = context_.progress();
  const int percent =
      progress.total > 0 ? static_cast<int>(100 * progress.done / progress.total) : -1;
  emit progressed(growing_.isEmpty() ? tr("Reading the model") : tr("Clustering %1").arg(growing_),
                  percent);
}

void ClusteringJob::end(bool complete) {
  timer_.stop();
  waiting_.clear();
  emit ended(complete);
}

}  // namespace maacc
