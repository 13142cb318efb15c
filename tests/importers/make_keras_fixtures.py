#!/usr/bin/env python3
"""Writes the Keras fixtures of the importer tests: NAME.keras and NAME.expected.json.

Run with Keras 3 (made with 3.15.1 on JAX):  KERAS_BACKEND=jax python make_keras_fixtures.py
The expected values are what Keras itself computes before the final softmax, in float32.
"""

import datetime
import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "fixtures"
INPUTS = 4


def randomise(model, rng):
    """Weights that make no layer trivial: biases, scales and running statistics included."""
    for variable in model.variables:
        name, shape = variable.name, variable.shape
        if "seed" in name:
            continue
        if name == "moving_variance":
            value = rng.uniform(0.3, 2.0, shape)
        elif name == "gamma":
            value = rng.uniform(0.5, 1.5, shape)
        elif name == "kernel":
            fan_in = max(1, int(np.prod(shape[:-1])))
            value = rng.normal(0, 1.2 / np.sqrt(fan_in), shape)
        else:
            value = rng.normal(0, 0.3, shape)
        variable.assign(value.astype("float32"))


def write(name, model, seed, logits_layer=None, vocabulary=0):
    """logits_layer: the layer whose output are the logits, where it is not the model's output."""
    rng = np.random.default_rng(seed)
    randomise(model, rng)
    model.save(FOLDER / f"{name}.keras")
    shape = model.input_shape[1:]
    inputs = rng.normal(0, 1, (INPUTS, *shape)).astype("float32")
    if vocabulary:
        inputs = rng.integers(0, vocabulary, (INPUTS, *shape)).astype("float32")
    last = model.layers[-1]
    if logits_layer is not None:
        probe = keras.Model(model.inputs, logits_layer.output)
        logits = probe.predict(inputs, verbose=0)
    elif getattr(last, "activation", None) is keras.activations.softmax:
        last.activation = keras.activations.linear
        logits = keras.models.clone_model(model)
        logits.set_weights(model.get_weights())
        logits = logits.predict(inputs, verbose=0)
    else:
        logits = model.predict(inputs, verbose=0)
    with open(FOLDER / f"{name}.expected.json", "w") as out:
        json.dump(
            {
                "keras": keras.__version__,
                "backend": keras.config.backend(),
                "made_by": "tests/importers/make_keras_fixtures.py",
                "date": datetime.date.today().isoformat(),
                "tolerance": 1e-4,
                "input_shape_as_keras_has_it": list(shape),
                "inputs": [[float(f"{v:.9g}") for v in row.ravel()] for row in inputs],
                "logits": [[float(f"{v:.9g}") for v in row.ravel()] for row in logits],
            },
            out,
        )
        out.write("\n")
    print(name, model.count_params(), "parameters, logits", logits.shape, np.round(logits[0], 3))


def mlp():
    return keras.Sequential(
        [keras.Input((6, 5), name="image"), layers.Flatten(), layers.Dense(12, activation="relu", name="hidden one"),
         layers.Dropout(0.4), layers.Dense(9, activation="sigmoid", use_bias=False),
         layers.Dense(4, activation="softmax", name="class")])


def lenet5():
    return keras.Sequential(
        [keras.Input((16, 16, 3)), layers.Conv2D(6, 5, activation="sigmoid"), layers.AveragePooling2D(2),
         layers.Conv2D(8, 3, activation="tanh"), layers.AveragePooling2D(2), layers.Flatten(),
         layers.Dense(20, activation="sigmoid"), layers.Dense(14, activation="tanh"),
         layers.Dense(5), layers.Softmax()])


def block(x, filters, stride):
    shortcut = x
    y = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    y = layers.ReLU()(y)
    y = layers.Conv2D(filters, 3, padding="same", use_bias=False)(y)
    y = layers.BatchNormalization(scale=False, epsilon=1e-2)(y)
    if stride != 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=stride, padding="same")(x)
        shortcut = layers.BatchNormalization(center=False)(shortcut)
    return layers.Activation("relu")(layers.Add()([y, shortcut]))


