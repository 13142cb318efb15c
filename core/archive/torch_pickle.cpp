#include "core/archive/torch_pickle.h"

#include <array>
#include <bit>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"

namespace maacc {

using Kind = PickleValue::Kind;

// The stack machine of pickle, protocols 2 to 5, with the opcodes that tensors need.
class PickleMachine {
 public:
  PickleMachine(TorchPickle& pickle, std::span<const unsigned char> bytes, const std::string& place)
      : pickle_(pickle), rest_(bytes), place_(place) {}

  const PickleValue* run();

 private:
  using Value = PickleValue*;

  [[noreturn]] void damaged(const std::string& what) const {
    throw Error(ErrorCode::BadInput,
                place_ + ": the pickle is damaged, " + what + "; copy the file or save it again");
  }
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ErrorCode::Unsupported, place_ + ": " + what);
  }
  void require(bool sound, const char* what) const {
    if (!sound) {
      damaged(what);
    }
  }

  std::span<const unsigned char> take(size_t count);
  uint64_t integer(size_t bytes);
  std::string line();
  std::string text(size_t bytes);

  Value make(Kind kind);
  void push(Value value) { stack_.push_back(value); }
  void pushInteger(int64_t value);
  void pushText(std::string text);
  Value pop();
  std::vector<const PickleValue*> popMarked();
  void pushList(std::vector<const PickleValue*> items);
  void remember(uint64_t key) {
    require(!stack_.empty(), "it stores nothing");
    memo_[key] = stack_.back();
  }
  void recall(uint64_t key);
  void pushLong(size_t bytes);
  void pushGlobal(const std::string& module, const std::string& name);

  bool stepConstant(unsigned char code);
  bool stepContainer(unsigned char code);
  bool stepMemo(unsigned char code);
  bool stepObject(unsigned char code);
  void append(std::vector<const PickleValue*> items, bool isDictionary);
  void reduce();
  void rebuildTensor(const std::vector<const PickleValue*>& arguments);
  std::vector<int64_t> integers(const PickleValue& list) const;
  void build();
  void persistent();

  TorchPickle& pickle_;
  std::span<const unsigned char> rest_;
  const std::string& place_;
  std::vector<Value> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, Value> memo_;
};

