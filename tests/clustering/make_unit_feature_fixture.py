"""Features of units as the published program scales them: scikit-learn's MinMaxScaler on float32.

Writes fixtures/unit_features.json. Made with NumPy 2.4.6 and scikit-learn 1.9.1:
    python3 tests/clustering/make_unit_feature_fixture.py
Kernels are given as Keras keeps them ([height, width, in, out] or [in, out]); the test reorders them.
"""

import json
import pathlib

import numpy as np
from sklearn.preprocessing import MinMaxScaler


def features(kernel, bias):
    bias_channel = np.broadcast_to(bias, kernel.shape[:-2] + (1, kernel.shape[-1]))
    with_bias = np.concatenate([kernel, bias_channel], axis=-2)
    by_unit = with_bias.transpose()
    return by_unit.reshape(by_unit.shape[0], -1)


def case(name, kernel, bias):
    kernel = kernel.astype(np.float32)
    bias = bias.astype(np.float32)
    scaled = MinMaxScaler().fit_transform(features(kernel, bias))
    assert scaled.dtype == np.float32
    return {
        "name": name,
        "shape": list(kernel.shape),
        "kernel": [float(v) for v in kernel.ravel()],
        "bias": [float(v) for v in bias],
        "scaled": [[float(v) for v in row] for row in scaled],
    }


rng = np.random.default_rng(7)
constant = rng.normal(size=(4, 5))
constant[2] = 0.25
constant[3] = 0.5 + np.arange(5) * 1e-7
cases = [
    case("dense", rng.normal(size=(7, 6)), rng.normal(size=6)),
    case("dense with constant columns", constant, np.zeros(5)),
    case("convolution", rng.normal(size=(2, 3, 2, 4)), rng.normal(size=4)),
    case("one unit", rng.normal(size=(3, 1)), rng.normal(size=1)),
]
path = pathlib.Path(__file__).parent / "fixtures" / "unit_features.json"
path.write_text(json.dumps(cases))