def residual(size):
    inputs = keras.Input((*size, 3), name="picture")
    x = layers.Conv2D(4, 3, padding="same", strides=2)(inputs)
    x = layers.MaxPooling2D(3, strides=2, padding="same")(x)
    x = block(x, 4, 1)
    x = block(x, 6, 2)
    x = x + layers.Conv2D(6, (1, 3), padding="same")(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(5, activation="softmax")(x), name="small_resnet")


def branches():
    inputs = keras.Input((9, 7, 2))
    a = layers.Conv2D(3, 3, padding="same", activation="relu", name="left")(inputs)
    b = layers.Conv2D(4, (5, 2), padding="same", activation="silu", name="right")(inputs)
    x = layers.Concatenate()([a, b, inputs])
    x = layers.MaxPooling2D((3, 2), strides=(2, 2), padding="same")(x)
    p = layers.GlobalMaxPooling2D()(x)
    q = layers.Dense(6, activation="elu")(layers.Flatten()(x))
    x = layers.Concatenate(axis=1)([p, q])
    x = layers.BatchNormalization()(x)
    return keras.Model(inputs, layers.Dense(3)(x))


def nested():
    stem = keras.Sequential(
        [keras.Input((10, 8, 1)), layers.Conv2D(3, 3, name="conv"), layers.BatchNormalization(), layers.ReLU(6.0)],
        name="stem")
    inner_input = keras.Input((8, 6, 3))
    y = layers.Conv2D(3, 3, padding="same", name="conv")(inner_input)
    tail = keras.Sequential([layers.Conv2D(2, 1, name="squeeze"), layers.LeakyReLU(0.1)], name="tail")
    y = tail(layers.Add()([inner_input, y]))
    middle = keras.Model(inner_input, y, name="middle")
    head = keras.Sequential([layers.Flatten(), layers.Dense(7, activation="gelu"), layers.Dense(4)], name="head")
    inputs = keras.Input((10, 8, 1))
    x = layers.Conv2D(1, 1, name="conv")(inputs)
    x = head(layers.AveragePooling2D(2)(middle(stem(x))))
    return keras.Model(inputs, layers.Activation("softmax")(x), name="whole")


ACTIVATIONS = ["linear", "relu", "relu6", "leaky_relu", "elu", "selu", "sigmoid", "tanh", "softplus", "softsign",
               "exponential", "silu", "swish", "gelu", "hard_sigmoid", "hard_silu", "hard_swish"]


def activations():
    inputs = keras.Input((10,))
    x = layers.GaussianNoise(0.1)(inputs)
    made = [layers.Dense(3, activation=a, name=f"fused_{i}_{a}")(x) for i, a in enumerate(ACTIVATIONS)]
    x = layers.Concatenate()(made)
    made = [layers.Activation(a, name=f"layer_{i}_{a}")(layers.Dense(3)(x)) for i, a in enumerate(ACTIVATIONS)]
    made.append(layers.ReLU(max_value=1.5, negative_slope=0.25)(layers.Dense(3)(x)))
    made.append(layers.LeakyReLU()(layers.Dense(3)(x)))
    made.append(layers.ELU(0.7)(layers.Dense(3)(x)))
    made.append(layers.Dense(3, activation=layers.LeakyReLU(0.15))(x))
    made.append(layers.Dense(4, activation="softmax")(x))
    return keras.Model(inputs, layers.Dense(6)(layers.Concatenate()(made)))


