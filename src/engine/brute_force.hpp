#pragma once

#include <cstdint>
#include <vector>

#include "engine/engine.hpp"
#include "engine/framed_tiles.hpp"
#include "engine/smooth.hpp"
#include "kernel/kernel.hpp"
#include "nb_cpp/basins.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

// Iterates every point.
class BruteForce final : public Engine {
 public:
  // Endings as the plan gives them for the window. Of the options it looks at the channels.
  BruteForce(const Plan& plan, const kernel::Kernel& kernel, const kernel::EndingsView& endings,
             const RunOptions& options);

  bool run(const Window& window, const Piece& piece, Worker& worker) override;
  Results results() const noexcept override;

 private:
  bool advance(std::int64_t first, Worker& worker);
  void drop_late() noexcept;
  bool label(Worker& worker);
  void set_out() noexcept;
  bool follow(Worker& worker);

  const Plan& plan_;
  const kernel::Kernel& kernel_;
  const kernel::EndingsView endings_;
  kernel::Iterate iterate_, step_;  // with the plan's rule, and without a test
  FramedTiles tiles_;
  kernel::Tile& tile_;              // that of the plane: the results are here in the end
  const bool notes_;                // points as they enter discs
  const std::int64_t most_rounds_;  // of a cycle, in steps, until its points are noted
  SmoothChannels channels_;
  int count_ = 0;
};

}  // namespace nb_cpp
