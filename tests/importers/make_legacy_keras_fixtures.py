#!/usr/bin/env python3
"""Writes the fixtures of legacy Keras files: NAME.h5 with NAME.expected.json, and weights alone.

Three programs write them, so it runs three times, with the name of one as its argument:
  keras3   with Keras 3 (made with 3.15.0 on torch)
  tfkeras  with tensorflow-cpu 2.15.1
  keras23  with Keras 2.3.1 on TensorFlow 1.15.5 (Python 3.7)
The expected values are what the framework computes before the final softmax, in float32.
"""

import datetime
import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "fixtures"
LEGACY = FOLDER / "legacy"
SAMPLES = FOLDER.parents[2] / "resources" / "samples"
INPUTS = 3

if sys.argv[1:] == ["keras3"]:
    import keras
    from keras import layers
    VERSION = keras.__version__
elif sys.argv[1:] == ["tfkeras"]:
    import tensorflow as tf
    keras = tf.keras
    layers = keras.layers
    VERSION = f"tf.keras of tensorflow {tf.__version__}"
else:
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    from keras import layers
    VERSION = keras.__version__


def start(shape):
    """The input of a Sequential model."""
    return keras.Input(shape) if sys.argv[1] in ("keras3", "tfkeras") else layers.InputLayer(shape)


def randomise(model, rng):
    for variable in model.weights:
        name = variable.name.split("/")[-1].split(":")[0]
        shape = tuple(int(size) for size in variable.shape)
        if "variance" in name:
            value = rng.uniform(0.3, 2.0, shape)
        elif "gamma" in name:
            value = rng.uniform(0.5, 1.5, shape)
        elif "kernel" in name:
            value = rng.normal(0, 1.2 / np.sqrt(max(1, int(np.prod(shape[:-1])))), shape)
        else:
            value = rng.normal(0, 0.3, shape)
        if sys.argv[1] == "keras23":
            keras.backend.set_value(variable, value.astype("float32"))
        else:
            variable.assign(value.astype("float32"))


def expect(name, model, rng, logits_layer=None):
    shape = model.input_shape[1:]
    inputs = rng.normal(0, 1, (INPUTS, *shape)).astype("float32")
    probe = keras.Model(model.inputs, logits_layer.output) if logits_layer is not None else model
    logits = np.asarray(probe.predict(inputs, verbose=0))
    expectation = {
        "keras": VERSION,
        "made_by": "tests/importers/make_legacy_keras_fixtures.py",
        "date": datetime.date.today().isoformat(),
        "tolerance": 1e-4,
        "input_shape_as_keras_has_it": list(shape),
        "inputs": [[float(f"{v:.9g}") for v in row.ravel()] for row in inputs],
        "logits": [[float(f"{v:.9g}") for v in row.ravel()] for row in logits],
    }
    (LEGACY / f"{name}.expected.json").write_text(json.dumps(expectation) + "\n")
    print(name, model.count_params(), "parameters", np.round(logits[0], 3))


def write(name, model, seed, logits_layer=None, freeze=None):
    """freeze: called before saving, as someone who fine-tuned would."""
    rng = np.random.default_rng(seed)
    randomise(model, rng)
    if freeze:
        freeze(model)
    model.save(str(LEGACY / f"{name}.h5"))
    expect(name, model, rng, logits_layer)


def mlp():
    return keras.Sequential(
        [start((6, 5)), layers.Flatten(), layers.Dense(12, activation="relu", name="hidden_one"),
         layers.Dropout(0.4), layers.Dense(9, activation="sigmoid", use_bias=False), layers.Dense(4, name="class")])


def lenet5():
    return keras.Sequential(
        [start((16, 16, 2)), layers.Conv2D(6, 5, activation="sigmoid"), layers.AveragePooling2D(2),
         layers.Conv2D(8, 3, activation="tanh"), layers.AveragePooling2D(2), layers.Flatten(),
         layers.Dense(20, activation="relu"), layers.Dense(5), layers.Softmax()])


def residual():
    inputs = layers.Input((9, 8, 3), name="picture")
    x = layers.Conv2D(4, 3, padding="same", strides=2)(inputs)
    shortcut = layers.BatchNormalization()(layers.Conv2D(6, 1, strides=2)(x))
    y = layers.Conv2D(6, 3, strides=2, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization(scale=False)(y))
    y = layers.BatchNormalization()(layers.Conv2D(6, 3, padding="same")(y))
    x = layers.Activation("relu")(layers.Add()([y, shortcut]))
    x = layers.Concatenate()([x, layers.ZeroPadding2D(((0, 0), (0, 0)))(shortcut)])
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(5)(x)
    return keras.Model(inputs, layers.Softmax()(x), name="small_resnet")