def odd_layers():
    inputs = keras.Input((11, 13, 2))
    x = layers.ZeroPadding2D(((1, 2), (3, 0)))(inputs)
    x = layers.Conv2D(4, 3, dilation_rate=(2, 1), groups=2)(x)
    x = layers.AveragePooling2D(3, strides=2, padding="same")(x)
    x = layers.SpatialDropout2D(0.2)(x)
    x = layers.Conv2D(6, 3, padding="same", dilation_rate=2)(x)
    x = layers.AveragePooling2D((2, 4), strides=(3, 2), padding="same")(x)
    x = layers.Identity()(x)
    x = layers.ActivityRegularization(l2=0.01)(x)
    x = layers.Reshape((4, -1, 3))(x)
    x = layers.Conv2D(4, (2, 3), strides=(1, 2), padding="same")(x)
    y = layers.GlobalAveragePooling2D(keepdims=True)(x)
    y = layers.Conv2D(5, 1)(y)
    y = layers.Reshape((5,))(y)
    x = layers.Flatten()(x)
    x = layers.Concatenate()([layers.Dense(6, activation="relu")(x), y])
    return keras.Model(inputs, layers.Dense(4)(x))


def channels_first():
    f = "channels_first"
    inputs = keras.Input((3, 8, 9))
    x = layers.Conv2D(4, 3, padding="same", strides=2, data_format=f, activation="relu")(inputs)
    x = layers.BatchNormalization(axis=1)(x)
    x = layers.Concatenate(axis=1)([x, layers.Conv2D(2, 1, data_format=f)(x)])
    x = layers.MaxPooling2D(2, strides=1, data_format=f)(x)
    x = layers.Reshape((3, 6, 4))(x)
    a = layers.Dense(5, activation="tanh")(layers.Flatten(data_format=f)(x))
    b = layers.Dense(5, activation="tanh")(layers.Flatten()(x))
    return keras.Model(inputs, layers.Dense(3)(layers.Add()([a, b])))


def squeeze_excite():
    """Gates in the three ways people write them, and one of a single channel."""
    inputs = keras.Input((8, 7, 3))
    x = layers.Conv2D(6, 3, padding="same", activation="relu")(inputs)
    gate = layers.GlobalAveragePooling2D()(x)
    gate = layers.Dense(6, activation="sigmoid")(layers.Dense(2, activation="relu")(gate))
    x = layers.Multiply()([x, gate])
    x = layers.Conv2D(5, 3)(x)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    gate = layers.Dense(5, activation="hard_sigmoid")(layers.Dense(3, activation="swish", name="on_pixels")(gate))
    x = layers.Multiply()([gate, x])
    gate = layers.Reshape((1, 1, 5))(layers.GlobalMaxPooling2D()(x))
    x = x * layers.Conv2D(5, 1, activation="sigmoid")(gate)
    x = layers.Multiply()([x, layers.Conv2D(1, 1, activation="sigmoid")(x), layers.Conv2D(5, 1, activation="tanh")(x)])
    x = layers.Flatten()(x)
    x = layers.Multiply()([layers.Dense(6)(x), layers.Dense(6, activation="sigmoid")(x)])
    return keras.Model(inputs, layers.Dense(4)(x))


def layer_norms():
    inputs = keras.Input((6, 5, 3))
    x = layers.Conv2D(4, 3, padding="same")(inputs)
    x = layers.LayerNormalization()(x)
    x = layers.Dense(5, activation="gelu", name="on_pixels")(x)
    x = layers.LayerNormalization(axis=[1, 2, 3], epsilon=1e-5)(x)
    x = layers.Conv2D(4, 2, activation="relu")(x)
    x = layers.LayerNormalization(axis=-1, scale=False, center=False)(x)
    x = layers.Dense(7, activation="tanh")(layers.Flatten()(x))
    x = layers.LayerNormalization(center=False, epsilon=1e-6)(x)
    return keras.Model(inputs, layers.Dense(4)(x))


def text_cnn():
    inputs = keras.Input((14,))
    x = layers.Embedding(30, 6)(inputs)
    x = layers.SpatialDropout1D(0.2)(x)
    a = layers.GlobalMaxPooling1D()(layers.Conv1D(5, 3, activation="relu")(x))
    b = layers.GlobalMaxPooling1D()(layers.Conv1D(4, 4, padding="same", activation="relu")(x))
    c = layers.GlobalAveragePooling1D()(layers.Conv1D(3, 2, padding="causal", dilation_rate=3, activation="tanh")(x))
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(layers.Concatenate()([a, b, c])))


