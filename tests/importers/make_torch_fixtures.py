#!/usr/bin/env python3
"""Makes tests/importers/fixtures/torch_*.pt and *.pt2, the outputs that PyTorch gives for them, and the samples as both.

Three environments, each with onnx and onnxruntime for make_onnx_fixtures.py, whose models are used:
  new     PyTorch 2.15 (PyPI): torch.export.save, and the outputs     make_torch_fixtures.py new
  old     PyTorch 2.3.1 (PyPI): the older layout of .pt2              make_torch_fixtures.py old
  script  PyTorch 1.13 (python3-torch of Debian 12): TorchScript      make_torch_fixtures.py script
Members are deflated afterwards, but for the smallest files: most of them is JSON and notes for debuggers.
Weights come from NumPy's generator with fixed seeds, so that all files of one name hold one model.
"""

import json
import pathlib
import sys
import warnings
import zipfile
from typing import Optional

import make_onnx_fixtures as models
import numpy as np
import torch
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent / "fixtures"
TOLERANCE = 1e-4

class Excite(nn.Module):
    """Squeeze-and-excite as in MobileNetV3."""

    def __init__(self, channels):
        super().__init__()
        self.reduce = nn.Conv2d(channels, 4, 1)
        self.expand = nn.Conv2d(4, channels, 1)

    def forward(self, x):
        gate = nn.functional.adaptive_avg_pool2d(x, 1)
        return x * nn.functional.hardsigmoid(self.expand(nn.functional.relu(self.reduce(gate))))


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.excite = Excite(8)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.excite(nn.functional.silu(self.conv(x)))
        return self.fc(x.mean((2, 3)))


class Normed(nn.Module):
    """LayerNorm between dense layers, with and without parameters."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 8)
        self.norm = nn.LayerNorm(8)
        self.plain = nn.LayerNorm(8, elementwise_affine=False, eps=1e-3)
        self.fc2 = nn.Linear(8, 8)
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        x = nn.functional.gelu(self.norm(self.fc1(x)))
        return self.head(self.plain(self.fc2(x)))


class Text(nn.Module):
    """A text CNN: embedding, two widths of windows over time, the maximum of each."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 6)
        self.narrow = nn.Conv1d(6, 5, 3, padding=1)
        self.wide = nn.Conv1d(6, 4, 5)
        self.head = nn.Linear(9, 3)

    def forward(self, x):
        x = self.embedding(x).transpose(1, 2)
        narrow = torch.relu(self.narrow(x)).amax(2)
        wide = torch.relu(self.wide(x)).amax(2)
        return self.head(torch.cat([narrow, wide], 1))


# name: model, input shape, seed, what its outputs are, and what is written: e(xport), d(ecomposed), f(ixed batch),
# o(lder layout), s(cript), t(race), n(ew script, by PyTorch 2.15)
CASES = {
    "mlp": (models.Mlp, (12,), 51, "softmax", "fost"),
    "lenet5": (models.Lenet5, (1, 18, 18), 52, "logits", "edostn"),
    "resnet": (lambda: models.Resnet((3, 4, 5, 6)), (3, 24, 24), 53, "logits", "edos"),
    "vgg": (models.Vgg, (3, 16, 16), 54, "logits", "es"),
    "inception": (models.Inception, (3, 17, 17), 55, "log_softmax", "eds"),
    "densenet": (models.Densenet, (2, 8, 8), 56, "logits", "es"),
    "mobilenet": (models.Mobilenet, (3, 12, 12), 57, "logits", "eds"),
    "activations": (models.Activations, (8,), 58, "logits", "edt"),
    "affine": (models.Affine, (3, 11, 11), 59, "logits", "eds"),
    "gated": (Gated, (3, 9, 9), 60, "logits", "eds"),
    "normed": (Normed, (10,), 61, "logits", "eds"),
    "text": (Text, (12,), 62, "logits", "eds"),
}


