#include "ui/jobs/model_info.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

#include "core/base/error.h"

namespace maacc {
namespace {

std::string standardText(const QJsonObject& object, const char* key) {
  return object.value(QLatin1String(key)).toString().toStdString();
}

Shape shapeOf(const QJsonObject& object, const char* key) {
  Shape shape;
  for (const QJsonValue size : object.value(QLatin1String(key)).toArray()) {
    shape.push_back(size.toInteger());
  }
  return shape;
}

QStringList texts(const QJsonObject& object, const char* key) {
  QStringList result;
  for (const QJsonValue value : object.value(QLatin1String(key)).toArray()) {
    result << value.toString();
  }
  return result;
}

[[noreturn]] void rejectAnswer() {
  throw Error(ErrorCode::System,
              QCoreApplication::translate(
                  "maacc::ModelInfo",
                  "The engine's answer does not describe a model; is it another version?")
                  .toStdString());
}

std::map<OperatorKind, QString> reasons(const QJsonObject& byCode) {
  std::map<OperatorKind, QString> result;
  for (const OperatorSpec& spec : operatorTable()) {
    const QJsonValue why =
        byCode.value(QLatin1String(spec.code.data(), static_cast<qsizetype>(spec.code.size())));
    if (why.isString()) {
      result[spec.kind] = why.toString();
    }
  }
  return result;
}

// What only layers with mutable units have.
void readRunFields(const QJsonObject& o, LayerInfo& layer) {
  if (!o.value(QLatin1String("without_mutants")).isObject()) {
    rejectAnswer();
  }
  layer.outputLayer = o.value(QLatin1String("output_layer")).toBool();
  layer.without = reasons(o.value(QLatin1String("without_mutants")).toObject());
  if (o.value(QLatin1String("pair_flops")).isObject()) {
    const QJsonObject flops = o.value(QLatin1String("pair_flops")).toObject();
    layer.flops = {flops.value(QLatin1String("affine")).toDouble(),
                   flops.value(QLatin1String("replacing")).toDouble(),
                   flops.value(QLatin1String("switching")).toDouble()};
  }
}

LayerInfo layerOf(const QJsonObject& o) {
  LayerInfo layer;
  layer.summary.name = standardText(o, "name");
  layer.summary.kind = standardText(o, "kind");
  layer.summary.activation = standardText(o, "activation");
  for (const QJsonValue input : o.value(QLatin1String("inputs")).toArray()) {
    layer.summary.inputs.push_back(input.toInt());
  }
  layer.summary.outputShape = shapeOf(o, "output_shape");
  layer.summary.parameters = o.value(QLatin1String("parameters")).toInteger();
  layer.summary.units = o.value(QLatin1String("units")).toInt();
  layer.summary.weightedLayer = o.value(QLatin1String("weighted_layer")).toInt(-1);
  layer.hasBias = o.value(QLatin1String("has_bias")).toBool();
  layer.whyNoUnits = o.value(QLatin1String("why_no_units")).toString();
  if (layer.summary.weightedLayer >= 0) {
    readRunFields(o, layer);
  }
  return layer;
}

DataInfo dataOf(const QJsonObject& answer) {
  const QJsonObject o = answer.value(QLatin1String("data")).toObject();
  DataInfo data;
  data.path = o.value(QLatin1String("path")).toString();
  data.samples = o.value(QLatin1String("samples")).toInteger();
  data.sampleShape = shapeOf(o, "sample_shape");
  data.elementType = o.value(QLatin1String("element_type")).toString();
  for (const QJsonValue count : o.value(QLatin1String("labels_per_class")).toArray()) {
    data.labelsPerClass.push_back(count.toInteger());
  }
  data.preprocessing = o.value(QLatin1String("preprocessing")).toString();
  data.accuracy = answer.value(QLatin1String("accuracy")).toDouble();
  data.correct = answer.value(QLatin1String("correct")).toInteger();
  data.checked = answer.value(QLatin1String("checked")).toInteger(data.samples);
  data.chance = answer.value(QLatin1String("chance")).toDouble();
  return data;
}

}  // namespace

QString ModelInfo::name() const { return QFileInfo(request.modelPath).fileName(); }

std::vector<const LayerInfo*> ModelInfo::weighted() const {
  std::vector<const LayerInfo*> result;
  for (const LayerInfo& layer : layers) {
    if (layer.summary.weightedLayer >= 0) {
      result.push_back(&layer);
    }
  }
  return result;
}

ModelInfo parseModelInfo(const QJsonObject& answer, const ModelRequest& request) {
  const QJsonObject model = answer.value(QLatin1String("model")).toObject();
  if (model.isEmpty()) {
    rejectAnswer();
  }
  ModelInfo info;
  info.request = request;
  info.hash = model.value(QLatin1String("hash")).toString();
  info.inputShape = shapeOf(model, "input_shape");
  info.classes = model.value(QLatin1String("classes")).toInt();
  info.parameters = model.value(QLatin1String("parameters")).toInteger();
  info.units = model.value(QLatin1String("units")).toInt();
  info.forwardFlops = model.value(QLatin1String("forward_flops")).toDouble();
  for (const QJsonValue layer : model.value(QLatin1String("layers")).toArray()) {
    info.layers.push_back(layerOf(layer.toObject()));
  }
  if (answer.value(QLatin1String("data")).isObject()) {
    info.data = dataOf(answer);
  }
  info.warnings = texts(answer, "warnings");
  return info;
}

EngineEnvironment parseEnvironment(const QJsonObject& answer) {
  const QJsonObject blas = answer.value(QLatin1String("blas")).toObject();
  EngineEnvironment environment;
  environment.version = answer.value(QLatin1String("version")).toString();
  environment.torch = answer.value(QLatin1String("torch")).toString();
  environment.blas = blas.value(QLatin1String("name")).toString();
  environment.referenceBlas = blas.value(QLatin1String("reference")).toBool();
  environment.gflops = blas.value(QLatin1String("gflops")).toDouble();
  environment.devices = texts(answer, "devices");
  environment.threads = answer.value(QLatin1String("threads")).toInt();
  environment.warnings = texts(answer, "warnings");
  return environment;
}

}  // namespace maacc
