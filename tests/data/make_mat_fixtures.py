#!/usr/bin/env python3
"""Writes tests/data/fixtures/mat: MAT-files of version 5 as scipy writes them, and a big-endian one.

Run once with numpy and scipy: /tmp/datavenv/bin/python tests/data/make_mat_fixtures.py
Arrays count upwards in row-major order, as in make_data_fixtures.py; labels are [2, 0, 1].
"""

import os
import struct

import numpy as np
import scipy
from scipy.io import savemat

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "mat")
LABELS = np.array([2, 0, 1])


def counting(dtype, shape=(3, 2, 4)):
    return np.arange(np.prod(shape)).reshape(shape).astype(dtype)


def save(name, content, compressed):
    savemat(os.path.join(FOLDER, name), content, do_compression=compressed, oned_as="row")


def element(kind, content):
    padded = content + bytes(-len(content) % 8)
    return struct.pack(">II", kind, len(content)) + padded


def big_endian_matrix(name, array, array_class, kind):
    return element(14, element(6, struct.pack(">II", array_class, 0)) +
                   element(5, struct.pack(f">{array.ndim}i", *array.shape)) + element(1, name.encode()) +
                   element(kind, array.tobytes(order="F")))


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    images = counting("u1")
    for compressed in [False, True]:
        suffix = "_packed" if compressed else ""
        save(f"plain{suffix}.mat", {"X": images, "y": LABELS}, compressed)
        # As EMNIST has it: a struct of structs, labels as doubles from 1, a mapping besides.
        part = {"images": counting("u1", (3, 16)), "labels": (LABELS + 1.0).reshape(3, 1)}
        train = {"images": counting("u1", (5, 16)), "labels": np.ones((5, 1))}
        save(f"emnist{suffix}.mat", {"dataset": {"train": train, "test": part, "mapping": np.eye(3)}}, compressed)
    for dtype in ["i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"]:
        save(f"type_{dtype}.mat", {"images": counting(dtype), "labels": LABELS}, False)
    save("samples_last.mat", {"X": np.moveaxis(images, 0, -1), "y": LABELS.reshape(3, 1)}, True)
    save("one_hot.mat", {"images": images, "labels": np.eye(3)[LABELS]}, False)
    save("others.mat", {"name": "text", "cells": np.array(["a", "b"], dtype=object), "c": images * 1j,
                        "images": images, "labels": LABELS}, True)
    save("no_numbers.mat", {"name": "text"}, False)
    header = b"MATLAB 5.0 MAT-file, by hand".ljust(124) + struct.pack(">H", 0x0100) + b"MI"
    with open(os.path.join(FOLDER, "big_endian.mat"), "wb") as file:
        file.write(header + big_endian_matrix("images", counting(">i2"), 10, 3) +
                   big_endian_matrix("labels", LABELS.reshape(3, 1).astype(">f8"), 6, 9))
    savemat(os.path.join(FOLDER, "version4.mat"), {"x": np.eye(3)}, format="4")
    print(scipy.__version__, np.__version__)