def nested():
    stem = keras.Sequential(
        [start((10, 8, 1)), layers.Conv2D(3, 3, name="conv"), layers.BatchNormalization(name="norm"), layers.ReLU(6.0)],
        name="stem")
    inner = layers.Input((8, 6, 3))
    y = layers.Conv2D(3, 3, padding="same", name="same")(inner)
    y = layers.BatchNormalization(name="batch")(y)
    tail = keras.Sequential([start((8, 6, 3)), layers.Conv2D(3, 1, name="squeeze"), layers.Conv2D(3, 1, name="open")],
                            name="tail")
    y = tail(layers.Add()([inner, y]))
    middle = keras.Model(inner, y, name="middle")
    inputs = layers.Input((10, 8, 1))
    x = layers.Conv2D(1, 1, name="first")(inputs)
    x = layers.Flatten()(layers.AveragePooling2D(2)(middle(stem(x))))
    return keras.Model(inputs, layers.Dense(4, name="last")(x), name="whole")


def sums():
    """Sums without a layer of Keras: TFOpLambda in tf.keras, an operation in Keras 3."""
    inputs = layers.Input((4,), name="numbers")
    x, y = layers.Dense(5, activation="relu")(inputs), layers.Dense(5)(inputs)
    return keras.Model(inputs, layers.Dense(3)((x + y) + layers.Dense(5)(x)))


def freeze_inside(model):
    """Frozen layers move behind the trained ones in the file."""
    model.get_layer("middle").get_layer("same").trainable = False
    model.get_layer("middle").get_layer("tail").get_layer("squeeze").trainable = False


def freeze_models(model):
    model.get_layer("stem").trainable = False
    model.get_layer("middle").get_layer("tail").trainable = False


def same_names():
    """Names do not tell the layers of a nested model apart: the order does."""
    first = keras.Sequential([start((5,)), layers.Dense(5, name="dense"), layers.Dense(5, name="other")], name="first")
    second = keras.Sequential([start((5,)), layers.Dense(5, name="dense"), layers.Dense(5, name="other")], name="second")
    both = keras.Sequential([start((5,)), first, second], name="both")
    first.get_layer("dense").trainable = False
    return keras.Sequential([start((5,)), both, layers.Dense(3, name="class")])


def weights_alone(name, seed):
    """A configuration and weights as two files."""
    rng = np.random.default_rng(seed)
    model = residual()
    randomise(model, rng)
    folder = LEGACY / name
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(model.to_json())
    model.save_weights(folder / "model.weights.h5")
    expect(name, model, rng, model.layers[-2])


def old_weights_alone(name, seed):
    rng = np.random.default_rng(seed)
    model = nested()
    randomise(model, rng)
    folder = LEGACY / name
    folder.mkdir(exist_ok=True)
    (folder / "net.json").write_text(model.to_json())
    model.save_weights(folder / "net.h5", save_format="h5")
    expect(name, model, rng)


def main():
    LEGACY.mkdir(exist_ok=True)
    prefix = sys.argv[1]
    if prefix == "keras23":
        model = residual()
        write(f"{prefix}_residual", model, 22, model.layers[-2])
        write(f"{prefix}_frozen_inside", nested(), 23, freeze=freeze_inside)
        return
    keras.utils.set_random_seed(7)
    write(f"{prefix}_mlp", mlp(), 1)
    model = lenet5()
    write(f"{prefix}_lenet5", model, 2, model.layers[-2])
    model.save(LEGACY / f"{prefix}_lenet5.keras")
    model = residual()
    write(f"{prefix}_residual", model, 3, model.layers[-2])
    if prefix == "keras3":
        write("keras3_nested", nested(), 4)
    write(f"{prefix}_frozen_inside", nested(), 5, freeze=freeze_inside)
    if prefix == "tfkeras":
        write("tfkeras_frozen_models", nested(), 6, freeze=freeze_models)
    write(f"{prefix}_sums", sums(), 13)
    weights_alone(f"{prefix}_weights", 9)
    if prefix == "keras3":
        for name in ("digits-mlp", "digits-cnn"):  # the bundled samples
            keras.models.load_model(SAMPLES / f"{name}.keras").save(LEGACY.parent / f"{name}.h5")
        write("keras3_same_names", same_names(), 7)  # tf.keras cannot save it: two arrays of one name
    else:
        old_weights_alone("tfkeras_old_weights", 10)
        model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
        model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        model.fit(np.zeros((4, 4)), np.zeros(4), verbose=0)
        write("tfkeras_trained", model, 12)


if __name__ == "__main__":
    sys.exit(main())
