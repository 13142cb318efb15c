#include "ui/jobs/session_record.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace maacc {
namespace {

QJsonObject modelJson(const ModelRequest& model) {
  return {{"model", model.modelPath},       {"data", model.dataPath},
          {"labels", model.labelsPath},     {"data_key", model.dataKey},
          {"labels_key", model.labelsKey},  {"preprocessing", model.preprocessing},
          {"labels_from", model.labelsFrom}};
}

ModelRequest parseModel(const QJsonObject& json) {
  const auto text = [&json](const char* key) { return json[QLatin1String(key)].toString(); };
  return {text("model"),
          text("data"),
          text("labels"),
          text("data_key"),
          text("labels_key"),
          text("preprocessing"),
          json[QLatin1String("labels_from")].toInt()};
}

QStringList texts(const QJsonValue& json) {
  QStringList result;
  for (const auto value : json.toArray()) {
    if (value.isString()) {
      result << value.toString();
    }
  }
  return result;
}

}  // namespace

QByteArray sessionJson(const SessionRecord& record) {
  QJsonArray models;
  for (const ModelRequest& model : record.models) {
    models.append(modelJson(model));
  }
  const QJsonObject json{{"models", models},
                         {"current_model", record.currentModel},
                         {"runs", QJsonArray::fromStringList(record.runs)},
                         {"shown_run", record.shownRun},
                         {"worked_on", QJsonArray::fromStringList(record.workedOn)},
                         {"page", record.page}};
  return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

SessionRecord parseSession(const QByteArray& json) {
  const QJsonObject object = QJsonDocument::fromJson(json).object();
  SessionRecord record;
  for (const auto value : object["models"].toArray()) {
    ModelRequest model = parseModel(value.toObject());
    if (!model.modelPath.isEmpty()) {
      record.models.push_back(std::move(model));
    }
  }
  record.currentModel = object["current_model"].toString();
  record.runs = texts(object["runs"]);
  record.shownRun = object["shown_run"].toString();
  record.workedOn = texts(object["worked_on"]);
  record.page = object["page"].toString();
  return record;
}

}  // namespace maacc
