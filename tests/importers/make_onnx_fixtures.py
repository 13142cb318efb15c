#!/usr/bin/env python3
"""Makes tests/importers/fixtures/*.onnx, the logits that ONNX Runtime gives for them, and the sample network as ONNX.

Two exporters, two environments:
  old  PyTorch 1.13 (python3-torch of Debian 12), onnx and onnxruntime from PyPI:   make_onnx_fixtures.py old
  new  a current PyTorch with onnxscript (torch.export) and Keras 3:                make_onnx_fixtures.py new
old-layers and new-layers make only those with gates, LayerNorm, sequences and Embedding.
Random weights from fixed seeds; no test needs Python.
"""

import json
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
import numpy as np  # noqa: E402
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

FOLDER = pathlib.Path(__file__).parent / "fixtures"
SAMPLES = pathlib.Path(__file__).parent.parent.parent / "resources" / "samples"
TOLERANCE = 1e-4


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 16)
        self.fc2 = nn.Linear(16, 12, bias=False)
        self.head = nn.Linear(12, 5)

    def forward(self, x):
        return torch.softmax(self.head(torch.tanh(self.fc2(F.relu(self.fc1(x))))), 1)


class Lenet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 10, 5)
        self.fc1 = nn.Linear(40, 24)
        self.fc2 = nn.Linear(24, 16)
        self.fc3 = nn.Linear(16, 10)

    def forward(self, x):
        x = F.avg_pool2d(torch.sigmoid(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(x.size(0), -1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class Vgg(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 3
        for width in (6, "M", 8, 8, "M", 10, "M"):
            if width == "M":
                layers.append(nn.MaxPool2d(2))
            else:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
                channels = width
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Linear(40, 20), nn.ReLU(), nn.Dropout(), nn.Linear(20, 7))

    def forward(self, x):
        return self.classifier(torch.flatten(self.features(x), 1))


class BasicBlock(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = None
        if stride != 1 or channels != width:
            self.downsample = nn.Sequential(nn.Conv2d(channels, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Resnet(nn.Module):
    def __init__(self, widths=(4, 6, 8, 10)):
        super().__init__()
        self.conv1 = nn.Conv2d(3, widths[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        channels = widths[0]
        for number, width in enumerate(widths):
            stage = nn.Sequential(BasicBlock(channels, width, 1 if number == 0 else 2), BasicBlock(width, width, 1))
            setattr(self, f"layer{number + 1}", stage)
            channels = width
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(channels, 6)

    def forward(self, x):
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(torch.flatten(self.avgpool(x), 1))


class Inception(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2)
        self.b1 = nn.Conv2d(8, 4, 1)
        self.b3 = nn.Sequential(nn.Conv2d(8, 4, 1), nn.LeakyReLU(0.1), nn.Conv2d(4, 6, 3, padding=1))
        self.b5 = nn.Sequential(nn.Conv2d(8, 2, 1), nn.ELU(0.7), nn.Conv2d(2, 4, 5, padding=2))
        self.pool = nn.MaxPool2d(3, 1, 1)
        self.bp = nn.Conv2d(8, 3, 1)
        self.fc = nn.Linear(17, 5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, ceil_mode=True)
        x = torch.cat([self.b1(x), self.b3(x), self.b5(x), self.bp(self.pool(x))], 1)
        x = F.avg_pool2d(F.relu(x), 3, 2, 1, ceil_mode=True, count_include_pad=True)
        return F.log_softmax(self.fc(x.mean([2, 3])), dim=1)


class Densenet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(2, 6, 3, padding=1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(6 + 4 * i) for i in range(3)])
        self.convs = nn.ModuleList([nn.Conv2d(6 + 4 * i, 4, 3, padding=1, bias=False) for i in range(3)])
        self.norm = nn.BatchNorm2d(18)
        self.transition = nn.Conv2d(18, 9, 1, bias=False)
        self.fc = nn.Linear(9, 4)

    def forward(self, x):
        x = self.conv0(x)
        for norm, conv in zip(self.norms, self.convs):
            x = torch.cat([x, conv(F.relu(norm(x)))], 1)
        x = F.avg_pool2d(self.transition(F.relu(self.norm(x))), 2, 2)
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Mobilenet(nn.Module):
    """Inverted residuals with depthwise convolutions, ReLU6 and hard swish."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 3, 2, 1, bias=False), nn.BatchNorm2d(6), nn.Hardswish())
        self.expand = nn.Sequential(nn.Conv2d(6, 12, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU6())
        self.depthwise = nn.Sequential(nn.Conv2d(12, 12, 3, 1, 1, groups=12, bias=False), nn.BatchNorm2d(12),
                                       nn.ReLU6())
        self.project = nn.Sequential(nn.Conv2d(12, 6, 1, bias=False), nn.BatchNorm2d(6))
        self.grouped = nn.Conv2d(6, 8, 3, groups=2, dilation=2)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.project(self.depthwise(self.expand(x)))
        return self.fc(F.hardswish(self.grouped(x)).mean((2, 3)))


class Activations(nn.Module):
    """One Dense layer behind the other, each with another activation."""

    def __init__(self):
        super().__init__()
        self.prelu = nn.PReLU(init=0.3)
        self.acts = [F.relu, torch.sigmoid, torch.tanh, lambda x: F.leaky_relu(x, 0.2), lambda x: F.elu(x, 0.5), F.gelu,
                     lambda x: x * torch.sigmoid(x), F.hardswish, F.hardsigmoid, F.silu, F.relu6, F.selu, F.softplus,
                     F.softsign, lambda x: torch.exp(-F.relu(x)), self.prelu,
                     lambda x: 0.5 * x * (1 + torch.tanh(0.7978845608028654 * (x + 0.044715 * x**3))),
                     lambda x: x * F.relu6(x + 3) / 6, lambda x: torch.tanh(2 * x - 0.5), lambda x: torch.relu(x) + x]
        self.dense = nn.ModuleList([nn.Linear(8, 8) for _ in self.acts])
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        for dense, act in zip(self.dense, self.acts):
            x = act(dense(x))
        return self.head(x)


class Affine(nn.Module):
    """Normalisation inside the model, explicit padding, and shapes that move about."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.4, 0.5, 0.6]).reshape(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2, 0.25, 0.3]).reshape(1, 3, 1, 1))
        self.conv1 = nn.Conv2d(3, 4, 3, stride=2)
        self.norm = nn.BatchNorm1d(5)
        self.fc1 = nn.Linear(36, 5)
        self.fc2 = nn.Linear(5, 36)
        self.conv2 = nn.Conv2d(4, 3, 3, padding=1)

    def forward(self, x):
        x = (x - self.mean) / self.std
        x = self.conv1(F.pad(x, (0, 1, 0, 1)))
        x = F.relu(self.norm(self.fc1(F.max_pool2d(F.pad(x, (1, 0, 1, 0)), 2).flatten(1)))) * 2 + 1
        x = self.fc2(x).reshape(x.shape[0], 4, 3, 3)
        return self.conv2(x).amax((2, 3)).unsqueeze(2).unsqueeze(3).squeeze(3).squeeze(2)


class SqueezeExcite(nn.Module):
    """Gates of channels in the three ways people write them, one of pixels, and Mish, a product itself."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3, padding=1)
        self.fc = nn.Sequential(nn.Linear(6, 2), nn.ReLU(), nn.Linear(2, 6), nn.Sigmoid())
        self.conv2 = nn.Conv2d(6, 8, 3)
        self.squeeze, self.excite = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)
        self.pixels = nn.Conv2d(8, 1, 1)
        self.fc2, self.gate2 = nn.Linear(8, 6), nn.Linear(8, 6)
        self.head = nn.Linear(6, 4)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        gate = self.fc(F.adaptive_avg_pool2d(x, 1).view(x.size(0), 6)).view(x.size(0), 6, 1, 1)
        x = F.mish(self.conv2(x * gate.expand_as(x)))
        gate = F.hardsigmoid(self.excite(F.silu(self.squeeze(x.mean((2, 3), keepdim=True)))))
        x = gate * x
        x = x * torch.sigmoid(self.pixels(x))
        x = x.amax((2, 3))
        return self.head(self.fc2(x) * torch.sigmoid(self.gate2(x)))


class LayerNorms(nn.Module):
    """Over channels that come last for that (as ConvNeXt has it), over whole images, over features."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 5, 2, 2)
        self.norm1 = nn.LayerNorm(5, eps=1e-6)
        self.pointwise = nn.Linear(5, 7)
        self.back = nn.Conv2d(7, 4, 2)
        self.norm2 = nn.LayerNorm([4, 3, 2])
        self.fc = nn.Linear(24, 8)
        self.norm3 = nn.LayerNorm(8, eps=1e-3)
        self.head = nn.Linear(8, 4)

    def forward(self, x):
        x = self.norm1(self.stem(x).permute(0, 2, 3, 1))
        x = F.gelu(self.pointwise(x)).permute(0, 3, 1, 2)
        x = F.relu(self.norm2(self.back(x)))
        return self.head(F.tanh(self.norm3(self.fc(x.flatten(1)))))


class Sequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv1d(3, 6, 3, stride=2, padding=1), nn.Conv1d(6, 6, 3, padding=2, dilation=2)
        self.norm = nn.BatchNorm1d(6)
        self.gate = nn.Conv1d(6, 6, 1)
        self.narrow = nn.Conv1d(6, 4, 3, groups=2)
        self.layer_norm = nn.LayerNorm(4)
        self.mix = nn.Linear(4, 5)
        self.head = nn.Linear(5, 4)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = x + F.relu(self.norm(self.conv2(x)))
        x = F.max_pool1d(x, 2, 1, 1) * torch.sigmoid(self.gate(F.adaptive_avg_pool1d(x, 1)))
        x = F.avg_pool1d(self.narrow(F.pad(x, (2, 0))), 2)
        x = F.gelu(self.mix(self.layer_norm(x.transpose(1, 2))))
        return self.head(x.mean(1))


class TextCnn(nn.Module):
    """Kim 2014: convolutions of several lengths over word vectors, the largest value of each."""

    def __init__(self, flat):
        super().__init__()
        self.words = nn.Embedding(25, 5)
        self.flat = flat
        kind = (lambda n, k: nn.Conv1d(5, n, k)) if flat else (lambda n, k: nn.Conv2d(1, n, (k, 5)))
        self.convs = nn.ModuleList([kind(4, 2), kind(3, 3)])
        self.fc = nn.Linear(7, 3)

    def forward(self, x):
        x = self.words(x)
        if self.flat:
            x = x.permute(0, 2, 1)
            found = [F.relu(conv(x)).max(dim=2)[0] for conv in self.convs]
        else:
            found = [F.relu(conv(x.unsqueeze(1))).squeeze(3) for conv in self.convs]
            found = [F.max_pool1d(y, int(y.shape[2])).squeeze(2) for y in found]
        return self.fc(torch.cat(found, 1))


class TextMean(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(25, 6)
        self.fc1, self.fc2 = nn.Linear(6, 8), nn.Linear(8, 3)

    def forward(self, x):
        return torch.softmax(self.fc2(F.relu(self.fc1(self.words(x).mean(dim=1)))), 1)


def randomise(model, seed):
    torch.manual_seed(seed)
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d)):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.uniform_(module.bias, -0.3, 0.3)
        elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
        elif isinstance(module, nn.LayerNorm):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
    return model.eval()


def write_expectation(name, path, inputs, shape, exporter):
    """Outputs of ONNX Runtime; where the model ends in a softmax the test applies one to our logits."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feed = session.get_inputs()[0].name
    outputs = np.concatenate([session.run(None, {feed: x[None]})[0] for x in inputs])
    graph = onnx.load(str(path), load_external_data=False).graph
    last = next(n.op_type for n in graph.node if graph.output[0].name in n.output)
    ending = {"Softmax": "softmax", "LogSoftmax": "log_softmax"}.get(last, "logits")
    numbers = lambda array: [float(f"{v:.9g}") for v in np.asarray(array, np.float32).ravel()]  # noqa: E731
    content = {"exporter": exporter, "onnxruntime": onnxruntime.__version__,
               "made_by": "tests/importers/make_onnx_fixtures.py", "tolerance": TOLERANCE, "ending": ending,
               "input_shape": list(shape), "inputs": [numbers(x) for x in inputs],
               "outputs": [numbers(y) for y in outputs.reshape(len(inputs), -1)]}
    (FOLDER / f"{name}.expected.json").write_text(json.dumps(content))
    print(name, path.stat().st_size, "bytes,", ending, sorted({n.op_type for n in graph.node}))


def random_inputs(shape, seed, count=2):
    return np.round(np.random.default_rng(seed).standard_normal((count, *shape)), 2).astype(np.float32)


def random_words(shape, seed, vocabulary, count=2):
    return np.random.default_rng(seed).integers(0, vocabulary, (count, *shape))


def example(shape, vocabulary):
    return torch.zeros(1, *shape, dtype=torch.int64 if vocabulary else torch.float32)


def export(name, model, shape, seed, opset, dynamic=True, vocabulary=0, **options):
    randomise(model, seed)
    path = FOLDER / f"{name}.onnx"
    axes = {"input": {0: "batch"}, "output": {0: "batch"}} if dynamic else None
    torch.onnx.export(model, example(shape, vocabulary), str(path), opset_version=opset, input_names=["input"],
                      output_names=["output"], dynamic_axes=axes, **options)
    inputs = random_words(shape, seed, vocabulary) if vocabulary else random_inputs(shape, seed)
    write_expectation(name, path, inputs, shape, f"torch {torch.__version__}, opset {opset}")


def strip_notes(path):
    """Without the Python stack that the new exporter notes at every node: it is most of a small file."""
    model = onnx.load(str(path))
    for node in model.graph.node:
        del node.metadata_props[:]
    del model.graph.value_info[:]
    onnx.save(model, str(path))


def export_new(name, model, shape, seed, vocabulary=0, **options):
    randomise(model, seed)
    path = FOLDER / f"{name}.onnx"
    torch.onnx.export(model, (example(shape, vocabulary),), str(path), input_names=["input"], output_names=["output"],
                      dynamo=True, **options)
    if not options.get("external_data", True):
        strip_notes(path)
    version = onnx.load(str(path), load_external_data=False).opset_import[0].version
    inputs = random_words(shape, seed, vocabulary) if vocabulary else random_inputs(shape, seed)
    write_expectation(name, path, inputs, shape, f"torch {torch.__version__}, opset {version}")


def other_weights(name, source):
    """The same model with its weights as typed fields, float16, float64, and in a file beside it."""
    model = onnx.load(str(FOLDER / f"{source}.onnx"))
    inputs, shape = random_inputs((12,), 1), (12,)
    typed = onnx.ModelProto()
    typed.CopyFrom(model)
    for tensor in typed.graph.initializer:
        if tensor.data_type == onnx.TensorProto.FLOAT:
            values = onnx.numpy_helper.to_array(tensor)
            tensor.CopyFrom(onnx.helper.make_tensor(tensor.name, tensor.data_type, values.shape, values.ravel()))
    onnx.save(typed, str(FOLDER / f"{name}_typed.onnx"))
    write_expectation(f"{name}_typed", FOLDER / f"{name}_typed.onnx", inputs, shape, "onnx, float_data")
    for kind in (np.float16, np.float64):
        other = onnx.ModelProto()
        other.CopyFrom(model)
        nodes = []
        for tensor in other.graph.initializer:
            if tensor.data_type == onnx.TensorProto.FLOAT:
                narrow = onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor).astype(kind), tensor.name + "_n")
                nodes.append(onnx.helper.make_node("Cast", [narrow.name], [tensor.name], to=1))
                tensor.CopyFrom(narrow)
        nodes += list(other.graph.node)
        del other.graph.node[:]
        other.graph.node.extend(nodes)
        label = f"{name}_{np.dtype(kind).name}"
        onnx.save(other, str(FOLDER / f"{label}.onnx"))
        write_expectation(label, FOLDER / f"{label}.onnx", inputs, shape, f"onnx, {np.dtype(kind).name} weights")
    onnx.save(model, str(FOLDER / f"{name}_external.onnx"), save_as_external_data=True, size_threshold=0,
              location=f"{name}_external.data")
    write_expectation(f"{name}_external", FOLDER / f"{name}_external.onnx", inputs, shape, "onnx, external data")


def keras_weights(name):
    """Arrays of a sample in the order of its layers, read without Keras."""
    import io
    import zipfile

    import h5py
    with zipfile.ZipFile(SAMPLES / f"{name}.keras") as archive:
        file = h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
    found = {}
    for group in file["layers"].values():
        if "vars" in group and len(group["vars"]):
            found[group["vars"].attrs["name"]] = [torch.tensor(group["vars"][k][()]) for k in sorted(group["vars"])]
    return found


class SampleMlp(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.hidden_1, self.hidden_2, self.digit = nn.Linear(64, 32), nn.Linear(32, 24), nn.Linear(24, 10)
        for name, (kernel, bias) in weights.items():
            layer = getattr(self, name)
            layer.weight.data, layer.bias.data = kernel.T.contiguous(), bias

    def forward(self, image):
        x = F.relu(self.hidden_2(F.relu(self.hidden_1(image.flatten(1)))))
        return torch.softmax(self.digit(x), 1)


class SampleCnn(nn.Module):
    def __init__(self, weights):
        super().__init__()
        self.conv_1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.norm_1 = nn.BatchNorm2d(8, eps=1e-3)
        self.conv_2 = nn.Conv2d(8, 12, 3, padding=1)
        self.hidden, self.digit = nn.Linear(192, 24), nn.Linear(24, 10)
        self.conv_1.weight.data = weights["conv_1"][0].permute(3, 2, 0, 1).contiguous()
        norm = self.norm_1
        norm.weight.data, norm.bias.data, norm.running_mean.data, norm.running_var.data = weights["norm_1"]
        self.conv_2.weight.data = weights["conv_2"][0].permute(3, 2, 0, 1).contiguous()
        self.conv_2.bias.data = weights["conv_2"][1]
        # Keras flattens height, width, channels; PyTorch channels first.
        kernel = weights["hidden"][0].T.reshape(24, 4, 4, 12).permute(0, 3, 1, 2).reshape(24, 192)
        self.hidden.weight.data, self.hidden.bias.data = kernel.contiguous(), weights["hidden"][1]
        self.digit.weight.data, self.digit.bias.data = weights["digit"][0].T.contiguous(), weights["digit"][1]

    def forward(self, image):
        x = F.relu(self.norm_1(self.conv_1(image)))
        x = F.max_pool2d(F.relu(self.conv_2(x)), 2)
        return torch.softmax(self.digit(F.relu(self.hidden(x.flatten(1)))), 1)


def samples():
    for name, make in (("digits-mlp", SampleMlp), ("digits-cnn", SampleCnn)):
        model = make(keras_weights(name)).eval()
        # PRESERVE keeps BatchNorm a layer of its own: folded into the convolution it would be another network to mutate.
        torch.onnx.export(model, torch.zeros(1, 1, 8, 8), str(FOLDER / f"{name}.onnx"), opset_version=13,
                          input_names=["image"], output_names=["digit"], dynamic_axes={"image": {0: "batch"}},
                          training=torch.onnx.TrainingMode.PRESERVE)
        write_expectation(name, FOLDER / f"{name}.onnx", random_inputs((1, 8, 8), 1), (1, 8, 8), "torch, opset 13")


def old_exporter():
    export("onnx_mlp", Mlp(), (12,), 1, 7)
    export("onnx_mlp_folded", Mlp(), (12,), 2, 17, dynamic=False)
    export("onnx_lenet5", Lenet5(), (1, 18, 18), 3, 9)
    export("onnx_vgg", Vgg(), (3, 16, 16), 4, 11, training=torch.onnx.TrainingMode.PRESERVE)
    export("onnx_resnet", Resnet(), (3, 24, 24), 5, 13)
    export("onnx_resnet_norms", Resnet(), (3, 24, 24), 6, 10, training=torch.onnx.TrainingMode.PRESERVE)
    export("onnx_inception", Inception(), (3, 17, 17), 7, 14)
    export("onnx_densenet", Densenet(), (2, 8, 8), 8, 17)
    export("onnx_mobilenet", Mobilenet(), (3, 12, 12), 9, 12)
    export("onnx_mobilenet_norms", Mobilenet(), (3, 12, 12), 10, 14, training=torch.onnx.TrainingMode.PRESERVE)
    export("onnx_activations", Activations(), (8,), 11, 9)
    export("onnx_activations_14", Activations(), (8,), 12, 14)
    export("onnx_affine", Affine(), (3, 11, 11), 13, 11, training=torch.onnx.TrainingMode.PRESERVE)
    old_layers()
    other_weights("onnx_mlp", "onnx_mlp_folded")
    samples()


def old_layers():
    export("onnx_se", SqueezeExcite(), (3, 9, 8), 14, 12)
    export("onnx_norms_11", LayerNorms(), (3, 8, 6), 15, 11)
    export("onnx_norms_17", LayerNorms(), (3, 8, 6), 16, 17, dynamic=False)
    export("onnx_sequence", Sequence(), (3, 15), 17, 13, training=torch.onnx.TrainingMode.PRESERVE)
    export("onnx_text_cnn", TextCnn(True), (12,), 18, 13, vocabulary=25)
    export("onnx_text_kim", TextCnn(False), (12,), 19, 11, vocabulary=25)
    export("onnx_text_mean", TextMean(), (12,), 20, 9, vocabulary=25)


class KerasSmall:
    """Channels last, as Keras has images: the exporter puts Transpose around every layer."""

    @staticmethod
    def make():
        import keras
        from keras import layers
        keras.utils.set_random_seed(21)
        return keras.Sequential([
            keras.Input((10, 9, 3), name="image"), layers.Conv2D(5, 3, activation="relu", name="conv_a"),
            layers.BatchNormalization(name="norm_a"), layers.MaxPooling2D(2, padding="same"),
            layers.DepthwiseConv2D(3, padding="same", name="depthwise_a"), layers.Flatten(),
            layers.Dense(8, activation="gelu", name="dense_a"), layers.Dense(4, name="dense_b")])


def keras_gates():
    """Without LayerNormalization, which Keras 3.15 cannot export to ONNX on torch."""
    from keras import layers
    inputs = layers.Input((8, 7, 3), name="image")
    x = layers.Conv2D(6, 3, padding="same", activation="relu")(inputs)
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = layers.Multiply()([x, layers.Dense(6, activation="sigmoid")(layers.Dense(2, activation="relu")(gate))])
    x = layers.SeparableConv2D(5, 3)(x)
    gate = layers.Dense(5, activation="hard_sigmoid")(layers.GlobalAveragePooling2D()(x))
    x = layers.Multiply()([x, layers.Reshape((1, 1, 5))(gate)])
    return inputs, layers.Dense(4)(layers.Flatten()(x))


def keras_text():
    from keras import layers
    inputs = layers.Input((12,), dtype="int32", name="words")
    x = layers.Embedding(25, 6)(inputs)
    y = layers.GlobalMaxPooling1D()(layers.Conv1D(5, 3, activation="relu")(x))
    z = layers.GlobalAveragePooling1D()(x)
    return inputs, layers.Dense(4)(layers.Concatenate()([y, z]))


def keras_sequence():
    from keras import layers
    inputs = layers.Input((15, 3), name="signal")
    x = layers.Conv1D(6, 3, padding="causal", activation="relu")(inputs)
    x = layers.MaxPooling1D(2)(layers.BatchNormalization()(x))
    x = layers.Multiply()([x, layers.Conv1D(6, 1, activation="sigmoid")(x)])
    return inputs, layers.Dense(4)(layers.Flatten()(layers.AveragePooling1D(2)(x)))


def export_keras(name, make, shape, seed, vocabulary=0):
    import keras
    keras.utils.set_random_seed(seed)
    model = keras.Model(*make())
    path = FOLDER / f"{name}.onnx"
    inputs = random_words(shape, seed, vocabulary).astype(np.int32) if vocabulary else random_inputs(shape, seed)
    model(inputs[:1])
    model.export(str(path), format="onnx", verbose=False)
    strip_notes(path)
    write_expectation(name, path, inputs, shape, "Keras 3 on torch")


def new_layers():
    export_new("onnx_new_se", SqueezeExcite(), (3, 9, 8), 39, external_data=False)
    export_new("onnx_new_norms", LayerNorms(), (3, 8, 6), 40, external_data=False)
    export_new("onnx_new_sequence", Sequence(), (3, 15), 41, external_data=False)
    export_new("onnx_new_text_cnn", TextCnn(True), (12,), 42, vocabulary=25, external_data=False)
    export_new("onnx_new_text_kim", TextCnn(False), (12,), 43, vocabulary=25, external_data=False)
    export_new("onnx_new_text_mean", TextMean(), (12,), 44, vocabulary=25, external_data=False)
    export_keras("onnx_keras_gates", keras_gates, (8, 7, 3), 45)
    export_keras("onnx_keras_text", keras_text, (12,), 46, vocabulary=25)
    export_keras("onnx_keras_sequence", keras_sequence, (15, 3), 47)


def new_exporter():
    new_layers()
    export_new("onnx_new_mlp", Mlp(), (12,), 31)
    export_new("onnx_new_lenet5", Lenet5(), (1, 18, 18), 32, external_data=False)
    export_new("onnx_new_resnet", Resnet(), (3, 24, 24), 33, external_data=False)
    export_new("onnx_new_mobilenet", Mobilenet(), (3, 12, 12), 34, external_data=False)
    export_new("onnx_new_activations", Activations(), (8,), 35, external_data=False)
    export_new("onnx_new_affine", Affine(), (3, 11, 11), 36, external_data=False)
    export_new("onnx_new_densenet", Densenet(), (2, 8, 8), 37, external_data=False)
    model = KerasSmall.make()
    model(np.zeros((1, 10, 9, 3), np.float32))
    path = FOLDER / "onnx_keras.onnx"
    model.export(str(path), format="onnx", verbose=False)
    inputs = random_inputs((10, 9, 3), 38)
    write_expectation("onnx_keras", path, inputs, (10, 9, 3), "Keras 3 on torch")


if __name__ == "__main__":
    {"old": old_exporter, "new": new_exporter, "old-layers": old_layers, "new-layers": new_layers}[sys.argv[1]]()
