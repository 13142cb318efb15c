#!/usr/bin/env python3
"""Makes tests/importers/fixtures/onnx_tf_*.onnx with tf2onnx, and the outputs that TensorFlow gives for them.

Made with tf2onnx 1.17.0, tensorflow-cpu 2.15.1, onnx 1.16.2. Random weights from fixed seeds; no test needs Python.
"""

import json
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402

keras = tf.keras
layers = keras.layers
FOLDER = pathlib.Path(__file__).parent / "fixtures"
INPUTS = 3


def randomise(model, rng):
    for variable in model.weights:
        name, shape = variable.name.split("/")[-1], tuple(variable.shape)
        if "variance" in name:
            value = rng.uniform(0.3, 2.0, shape)
        elif "gamma" in name:
            value = rng.uniform(0.5, 1.5, shape)
        elif "kernel" in name:
            value = rng.normal(0, 1.2 / np.sqrt(max(1, int(np.prod(shape[:-1])))), shape)
        else:
            value = rng.normal(0, 0.3, shape)
        variable.assign(value.astype("float32"))


def write(name, model, seed, opset, ending):
    rng = np.random.default_rng(seed)
    randomise(model, rng)
    shape = model.input_shape[1:]
    signature = [tf.TensorSpec((None, *shape), tf.float32, name="input")]
    exported, _ = tf2onnx.convert.from_keras(model, input_signature=signature, opset=opset)
    onnx.save(exported, FOLDER / f"{name}.onnx")
    inputs = rng.normal(0, 1, (INPUTS, *shape)).astype("float32")
    outputs = model.predict(inputs, verbose=0)
    expectation = {
        "made_by": "tests/importers/make_tf_onnx_fixtures.py",
        "versions": {"tensorflow": tf.__version__, "tf2onnx": tf2onnx.__version__, "onnx": onnx.__version__},
        "opset": opset,
        "tolerance": 1e-4,
        "ending": ending,
        "input_shape": list(shape),
        "inputs": [[float(f"{v:.9g}") for v in row.ravel()] for row in inputs],
        "outputs": [[float(f"{v:.9g}") for v in row.ravel()] for row in outputs],
    }
    (FOLDER / f"{name}.expected.json").write_text(json.dumps(expectation) + "\n")
    print(name, sorted({node.op_type for node in exported.graph.node}))


def mlp():
    return keras.Sequential(
        [keras.Input((4, 3)), layers.Flatten(), layers.Dense(10, activation="relu"), layers.Dropout(0.3),
         layers.Dense(8, activation="elu", use_bias=False), layers.Dense(4, activation="softmax")])


def lenet5():
    return keras.Sequential(
        [keras.Input((14, 14, 1)), layers.Conv2D(4, 5, padding="same", activation="tanh"), layers.AveragePooling2D(2),
         layers.Conv2D(6, 3, activation="relu"), layers.MaxPooling2D(2), layers.Flatten(),
         layers.Dense(12, activation="sigmoid"), layers.Dense(5)])


def block(x, filters, stride):
    shortcut = x
    y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.ReLU()(layers.BatchNormalization()(y))
    y = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same", use_bias=False)(y))
    if stride != 1:
        shortcut = layers.BatchNormalization()(layers.Conv2D(filters, 1, strides=stride)(x))
    return layers.Activation("relu")(layers.Add()([y, shortcut]))


def residual():
    inputs = keras.Input((13, 12, 3))
    x = layers.Conv2D(4, 3, strides=2, padding="same")(inputs)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = block(block(x, 4, 1), 6, 2)
    x = layers.LeakyReLU(0.2)(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(5, activation="softmax")(x))


def text():
    """Words as rows of a matrix, n-grams as convolutions over its whole width."""
    inputs = keras.Input((12, 6, 1))
    grams = []
    for size in (2, 3, 4):
        x = layers.Conv2D(3, (size, 6), activation="relu")(inputs)
        grams.append(layers.GlobalMaxPooling2D()(x))
    x = layers.Concatenate()(grams)
    return keras.Model(inputs, layers.Dense(3, activation="softmax")(layers.Dropout(0.2)(x)))


def activations():
    inputs = keras.Input((7, 6, 2))
    x = layers.ZeroPadding2D(((1, 0), (2, 1)))(inputs)
    x = layers.SeparableConv2D(4, 3, activation="swish")(x)
    x = layers.DepthwiseConv2D(3, padding="same", activation="gelu")(x)
    x = layers.Conv2D(4, 1, activation="selu")(x)
    x = layers.Conv2D(4, 1, activation="softplus")(x)
    x = layers.Conv2D(4, 1, activation=tf.nn.relu6)(x)
    x = layers.Conv2D(4, 2, dilation_rate=2, activation="softsign")(x)
    x = layers.Flatten()(x)
    return keras.Model(inputs, layers.Dense(4)(layers.Dense(5, activation="exponential")(x)))


if __name__ == "__main__":
    keras.utils.set_random_seed(3)
    write("onnx_tf_mlp", mlp(), 1, 13, "softmax")
    write("onnx_tf_lenet5", lenet5(), 2, 15, "logits")
    write("onnx_tf_residual", residual(), 3, 17, "softmax")
    write("onnx_tf_text", text(), 4, 18, "softmax")
    write("onnx_tf_activations", activations(), 5, 15, "logits")
