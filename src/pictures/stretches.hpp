#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/parallel.hpp"
#include "nb_cpp/shade.hpp"

namespace nb_cpp::pictures {

// Has threads call run(row, column, count) for each stretch of a row of the region, of at most so
// many columns; rows and columns count from the region's corner.
template <typename Run>
void for_stretches(const Region& region, std::int64_t longest, int threads, const Monitor& monitor,
                   const Run& run) {
  constexpr std::int64_t kPixelsOfItem = 1 << 15;
  if (region.rows == 0 || region.columns == 0) return;
  const std::int64_t rows_of_item = std::max<std::int64_t>(1, kPixelsOfItem / region.columns);
  const std::int64_t items = (region.rows + rows_of_item - 1) / rows_of_item;
  parallel_for(items, region.rows * region.columns, threads, monitor, [&] {
    return [&](std::int64_t item, Worker& worker) {
      const std::int64_t last = std::min(region.rows, (item + 1) * rows_of_item);
      for (std::int64_t r = item * rows_of_item; r < last && worker.keep_going(); ++r) {
        for (std::int64_t c = 0; c < region.columns; c += longest) {
          run(r, c, static_cast<int>(std::min(longest, region.columns - c)));
        }
        worker.report(region.columns);
      }
    };
  });
}

}  // namespace nb_cpp::pictures
