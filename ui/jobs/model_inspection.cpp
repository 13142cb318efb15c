#include "ui/jobs/model_inspection.h"

#include "core/base/error.h"

namespace maacc {

ModelInspection::ModelInspection(QObject* parent) : QObject(parent), query_(this) {
  connect(&query_, &EngineQuery::failed, this, &ModelInspection::failed);
  connect(&query_, &EngineQuery::answered, this, &ModelInspection::take);
}

void ModelInspection::start(const QString& engine, const ModelRequest& request) {
  request_ = request;
  query_.start(engine, inspectArguments(request));
}

void ModelInspection::take(const QJsonObject& answer) {
  std::optional<ModelInfo> info;
  try {
    info = parseModelInfo(answer, request_);
  } catch (const Error& error) {
    emit failed(QString::fromUtf8(error.what()));
    return;
  }
  emit inspected(*info);
}

}  // namespace maacc