def randomise(model, seed):
    generator = np.random.default_rng(seed)
    with torch.no_grad():
        for name, tensor in list(model.named_parameters()) + list(model.named_buffers()):
            if tensor.dtype != torch.float32 or name in ("mean", "std", "prelu.weight"):
                continue
            fan = max(1, tensor[0].numel()) if tensor.dim() > 1 else 1
            low, high = (0.5, 1.5) if name.endswith("running_var") else (-1, 1)
            values = generator.uniform(low, high, tuple(tensor.shape))
            if tensor.dim() > 1:
                values *= np.sqrt(6 / fan)
            elif "norm" in name or "bn" in name:
                values = values * 0.3 + (1 if name.endswith("weight") else 0) if low < 0 else values
            else:
                values *= 0.3
            tensor.copy_(torch.from_numpy(values.astype(np.float32)))
    return model.eval()


def inputs_of(shape, seed, words=0):
    if words:
        return np.random.default_rng(seed).integers(0, words, (2, *shape))
    return np.round(np.random.default_rng(seed).standard_normal((2, *shape)), 2).astype(np.float32)


def numbers(array):
    return [float(f"{v:.9g}") for v in np.asarray(array, np.float64).ravel()]


def write_expectation(name, model, shape, seed, ending):
    words = 20 if isinstance(model, Text) else 0
    inputs = inputs_of(shape, seed, words)
    given = torch.from_numpy(inputs)
    with torch.no_grad():
        outputs = model.double()(given if words else given.double()).numpy()
    model.float()
    content = {"exporter": f"torch {torch.__version__}, in float64", "made_by": "tests/importers/make_torch_fixtures.py",
               "tolerance": TOLERANCE, "ending": ending, "input_shape": list(shape),
               "inputs": [numbers(x) for x in inputs], "outputs": [numbers(y) for y in outputs.reshape(2, -1)]}
    (FOLDER / f"{name}.expected.json").write_text(json.dumps(content))


def check(name, model, shape, seed):
    """Whether this PyTorch made the model that the outputs belong to."""
    expected = json.loads((FOLDER / f"{name}.expected.json").read_text())
    words = 20 if isinstance(model, Text) else 0
    with torch.no_grad():
        outputs = model(torch.from_numpy(inputs_of(shape, seed, words))).numpy().reshape(2, -1)
    assert np.abs(outputs - np.array(expected["outputs"])).max() < 1e-4, name


def deflate(path):
    """The same members in a smaller archive."""
    if path.stat().st_size > 20000:
        with zipfile.ZipFile(path) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in members:
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    print(path.name, path.stat().st_size)


def save_program(model, shape, path, dynamic=True, decompose=False):
    example = torch.zeros(2, *shape, dtype=torch.int64 if isinstance(model, Text) else torch.float32)
    batch = {0: torch.export.Dim("batch")}
    program = torch.export.export(model, (example,), dynamic_shapes=(batch,) if dynamic else None)
    if decompose:
        program = program.run_decompositions()
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)  # paths of the machine, most of a small file
    torch.export.save(program, str(path))
    deflate(path)


def save_script(script, path):
    script.save(str(path))
    deflate(path)


def trace(model, shape):
    return torch.jit.trace(model, torch.zeros(2, *shape))


def sample_models():
    for name, make in (("digits-mlp", models.SampleMlp), ("digits-cnn", models.SampleCnn)):
        yield name, make(models.keras_weights(name)).eval()


class Decides(nn.Module):
    """What a network of fixed layers cannot be: a branch on the data."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        if bool(x.sum() > 0):
            return self.fc(x)
        return self.fc(-x)


class Counts(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        return self.fc(x)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(4, 3)

    def forward(self, x):
        return self.cell(x)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        return self.fc(x), x


class Views(nn.Module):
    """A change in place that shows in a tensor read later."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        y = self.fc(x)
        y.view(-1, 2, 2).relu_()
        return y


class Newer(nn.Module):
    """An operator that libtorch 1.13 does not have."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        y = x.unsqueeze(1)
        return self.fc(nn.functional.scaled_dot_product_attention(y, y, y).squeeze(1))


class Loops(nn.Module):
    """Control flow that depends on shapes alone, lists, and a fallback."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])
        self.head = nn.Linear(16, 3)

    def forward(self, x):
        kept = [x]
        for layer in self.layers:
            kept.append(torch.relu(layer(kept[-1])))
        if x.dim() == 2 and x.size(1) > 3:
            joined = torch.cat(kept, 1)
        else:
            joined = x
        count = 0
        while count < x.size(1) // 2:
            joined = joined + 0.5
            count += 1
        return self.head(joined)


