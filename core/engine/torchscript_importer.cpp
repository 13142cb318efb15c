#include "core/engine/torchscript_importer.h"

#include <torch/script.h>
#include <torch/version.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/archive/zip_archive.h"
#include "core/base/error.h"
#include "core/engine/torchscript_walk.h"

namespace maacc {
namespace {

// The first that says something.
std::string firstLine(const std::string& text) {
  const size_t start = std::min(text.find_first_not_of(" \n"), text.size());
  return text.substr(start, text.find('\n', start) - start);
}

// Before libtorch sees the file: members are whole, and none has code that loading would run, which
// may write files.
void checkMembers(const std::string& path) {
  const ZipArchive archive(path);
  for (const std::string& name : archive.names()) {
    const std::vector<unsigned char> content = archive.read(name);
    const std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
    const bool isCode = name.find("code/") != std::string::npos && name.ends_with(".py");
    if (isCode && text.find("def __setstate__") != std::string_view::npos) {
      throw Error(ErrorCode::Unsupported,
                  path + ": member " + name +
                      " has a __setstate__ that runs when the file is loaded (quantised modules "
                      "do); save the model without it");
    }
  }
}

// Models saved in half or double precision run in float32, as everything here.
void makeFloat32(const torch::jit::Module& module) {
  const auto convert = [](at::Tensor tensor) {
    if (tensor.is_floating_point() && tensor.scalar_type() != at::kFloat) {
      tensor.set_data(tensor.to(at::kFloat));
    }
  };
  for (const at::Tensor& tensor : module.parameters()) {
    convert(tensor);
  }
  for (const at::Tensor& tensor : module.buffers()) {
    convert(tensor);
  }
}

torch::jit::Module load(const std::string& path) {
  const auto refuse = [&](const std::string& reason) {
    throw Error(ErrorCode::BadInput,
                path + ": libtorch " + TORCH_VERSION + " cannot load this TorchScript file (" +
                    firstLine(reason) +
                    "); save it with that version of PyTorch or older, or export the model with "
                    "torch.export.save or torch.onnx.export");
  };
  try {
    torch::jit::Module module = torch::jit::load(path, at::kCPU);
    module.eval();
    makeFloat32(module);
    return module;
  } catch (const c10::Error& error) {
    refuse(error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  } catch (const std::exception& error) {
    refuse(error.what());
  }
  MAACC_CHECK(false);
}

Network translate(const torch::jit::Module& module,
                  const ExampleInput& example,
                  const std::string& path) {
  try {
    return translateAtenGraph(walkTorchScript(module, example, path));
  } catch (const c10::Error& error) {
    throw Error(ErrorCode::BadInput, path + ": on an input of shape " + shapeText(example.shape) +
                                         " the program fails (" +
                                         firstLine(error.what_without_backtrace()) +
                                         "); say the shape of one input with --input-shape");
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  } catch (const Error& error) {
    const std::string what = error.what();
    throw Error(error.code(), what.starts_with(path) ? what : path + ": " + what);
  } catch (const std::runtime_error& error) {
    throw Error(ErrorCode::BadInput,
                path + ": the program stops (" + firstLine(error.what()) + ")");
  }
}

// Two samples at first: a batch of one hides what mixes samples, but some traced programs take no
// other.
std::vector<ExampleInput> examplesOf(const std::vector<Shape>& shapes) {
  std::vector<ExampleInput> examples;
  for (const int64_t batch : {2, 1}) {
    for (const bool isInteger : {false, true}) {
      for (Shape shape : shapes) {
        shape.insert(shape.begin(), batch);
        examples.push_back({std::move(shape), isInteger});
      }
    }
  }
  return examples;
}

}  // namespace

Network importTorchScript(const std::string& path, const std::vector<Shape>& shapes) {
  if (shapes.empty()) {
    throw Error(ErrorCode::Usage,
                path +
                    ": a TorchScript file does not say what its input looks like; add "
                    "--input-shape CHANNELS,HEIGHT,WIDTH (such as 1,28,28) or --data");
  }
  checkMembers(path);
  const torch::jit::Module module = load(path);
  std::optional<Error> first;
  for (const ExampleInput& example : examplesOf(shapes)) {
    try {
      return translate(module, example, path);
    } catch (const Error& error) {
      first = first ? first : error;
    }
  }
  throw *first;
}

}  // namespace maacc
