#!/usr/bin/env python3
"""Writes the files under tests/data/fixtures and the goldens of resize.

Run once with numpy and jax: /tmp/venv/bin/python tests/data/make_data_fixtures.py
Arrays count upwards, so a test knows every value: element i (row-major) is i, or i / 2 in float types.
"""

import gzip
import io
import json
import os
import struct
import zipfile

os.environ["JAX_ENABLE_X64"] = "1"

import jax
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures")


def path(name):
    return os.path.join(FOLDER, name)


def counting(dtype, shape=(3, 2, 4)):
    values = np.arange(np.prod(shape)).reshape(shape)
    if np.dtype(dtype).kind == "f":
        values = values / 2
    return values.astype(dtype)


def npy_bytes(array, version=None):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version)
    return buffer.getvalue()


def write(name, content):
    with open(path(name), "wb") as file:
        file.write(content)


def write_npy():
    for dtype in ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]:
        np.save(path(f"counting_{dtype}.npy"), counting(dtype))
    for dtype in [">u2", ">i2", ">i4", ">i8", ">f2", ">f4", ">f8"]:
        np.save(path(f"counting_big_{dtype[1:]}.npy"), counting(dtype))
    np.save(path("bool.npy"), counting("u1") % 2 == 1)
    np.save(path("fortran_f4.npy"), np.asfortranarray(counting("f4")))
    np.save(path("fortran_big_i2.npy"), np.asfortranarray(counting(">i2")))
    write("version2.npy", npy_bytes(counting("f4"), (2, 0)))
    write("version3.npy", npy_bytes(counting("f4"), (3, 0)))
    write("gzip.npy.gz", gzip.compress(npy_bytes(counting("f4")), mtime=0))
    np.save(path("number.npy"), np.float32(3))
    np.save(path("empty.npy"), np.zeros((0, 2, 4), "f4"))
    np.save(path("object.npy"), np.array([[1, 2], [3]], dtype=object), allow_pickle=True)
    np.save(path("text.npy"), np.array(["cat", "dog"]))
    np.save(path("complex.npy"), counting("c8"))
    np.save(path("structured.npy"), np.zeros(3, dtype=[("x", "f4", (2, 2)), ("y", "i8")]))
    labels = np.array([2, 0, 1])
    np.save(path("labels_i8.npy"), labels)
    np.save(path("labels_column.npy"), labels.reshape(3, 1).astype("i4"))
    np.save(path("labels_f8.npy"), labels.astype("f8"))
    np.save(path("labels_one_hot.npy"), np.eye(3, dtype="f4")[labels])
    np.save(path("labels_fraction.npy"), np.array([0, 1.5, 2]))
    np.save(path("labels_negative.npy"), np.array([0, 1, -1]))
    np.save(path("labels_two_hot.npy"), np.array([[1, 0, 0], [0, 1, 1], [0, 0, 1]], "u1"))
    np.save(path("labels_four.npy"), np.array([0, 1, 2, 0]))


def write_npz():
    x = counting("u1")
    y = np.array([2, 0, 1])
    np.savez(path("test_and_train.npz"), x_train=counting("u1", (5, 2, 4)), y_train=np.arange(5), x_test=x, y_test=y)
    np.savez_compressed(path("images.npz"), labels=y, images=x)
    np.savez(path("upper.npz"), X=x, y=np.eye(3)[y])
    np.savez(path("by_rank.npz"), pictures=x, kinds=y)
    np.savez(path("ambiguous.npz"), one=x, two=x, three=y)
    np.savez(path("data_only.npz"), samples=x)
    np.savez(path("labels_only.npz"), classes=y)
    np.savez(path("with_object.npz"), x=x, y=y, names=np.array(["a", None], dtype=object))
    np.savez(path("swapped.npz"), x=y, y=x)
    with zipfile.ZipFile(path("no_arrays.zip"), "w") as archive:
        archive.writestr(zipfile.ZipInfo("readme.txt"), "no arrays here")
    with zipfile.ZipFile(path("bzip2.npz"), "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr(zipfile.ZipInfo("x.npy"), npy_bytes(x), zipfile.ZIP_BZIP2)
        archive.writestr(zipfile.ZipInfo("y.npy"), npy_bytes(y), zipfile.ZIP_BZIP2)
    # A member whose header promises far more than it holds.
    header = npy_bytes(counting("f4")).replace(b"(3, 2, 4)", b"(3, 2, 400000000)")
    with zipfile.ZipFile(path("bomb.npz"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("x.npy"), header, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("y.npy"), npy_bytes(y), zipfile.ZIP_DEFLATED)


IDX_TYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def idx_bytes(code, array):
    sizes = b"".join(struct.pack(">I", size) for size in array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(IDX_TYPES[code]).tobytes()


def write_idx():
    for code, dtype in IDX_TYPES.items():
        write(f"counting_{dtype[1:]}.idx", idx_bytes(code, counting(dtype)))
    write("images.idx.gz", gzip.compress(idx_bytes(8, counting("u1")), mtime=0))
    write("labels.idx.gz", gzip.compress(idx_bytes(8, np.array([2, 0, 1])), mtime=0))


def write_cifar():
    # Seeds for the fuzz target; tests make their own.
    pixels = bytes(i % 251 for i in range(3072))
    write("cifar10.bin", bytes([3]) + pixels + bytes([9]) + pixels)
    write("cifar100.bin", bytes([19, 99]) + pixels)


def write_resize_goldens():
    generator = np.random.default_rng(7)
    cases = []
    for shape, size in [((1, 3, 4), (6, 8)), ((2, 5, 7), (8, 3)), ((3, 8, 8), (5, 11)), ((1, 4, 4), (1, 1)),
                        ((1, 1, 1), (3, 2)), ((2, 28, 28), (32, 32))]:
        image = generator.integers(0, 256, shape).astype("f8")
        resized = jax.image.resize(image, (shape[0],) + size, method="bilinear", antialias=False)
        cases.append({"shape": shape, "size": size, "image": image.ravel().tolist(),
                      "resized": np.asarray(resized).ravel().tolist()})
    golden = {
        "origin": f"jax.image.resize(method='bilinear', antialias=False), float64, jax {jax.__version__}, "
                  f"numpy {np.__version__}, make_data_fixtures.py",
        "tolerance": 1e-9,
        "cases": cases,
    }
    with open(path("resize_golden.json"), "w") as file:
        json.dump(golden, file)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    write_npy()
    write_npz()
    write_idx()
    write_cifar()
    write_resize_goldens()
