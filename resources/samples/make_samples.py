#!/usr/bin/env python3
"""Makes the sample models and data from scikit-learn's optical digits.

Run with Keras 3 and scikit-learn (made with Keras 3.15.1 on JAX):  KERAS_BACKEND=jax python make_samples.py
"""

import gzip
import os
import pathlib
import struct

os.environ.setdefault("KERAS_BACKEND", "jax")
import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402
from sklearn.datasets import load_digits  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

FOLDER = pathlib.Path(__file__).parent
SEED = 2025
TEST_IMAGES = 500


def write_idx(name, array):
    """IDX (LeCun): two zeros, type 8 = unsigned byte, number of axes, sizes as big-endian 32-bit, data."""
    head = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    with open(FOLDER / name, "wb") as raw:
        # No name and no time in the gzip header: the same data gives the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
            out.write(head + array.astype(np.uint8).tobytes())


def mlp():
    return keras.Sequential(
        [keras.Input((8, 8, 1), name="image"), layers.Flatten(name="pixels"),
         layers.Dense(32, activation="relu", name="hidden_1"), layers.Dense(24, activation="relu", name="hidden_2"),
         layers.Dense(10, activation="softmax", name="digit")], name="digits_mlp")


def cnn():
    return keras.Sequential(
        [keras.Input((8, 8, 1), name="image"),
         layers.Conv2D(8, 3, padding="same", use_bias=False, name="conv_1"), layers.BatchNormalization(name="norm_1"),
         layers.ReLU(name="relu_1"),
         layers.Conv2D(12, 3, padding="same", activation="relu", name="conv_2"),
         layers.MaxPooling2D(2, name="pool"), layers.Flatten(name="pixels"),
         layers.Dense(24, activation="relu", name="hidden"), layers.Dense(10, activation="softmax", name="digit")],
        name="digits_cnn")


def main():
    digits = load_digits()
    images, labels = digits.images.astype(np.uint8), digits.target.astype(np.uint8)
    train_x, test_x, train_y, test_y = train_test_split(
        images, labels, test_size=TEST_IMAGES, random_state=SEED, stratify=labels)
    write_idx("digits-test-images.idx3-ubyte.gz", test_x)
    write_idx("digits-test-labels.idx1-ubyte.gz", test_y)
    train_in, test_in = (x[..., None].astype("float32") / 16 for x in (train_x, test_x))
    for name, make, epochs in (("digits-mlp", mlp, 60), ("digits-cnn", cnn, 25)):
        keras.utils.set_random_seed(SEED)
        model = make()
        model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
        model.fit(train_in, train_y, batch_size=32, epochs=epochs, verbose=0)
        accuracy = model.evaluate(test_in, test_y, verbose=0)[1]
        # A copy that was never compiled carries neither optimizer state nor training settings.
        plain = make()
        plain.set_weights(model.get_weights())
        plain.save(FOLDER / f"{name}.keras")
        right = int((plain.predict(test_in, verbose=0).argmax(-1) == test_y).sum())
        print(f"{name}: {right} of {TEST_IMAGES} right, accuracy {accuracy:.3f}, {model.count_params()} parameters")


if __name__ == "__main__":
    main()
