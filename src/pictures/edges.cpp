#include <algorithm>
#include <stdexcept>

#include "nb_cpp/shade.hpp"
#include "numbers/environment.hpp"
#include "pictures/passes.hpp"
#include "pictures/stretches.hpp"

namespace nb_cpp {
void find_edges(const Field& field, const Region& region, double step, int threads,
                std::uint8_t* edges) {
  const numbers::StandardEnvironment environment;
  if (field.labels == nullptr || region.row < 0 || region.column < 0 || region.rows < 0 ||
      region.columns < 0 || region.row + region.rows > field.rows ||
      region.column + region.columns > field.columns) {
    throw std::invalid_argument("a region must lie in its field");
  }
  const pictures::Passes& passes = pictures::passes();
  pictures::for_stretches(
      region, pictures::kBlock, threads, {}, [&](std::int64_t r, std::int64_t c, int count) {
        const std::int64_t row = region.row + r;
        const std::int64_t column = region.column + c;
        const pictures::Stretch stretch{column,
                                        count,
                                        std::max<std::int64_t>(row - 1, 0) * field.columns,
                                        row * field.columns,
                                        std::min(row + 1, field.rows - 1) * field.columns,
                                        column == 0,
                                        column + count == field.columns};
        passes.find_edges(field, stretch, step, edges + r * region.columns + c);
      });
}

}  // namespace nb_cpp
