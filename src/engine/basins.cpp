#include "nb_cpp/basins.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "engine/brute_force.hpp"
#include "engine/mirrors.hpp"
#include "engine/parallel.hpp"
#include "engine/symmetry.hpp"
#include "engine/tiles.hpp"
#include "numbers/environment.hpp"
#include "plan/plan.hpp"
#include "targets/kernel_of.hpp"

namespace nb_cpp {

void iterate(const Plan& plan, const Window& window, const RunOptions& options, const Sink& sink) {
  const numbers::StandardEnvironment environment;
  if (options.threads < 0) {
    throw std::invalid_argument("threads must be 1 or more, got " +
                                std::to_string(options.threads));
  }
  const kernel::Kernel& kernel = kernel::kernel_of(options.target);
  const int threads = options.threads > 0 ? options.threads : default_threads();
  const Symmetry symmetry = find_symmetry(plan, window, options.angle);
  const kernel::EndingsView endings = plan.endings(window.points());
  parallel_for(count_pieces(symmetry), window.points(), threads, options.monitor, [&]() -> Body {
    const auto engine = std::make_shared<BruteForce>(plan, kernel, endings, options);
    return [&, engine](std::int64_t item, Worker& worker) {
      const Piece piece = find_piece(symmetry, item);
      if (engine->run(window, piece, worker)) {
        worker.report(write_results(symmetry, piece, engine->results(), sink));
      }
    };
  });
}

void basins(const Plan& plan, const Window& window, RunOptions options, const Channels& channels) {
  const std::int64_t columns = window.columns();
  options.smooth = channels.smooth != nullptr;
  options.angle = channels.angle != nullptr;
  iterate(plan, window, options, [=](const Span& span) {
    const std::int64_t first = span.row * columns + span.column;
    std::copy_n(span.labels, span.count, channels.labels + first);
    std::copy_n(span.iterations, span.count, channels.iterations + first);
    if (channels.smooth != nullptr) {
      std::copy_n(span.smooth, span.count, channels.smooth + first);
    }
    if (channels.angle != nullptr) {
      std::copy_n(span.angle, span.count, channels.angle + first);
    }
  });
}

}  // namespace nb_cpp