def text_mean():
    return keras.Sequential(
        [keras.Input((9,)), layers.Embedding(20, 5), layers.GlobalAveragePooling1D(), layers.Dense(6, activation="relu"),
         layers.Dense(3)])


def sequences():
    inputs = keras.Input((17, 3))
    x = layers.Rescaling(0.5, offset=0.1)(inputs)
    x = layers.ZeroPadding1D((1, 2))(x)
    x = layers.Conv1D(4, 3, strides=2, padding="same", activation="elu")(x)
    x = layers.BatchNormalization()(x)
    x = layers.Add()([x, layers.Conv1D(4, 3, padding="causal")(x)])
    x = layers.MaxPooling1D(2, strides=1, padding="same")(x)
    x = layers.LayerNormalization()(x)
    x = layers.DepthwiseConv1D(3, depth_multiplier=2, padding="same")(x)
    x = layers.SeparableConv1D(6, 3, activation="relu")(x)
    x = layers.Multiply()([x, layers.Dense(6, activation="sigmoid")(x)])
    x = layers.AveragePooling1D(2)(x)
    x = layers.Concatenate()([x, layers.LayerNormalization(axis=[1, 2])(x)])
    y = layers.GlobalMaxPooling1D(keepdims=True)(x)
    x = layers.Multiply()([x, y])
    x = layers.Concatenate()([layers.Flatten()(x), layers.GlobalAveragePooling1D()(x)])
    return keras.Model(inputs, layers.Dense(4)(x))


def separable():
    inputs = keras.Input((9, 8, 3))
    x = layers.SeparableConv2D(6, 3, strides=2, padding="same", activation="relu")(inputs)
    x = layers.DepthwiseConv2D((3, 2), depth_multiplier=2, padding="same", activation="relu6")(x)
    x = layers.SeparableConv2D(5, (2, 3), depth_multiplier=3, use_bias=False)(x)
    x = layers.DepthwiseConv2D(2, use_bias=False, padding="same", dilation_rate=(1, 2))(x)
    return keras.Model(inputs, layers.Dense(4, activation="softmax")(layers.GlobalMaxPooling2D()(x)))


def sequences_first():
    f = "channels_first"
    inputs = keras.Input((3, 10))
    x = layers.Conv1D(4, 3, padding="same", data_format=f, activation="relu")(inputs)
    x = layers.MaxPooling1D(2, data_format=f)(x)
    x = layers.LayerNormalization(axis=1)(x)
    x = layers.Concatenate()([layers.Flatten()(x), layers.GlobalAveragePooling1D(data_format=f)(x)])
    return keras.Model(inputs, layers.Dense(3)(x))


@keras.saving.register_keras_serializable(package="theirs")
class Doubling(layers.Layer):
    def call(self, x):
        return 2 * x


@keras.saving.register_keras_serializable(package="theirs")
def bent(x):
    return keras.ops.maximum(x, 0.5 * x)


def chain(*middle):
    return keras.Sequential([keras.Input((4,)), *middle, layers.Dense(3)])


