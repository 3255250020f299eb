#pragma once

#include <cstdint>

#include "engine/parallel.hpp"
#include "engine/tiles.hpp"
#include "nb_cpp/window.hpp"

namespace nb_cpp {

// Of the points of a piece, in order.
struct Results {
  const std::int16_t* labels;
  const std::int32_t* iterations;
  const double* smooth = nullptr;  // null where it is not asked for
  const double* angle = nullptr;
};

// How the points of a piece of a window get from where they start to their results. Each worker
// has its own, and asks its Worker whether to go on; which pieces and mirror images there are, the
// threads and the progress are the caller's.
class Engine {
 public:
  Engine() = default;
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // False if the run was cancelled on the way.
  virtual bool run(const Window& window, const Piece& piece, Worker& worker) = 0;

  // Of the last run; valid until the next one.
  virtual Results results() const noexcept = 0;
};

}  // namespace nb_cpp