class Auxiliary(nn.Module):
    """As GoogLeNet in torchvision: a script warns and returns a tuple, whose second place is for training."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        scores = self.fc(x)
        if torch.jit.is_scripting():
            warnings.warn("a scripted model always returns a tuple")
            auxiliary: Optional[torch.Tensor] = None
            if self.training:
                auxiliary = scores * 2
            return scores, auxiliary
        return scores


class Held(nn.Module):
    """As the C++ API saves tensors: buffers of a module without code."""

    def __init__(self, tensors):
        super().__init__()
        for name, tensor in tensors.items():
            self.register_buffer(name, tensor)


def small_scripts():
    for name, module in (("decides", Decides()), ("counts", Counts()), ("recurrent", Recurrent()), ("pair", Pair()),
                         ("views", Views())):
        save_script(torch.jit.script(randomise(module, 71)), FOLDER / "refused" / f"torch_{name}.pt")
    model = randomise(Loops(), 72)
    write_expectation("torch_loops", model, (4,), 72, "logits")
    save_script(torch.jit.script(model), FOLDER / "torch_loops_script.pt")
    model = randomise(Auxiliary(), 73).eval()
    write_expectation("torch_auxiliary", model, (4,), 73, "logits")
    save_script(torch.jit.script(model), FOLDER / "torch_auxiliary_script.pt")


def tensors():
    """Arrays of tests/data/test_torch_reader: x[i] counts up from i * 8, y[i] is i % 3."""
    folder = FOLDER.parent.parent / "data" / "fixtures"
    x, y = torch.arange(48).float().reshape(6, 2, 2, 2), torch.arange(6) % 3
    torch.save({"x_test": x, "y_test": y}, folder / "tensors_dict.pt")
    torch.save((x.to(torch.uint8), y.int()), folder / "tensors_tuple.pt")
    torch.save(x.double(), folder / "tensor_x.pt")
    torch.save(y, folder / "tensor_y.pt")
    torch.save({"test": {"images": x.half().permute(0, 3, 1, 2), "labels": y}, "note": "text", "share": 0.5},
               folder / "tensors_nested.pt")
    torch.save({"x": nn.Parameter(x[2:]), "y": y[2:], "z": x.bfloat16()}, folder / "tensors_views.pt")
    torch.save(torch.utils.data.TensorDataset(x, y), folder / "tensors_object.pt")
    torch.save({"x": x, "y": y}, folder / "tensors_legacy.pt", _use_new_zipfile_serialization=False)
    torch.jit.script(Held({"x_test": x, "y_test": y})).save(str(folder / "tensors_module.pt"))


def new():
    for name, (make, shape, seed, ending, kinds) in CASES.items():
        base, model = f"torch_{name}", randomise(make(), seed)
        write_expectation(base, model, shape, seed, ending)
        if "e" in kinds or "f" in kinds:
            save_program(model, shape, FOLDER / f"{base}.pt2", dynamic="e" in kinds)
        if "d" in kinds:
            save_program(model, shape, FOLDER / f"{base}_core.pt2", decompose=True)
        if "n" in kinds:
            save_script(torch.jit.script(model), FOLDER / f"{base}_script_new.pt")
    save_script(torch.jit.script(randomise(Newer(), 73)), FOLDER / "refused" / "torch_newer.pt")
    for name, model in sample_models():
        save_program(model, (1, 8, 8), FOLDER / f"{name}.pt2")


def old():
    for name, (make, shape, seed, _, kinds) in CASES.items():
        if "o" in kinds:
            model = randomise(make(), seed)
            check(f"torch_{name}", model, shape, seed)
            save_program(model, shape, FOLDER / f"torch_{name}_old.pt2")


def script():
    for name, (make, shape, seed, _, kinds) in CASES.items():
        base, model = f"torch_{name}", randomise(make(), seed)
        check(base, model, shape, seed)
        if "s" in kinds:
            save_script(torch.jit.script(model), FOLDER / f"{base}_script.pt")
        if "t" in kinds:
            save_script(trace(model, shape), FOLDER / f"{base}_trace.pt")
    small_scripts()
    tensors()
    for name, model in sample_models():
        save_script(torch.jit.script(model), FOLDER / f"{name}.pt")


if __name__ == "__main__":
    {"new": new, "old": old, "script": script}[sys.argv[1]]()
