#!/usr/bin/env python3
"""Writes the HDF5 and MATLAB 7.3 fixtures of the data tests: tests/data/fixtures/*.h5 and *.mat.

Made with h5py 3.16 (HDF5 1.14) and hdf5storage 0.2, which writes files as MATLAB does. Values count up in the order
that NumPy gives, so element [i, j, k] of an array of shape [a, b, c] is (i * b + j) * c + k.
"""

import pathlib

import h5py
import hdf5storage
import numpy as np

FOLDER = pathlib.Path(__file__).parent / "fixtures"
LABELS = np.array([2, 0, 1, 2, 1, 0])


def counting(*shape, dtype="uint8"):
    return np.arange(np.prod(shape)).reshape(shape).astype(dtype)


def hdf5():
    with h5py.File(FOLDER / "named.h5", "w") as f:
        f.create_dataset("x_test", data=counting(6, 4, 3), chunks=(4, 4, 2), compression="gzip", shuffle=True)
        f["y_test"] = LABELS
        f["x_train"] = counting(8, 4, 3)
        f["y_train"] = np.zeros(8, int)
        f["names"] = ["a", "b"]
    with h5py.File(FOLDER / "groups.h5", "w", libver="latest") as f:
        f["train/images"] = counting(8, 4, 3)
        f["train/labels"] = np.zeros(8, "uint8")
        f["test/images"] = counting(6, 4, 3, dtype=">f4")
        f["test/labels"] = LABELS
        f["test/again"] = h5py.SoftLink("/test/images")
    with h5py.File(FOLDER / "one_group.h5", "w") as f:
        f["all/of/it/features"] = counting(6, 4, dtype="float16")
        f["all/of/it/labels"] = np.eye(3, dtype=bool)[LABELS]
    with h5py.File(FOLDER / "unclear.h5", "w") as f:
        f["one"] = counting(6, 4)
        f["two"] = counting(6, 4)
        f["three"] = LABELS
    with h5py.File(FOLDER / "lzf.h5", "w") as f:
        f.create_dataset("x", data=np.arange(2400).reshape(6, 400) % 251, chunks=(3, 150), compression="lzf", shuffle=True)
        f["y"] = LABELS
    with h5py.File(FOLDER / "texts.h5", "w") as f:
        f["x"] = ["a", "b"]
        f["y"] = LABELS
    with h5py.File(FOLDER / "no_arrays.h5", "w") as f:
        f.create_group("empty")


def matlab():
    def write(name, values):
        path = FOLDER / f"{name}.mat"
        path.unlink(missing_ok=True)
        hdf5storage.savemat(str(path), values, format="7.3", oned_as="column", store_python_metadata=False)

    write("matlab_rows", {"X": counting(6, 4, dtype="float64"), "y": LABELS.reshape(6, 1).astype("float64")})
    # As MATLAB's own toolboxes keep pictures: height, width, channels, samples.
    write("matlab_stack", {"images": counting(4, 3, 2, 6), "labels": LABELS.reshape(1, 6).astype("uint8"), "note": "text"})
    write("matlab_struct", {"dataset": {"images": counting(6, 12), "labels": LABELS.reshape(6, 1).astype("uint8")}})


if __name__ == "__main__":
    hdf5()
    matlab()
    for path in sorted([*FOLDER.glob("*.h5"), *FOLDER.glob("matlab*.mat")]):
        print(path.name, path.stat().st_size)