def refused():
    """Models that Keras loads and this program must refuse by name."""
    folder = FOLDER / "refused"
    folder.mkdir(exist_ok=True)
    image, a, b = keras.Input((6, 6, 2)), keras.Input((4,)), keras.Input((4,))
    shared = layers.Dense(4, name="twice")
    lora = layers.Dense(3, name="adapted")
    lora_model = keras.Sequential([keras.Input((4,)), lora])
    lora.enable_lora(2)
    int8 = chain(layers.Dense(4, name="small"))
    int8.quantize("int8")
    models = {
        "lambda": chain(layers.Lambda(lambda x: x + 1, name="secret", output_shape=(4,))),
        "custom_layer": chain(Doubling(name="double")),
        "custom_activation": chain(layers.Dense(4, activation=bent, name="bender")),
        "shared_layer": keras.Model(a, layers.Dense(2)(shared(shared(a)))),
        "two_inputs": keras.Model([a, b], layers.Dense(2)(layers.Add()([a, b]))),
        "two_outputs": keras.Model(a, [layers.Dense(2)(a), layers.Dense(3)(a)]),
        "lora": lora_model,
        "int8": int8,
        "bfloat16": chain(layers.Dense(4, dtype="bfloat16", name="brief")),
        "masked_text": keras.Sequential([keras.Input((5,)), layers.Embedding(9, 4, mask_zero=True, name="words"),
                                         layers.GlobalAveragePooling1D(), layers.Dense(3)]),
        "looked_up_twice": keras.Sequential([keras.Input((5,)), layers.Dense(4), layers.Embedding(9, 4, name="late"),
                                             layers.GlobalAveragePooling1D(), layers.Dense(3)]),
        "normalized_rows": keras.Model(image, layers.Dense(2)(layers.Flatten()(
            layers.LayerNormalization(axis=2, name="columns")(layers.MaxPooling2D(2)(image))))),
        "root_mean_square": chain(layers.LayerNormalization(rms_scaling=True, name="rms")),
        "normalization": chain(layers.Normalization(mean=0.5, variance=2.0, name="standard")),
        "prelu": chain(layers.PReLU(name="learned")),
        "operation": keras.Model(a, layers.Dense(2)(keras.ops.sin(a))),
        "training": keras.Model(a, layers.Dense(2)(layers.Dropout(0.5, name="always")(a, training=True))),
        "upsampling": keras.Model(image, layers.Dense(2)(layers.Flatten()(layers.UpSampling2D(name="grow")(image)))),
        "mixed_layouts": keras.Model(image, layers.Dense(2)(layers.GlobalMaxPooling2D()(
            layers.Conv2D(2, 1, data_format="channels_first")(image)))),
        "softmax_on_image": keras.Model(image, layers.Dense(2)(layers.Flatten()(
            layers.Dense(3, activation="softmax", name="wide")(image)))),
        "norm_axis": keras.Model(image, layers.Dense(2)(layers.Flatten()(
            layers.BatchNormalization(axis=1, name="rows")(layers.MaxPooling2D(2)(image))))),
        "open_size": open_size(),
        "mish": chain(layers.Dense(4, activation="mish", name="new")),
        "one_logit": keras.Sequential([keras.Input((4,)), layers.Dense(1, activation="sigmoid", name="yes")]),
    }
    for name, model in models.items():
        model.save(folder / f"{name}.keras")
        print("refused", name)


def open_size():
    inputs = keras.Input((None, None, 3), name="any")
    return keras.Model(inputs, layers.Dense(2)(layers.GlobalMaxPooling2D()(inputs)))


def main():
    FOLDER.mkdir(exist_ok=True)
    keras.utils.set_random_seed(7)
    write("mlp", mlp(), 1)
    model = lenet5()
    write("lenet5", model, 2, model.layers[-2])
    write("residual_even", residual((16, 12)), 3)
    write("residual_odd", residual((15, 11)), 4)
    write("branches", branches(), 5)
    model = nested()
    write("nested", model, 6, model.layers[-2])
    write("activations", activations(), 7)
    write("odd_layers", odd_layers(), 8)
    write("channels_first", channels_first(), 9)
    new_layers()
    refused()


def new_layers():
    write("squeeze_excite", squeeze_excite(), 10)
    write("layer_norms", layer_norms(), 11)
    write("text_cnn", text_cnn(), 12, vocabulary=30)
    write("text_mean", text_mean(), 13, vocabulary=20)
    write("sequences", sequences(), 14)
    write("separable", separable(), 15)
    write("sequences_first", sequences_first(), 16)


if __name__ == "__main__":
    sys.exit(main())