std::span<const unsigned char> PickleMachine::take(size_t count) {
  require(count <= rest_.size(), "it ends too early");
  const auto taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

uint64_t PickleMachine::integer(size_t bytes) {
  uint64_t value = 0;
  const auto taken = take(bytes);
  for (size_t i = 0; i < bytes; ++i) {
    value |= uint64_t{taken[i]} << (8 * i);
  }
  return value;
}

std::string PickleMachine::text(size_t bytes) {
  const auto taken = take(bytes);
  return {taken.begin(), taken.end()};
}

std::string PickleMachine::line() {
  size_t length = 0;
  while (length < rest_.size() && rest_[length] != '\n') {
    ++length;
  }
  std::string result = text(length);
  take(1);
  return result;
}

PickleMachine::Value PickleMachine::make(Kind kind) {
  pickle_.values_.push_back(std::make_unique<PickleValue>());
  pickle_.values_.back()->kind = kind;
  return pickle_.values_.back().get();
}

void PickleMachine::pushInteger(int64_t value) {
  push(make(Kind::Integer));
  stack_.back()->integer = value;
}

void PickleMachine::pushText(std::string text) {
  push(make(Kind::Text));
  stack_.back()->text = std::move(text);
}

PickleMachine::Value PickleMachine::pop() {
  require(stack_.size() > (marks_.empty() ? 0 : marks_.back()), "it takes what is not there");
  const Value value = stack_.back();
  stack_.pop_back();
  return value;
}

std::vector<const PickleValue*> PickleMachine::popMarked() {
  require(!marks_.empty(), "it has no mark");
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<const PickleValue*> items(first, stack_.end());
  stack_.erase(first, stack_.end());
  marks_.pop_back();
  return items;
}

void PickleMachine::pushList(std::vector<const PickleValue*> items) {
  push(make(Kind::List));
  stack_.back()->items = std::move(items);
}

void PickleMachine::recall(uint64_t key) {
  const auto found = memo_.find(key);
  require(found != memo_.end(), "it asks for what was not stored");
  push(found->second);
}

void PickleMachine::pushLong(size_t bytes) {
  require(bytes <= 8, "it has a number of more than 64 bits");
  uint64_t value = integer(bytes);
  if (bytes > 0 && bytes < 8 && (value >> (8 * bytes - 1)) != 0) {
    value |= ~uint64_t{0} << (8 * bytes);
  }
  pushInteger(static_cast<int64_t>(value));
}

void PickleMachine::pushGlobal(const std::string& module, const std::string& name) {
  push(make(Kind::Global));
  stack_.back()->text = module + "." + name;
}

bool PickleMachine::stepConstant(unsigned char code) {
  switch (code) {
    case 'N':
      push(make(Kind::None));
      return true;
    case 0x88:
    case 0x89:
      push(make(Kind::Bool));
      stack_.back()->integer = code == 0x88 ? 1 : 0;
      return true;
    case 'J':
      pushInteger(static_cast<int32_t>(integer(4)));
      return true;
    case 'K':
      pushInteger(static_cast<int64_t>(integer(1)));
      return true;
    case 'M':
      pushInteger(static_cast<int64_t>(integer(2)));
      return true;
    case 0x8a:
      pushLong(integer(1));
      return true;
    case 'G': {
      uint64_t bits = 0;
      for (const unsigned char byte : take(8)) {
        bits = (bits << 8) | byte;
      }
      push(make(Kind::Number));
      stack_.back()->number = std::bit_cast<double>(bits);
      return true;
    }
    case 'X':
    case 'T':
      pushText(text(integer(4)));
      return true;
    case 0x8c:
    case 'U':
      pushText(text(integer(1)));
      return true;
    default:
      return false;
  }
}

bool PickleMachine::stepContainer(unsigned char code) {
  switch (code) {
    case '(':
      marks_.push_back(stack_.size());
      return true;
    case ')':
    case ']':
      pushList({});
      return true;
    case '}':
      push(make(Kind::Dictionary));
      return true;
    case 't':
    case 'l':
      pushList(popMarked());
      return true;
    case 0x85:
    case 0x86:
    case 0x87: {
      std::vector<const PickleValue*> items(static_cast<size_t>(code - 0x84));
      for (size_t i = items.size(); i-- > 0;) {
        items[i] = pop();
      }
      pushList(std::move(items));
      return true;
    }
    case 'a':
      append({pop()}, false);
      return true;
    case 'e':
      append(popMarked(), false);
      return true;
    case 's': {
      const Value value = pop();
      append({pop(), value}, true);
      return true;
    }
    case 'u':
      append(popMarked(), true);
      return true;
    default:
      return false;
  }
}

bool PickleMachine::stepMemo(unsigned char code) {
  switch (code) {
    case 0x80:  // protocol
      take(1);
      return true;
    case 0x95:  // frame
      take(8);
      return true;
    case 'q':
      remember(integer(1));
      return true;
    case 'r':
      remember(integer(4));
      return true;
    case 0x94:
      remember(memo_.size());
      return true;
    case 'h':
      recall(integer(1));
      return true;
    case 'j':
      recall(integer(4));
      return true;
    default:
      return false;
  }
}

bool PickleMachine::stepObject(unsigned char code) {
  switch (code) {
    case 'c': {
      const std::string module = line();
      pushGlobal(module, line());
      return true;
    }
    case 0x93: {
      const std::string name = pop()->text;
      pushGlobal(pop()->text, name);
      return true;
    }
    case 'Q':
      persistent();
      return true;
    case 'R':
    case 0x81:
      reduce();
      return true;
    case 'b':
      build();
      return true;
    default:
      return false;
  }
}

void PickleMachine::append(std::vector<const PickleValue*> items, bool isDictionary) {
  const Value container = pop();
  push(container);
  require(container->kind == (isDictionary ? Kind::Dictionary : Kind::List) &&
              (!isDictionary || items.size() % 2 == 0),
          "it adds entries to what is no container");
  container->items.insert(container->items.end(), items.begin(), items.end());
}

std::vector<int64_t> PickleMachine::integers(const PickleValue& list) const {
  constexpr size_t kMostAxes = 16;
  require(list.kind == Kind::List && list.items.size() <= kMostAxes, "a shape is no list");
  std::vector<int64_t> numbers;
  for (const PickleValue* item : list.items) {
    require(item->kind == Kind::Integer, "a shape holds what is no number");
    numbers.push_back(item->integer);
  }
  return numbers;
}

// storage, offset, shape, strides, requires_grad, hooks
void PickleMachine::rebuildTensor(const std::vector<const PickleValue*>& arguments) {
  require(arguments.size() >= 4 && arguments[0]->kind == Kind::Tensor &&
              arguments[1]->kind == Kind::Integer,
          "a tensor lacks its parts");
  const Value tensor = make(Kind::Tensor);
  tensor->text = arguments[0]->text;
  tensor->view = {arguments[0]->view.type, integers(*arguments[2]), integers(*arguments[3]),
                  arguments[1]->integer};
  push(tensor);
}

void PickleMachine::reduce() {
  const Value arguments = pop();
  const Value function = pop();
  require(arguments->kind == Kind::List && function->kind == Kind::Global,
          "it calls what is no function");
  const std::string& name = function->text;
  if (name == "torch._utils._rebuild_tensor_v2") {
    rebuildTensor(arguments->items);
  } else if (name == "torch._utils._rebuild_parameter" && !arguments->items.empty() &&
             arguments->items[0]->kind == Kind::Tensor) {
    push(make(Kind::Tensor));
    *stack_.back() = *arguments->items[0];
  } else if (name == "collections.OrderedDict" && arguments->items.empty()) {
    push(make(Kind::Dictionary));
  } else if (name == "torch.Size" && arguments->items.size() == 1) {
    pushList(arguments->items[0]->items);
  } else if (name.starts_with("__torch__.")) {
    push(make(Kind::Object));
    stack_.back()->text = name;
  } else {
    refuse(
        "it holds a Python object (" + name +
        "), and only tensors in lists and dictionaries are read; save the tensors themselves with "
        "torch.save({\"x\": x, \"y\": y}, path)");
  }
}

void PickleMachine::build() {
  const Value state = pop();
  const Value object = pop();
  if (object->kind == Kind::Object) {
    object->items = {state};
  } else {
    // An OrderedDict may carry attributes (state_dict has _metadata).
    require(object->kind == Kind::Dictionary, "it gives a state to what has none");
  }
  push(object);
}

// ("storage", class, key, device, count)
void PickleMachine::persistent() {
  const Value id = pop();
  require(id->kind == Kind::List && id->items.size() >= 5 && id->items[2]->kind == Kind::Text,
          "a storage lacks its parts");
  constexpr std::string_view kPrefix = "torch.";
  const std::string& name = id->items[1]->text;
  const auto type = name.starts_with(kPrefix) ? torchStorageType(name.substr(kPrefix.size()))
                                              : std::optional<TorchType>();
  if (!type) {
    refuse("it holds a tensor of the type " + name +
           ", which is not read; save it as float or int64");
  }
  push(make(Kind::Tensor));
  stack_.back()->text = id->items[2]->text;
  stack_.back()->view.type = *type;
}

const PickleValue* PickleMachine::run() {
  constexpr unsigned char kStop = '.';
  while (true) {
    const unsigned char code = take(1).front();
    if (code == kStop) {
      return pop();
    }
    if (!stepConstant(code) && !stepContainer(code) && !stepMemo(code) && !stepObject(code)) {
      damaged("it has the instruction " + std::to_string(code) + ", which no tensor is saved with");
    }
  }
}

const PickleValue* PickleValue::find(const std::string& key) const {
  if (kind != Kind::Dictionary) {
    return nullptr;
  }
  for (size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i]->kind == Kind::Text && items[i]->text == key) {
      return items[i + 1];
    }
  }
  return nullptr;
}

TorchPickle::TorchPickle(std::span<const unsigned char> bytes, const std::string& place) {
  root_ = PickleMachine(*this, bytes, place).run();
}

}  // namespace maacc
