"""Compares what maacc writes with the originals, in ONNX Runtime and Keras. Run by hand:

  python tests/exporters/check_exports.py build/release/bin/maacc MODEL...

Needs numpy, onnxruntime 1.32, keras 3.15 and jax 0.10: JAX runs channels_first on a CPU, and its average pooling with
"same" leaves padding out as TensorFlow's does (that of Keras' PyTorch backend counts it).
"""

import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
import keras  # noqa: E402
import numpy as np  # noqa: E402
import onnxruntime  # noqa: E402

TOLERANCE = 1e-5


def onnx_runner(path):
    session = onnxruntime.InferenceSession(str(path))
    value = session.get_inputs()[0]
    kind = {"tensor(double)": np.float64, "tensor(float16)": np.float16}.get(value.type, np.float32)
    shape = [size if isinstance(size, int) else None for size in value.shape[1:]]

    def run(x):  # one by one: some models have a fixed batch of 1
        return np.concatenate([session.run(None, {value.name: x[i : i + 1].astype(kind)})[0] for i in range(len(x))])

    return shape, run


def keras_runner(path):
    model = keras.models.load_model(path)
    return list(model.input_shape[1:]), lambda x: np.asarray(keras.ops.convert_to_numpy(model(x)))


def runner(path):
    return onnx_runner(path) if path.suffix == ".onnx" else keras_runner(path)


def main():
    maacc, models = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    failures = 0
    for model in models:
        shape, original = runner(model)
        for suffix in (".onnx", ".keras"):
            with tempfile.TemporaryDirectory() as folder:
                out = pathlib.Path(folder) / ("written" + suffix)
                done = subprocess.run([maacc, "convert", model, "--out", out], capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{model.name:32} {suffix:7} refused: {done.stderr.strip()[:110]}")
                    continue
                written_shape, written = runner(out)
                x = np.random.default_rng(1).random([3, *shape], dtype=np.float32)
                expected = np.asarray(original(x), dtype=np.float64).reshape(3, -1)
                got = np.asarray(written(x.reshape([3, *written_shape])), dtype=np.float64)
                # Logarithms of probabilities are written as probabilities.
                if np.all(expected <= 0) and abs(np.exp(expected).sum(axis=1) - 1).max() < 1e-3:
                    expected = np.exp(expected)
                worst = abs(expected - got).max() / max(abs(expected).max(), 1e-30)
                failures += worst > TOLERANCE
                print(f"{model.name:32} {suffix:7} {worst:.1e}" + ("  FAILED" if worst > TOLERANCE else ""))
    sys.exit(failures > 0)


main()
