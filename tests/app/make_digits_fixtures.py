#!/usr/bin/env python3
"""Writes tests/app/fixtures/digits: 40 of the bundled digits, sorted by class, in every format of data.

Run once with numpy, scipy, pandas and Pillow: /tmp/datavenv/bin/python tests/app/make_digits_fixtures.py
"""

import gzip
import os
import shutil
import struct

import numpy as np
import pandas as pd
from PIL import Image
from scipy.io import savemat

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, "..", "..", "resources", "samples")
FOLDER = os.path.join(HERE, "fixtures", "digits")


def bundled(name, offset):
    with gzip.open(os.path.join(SAMPLES, name)) as file:
        return np.frombuffer(file.read(), "u1", offset=offset)


if __name__ == "__main__":
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    labels = bundled("digits-test-labels.idx1-ubyte.gz", 8)
    images = bundled("digits-test-images.idx3-ubyte.gz", 16).reshape(-1, 8, 8)
    chosen = np.concatenate([np.flatnonzero(labels == c)[:4] for c in range(10)])
    images, labels = images[chosen], labels[chosen]
    np.savez_compressed(os.path.join(FOLDER, "digits.npz"), images=images, labels=labels)
    np.savez_compressed(os.path.join(FOLDER, "one_hot.npz"), images=images, labels=np.eye(10, dtype="f4")[labels])
    np.save(os.path.join(FOLDER, "images.npy"), images)
    with open(os.path.join(FOLDER, "labels.idx"), "wb") as file:
        file.write(bytes([0, 0, 8, 1]) + struct.pack(">I", len(labels)) + labels.tobytes())
    pd.DataFrame(images.reshape(-1, 64)).assign(digit=labels).to_csv(os.path.join(FOLDER, "digits.csv"), index=False)
    # As EMNIST: transposed, flat, labels from 1.
    savemat(os.path.join(FOLDER, "emnist.mat"),
            {"dataset": {"test": {"images": images.transpose(0, 2, 1).reshape(-1, 64), "labels": labels[:, None] + 1.0}}},
            do_compression=True)
    for i, (image, label) in enumerate(zip(images, labels)):
        os.makedirs(os.path.join(FOLDER, "pictures", str(label)), exist_ok=True)
        Image.fromarray(image).save(os.path.join(FOLDER, "pictures", str(label), f"{i:02}.png"))
