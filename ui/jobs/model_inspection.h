#pragma once

#include <QObject>

#include "ui/jobs/engine_query.h"
#include "ui/jobs/model_info.h"

namespace maacc {

// `maacc inspect` on a model and its data. A new start replaces an unanswered one.
class ModelInspection : public QObject {
  Q_OBJECT

 public:
  explicit ModelInspection(QObject* parent = nullptr);

  void start(const QString& engine, const ModelRequest& request);
  void cancel() { query_.cancel(); }

 signals:
  void inspected(const maacc::ModelInfo& info);
  void failed(const QString& sentence);

 private:
  void take(const QJsonObject& answer);

  EngineQuery query_;
  ModelRequest request_;
};

}  // namespace maacc
