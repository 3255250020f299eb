#include "check.hpp"
#include "nb_cpp/measures.hpp"

#include <cmath>
#include <stdexcept>

using nb_cpp::LabelImage;

namespace {

struct Stopped {};

void stop() { throw Stopped(); }

LabelImage image(const std::vector<std::int16_t>& labels, std::int64_t rows) {
  return {labels.data(), rows, static_cast<std::int64_t>(labels.size()) / rows};
}

}  // namespace

int main() {
  // Two boxes of 2, and a column and a row that belong to none.
  const std::vector<std::int16_t> labels{0, 0, 0, 1, -1,  //
                                         0, 0, 1, 0, -1,  //
                                         2, 2, 2, 2, 2};
  const LabelImage small = image(labels, 3);
  const auto entropy = nb_cpp::box_entropy(small, 2);
  CHECK(entropy.boxes == 2);
  CHECK(entropy.mixed == 1);
  CHECK(std::abs(entropy.total - std::log(2.0)) < 1e-15);
  CHECK(nb_cpp::box_entropy(small, 4).boxes == 0);
  CHECK_THROWS(std::invalid_argument, nb_cpp::box_entropy(small, 0));

  using nb_cpp::Boxes;
  using Counts = std::vector<std::int64_t>;
  CHECK(nb_cpp::mixed_boxes(small, {1, 2, 3, 4}, Boxes::apart) == Counts{0, 1, 1, 0});
  CHECK(nb_cpp::mixed_boxes(small, {1, 2, 3}, Boxes::touching) == Counts{7, 2, 0});
  CHECK(nb_cpp::mixed_boxes(small, {}, Boxes::apart).empty());
  CHECK_THROWS(std::invalid_argument, nb_cpp::mixed_boxes(small, {2, 0}, Boxes::apart));
  CHECK_THROWS(std::invalid_argument, nb_cpp::mixed_boxes(small, {65535}, Boxes::apart));

  const std::vector<std::int16_t> stripes{0, 0, 1, 1, 1, 5};
  const auto merged = nb_cpp::merged_boundaries(image(stripes, 1), {0, 1, 5}, 1);
  CHECK(merged.pixels == std::vector<std::int64_t>{2, 4, 2});
  CHECK(merged.outside == std::vector<std::int64_t>{0, 0, 2, 2, 0, 2, 2, 0, 0});
  CHECK(merged.distance == std::vector<std::int64_t>{0, 0, 3, 3, 0, 3, 3, 0, 0});
  CHECK_THROWS(std::invalid_argument, nb_cpp::merged_boundaries(image(stripes, 1), {0, 2}, 1));
  CHECK_THROWS(std::invalid_argument, nb_cpp::merged_boundaries(image(stripes, 1), {0}, 1));

  const double x[] = {-1.0, 0.0, 1.0, 2.0, 3.0};
  const double y[] = {1.0, 0.0, -1.5};
  CHECK(nb_cpp::nearest_other(small, 0, x, y) == 7);
  CHECK(nb_cpp::nearest_other(small, 1, x, y) == 6);
  CHECK(nb_cpp::nearest_other(image({4, 4, 4, 4, 4}, 1), 4, x, y) == -1);

  CHECK_THROWS(Stopped, nb_cpp::box_entropy(small, 1, stop));
  CHECK_THROWS(Stopped, nb_cpp::mixed_boxes(small, {1}, Boxes::apart, stop));
  CHECK_THROWS(Stopped, nb_cpp::merged_boundaries(small, {0, 1}, 1, stop));
  CHECK_THROWS(Stopped, nb_cpp::nearest_other(small, 0, x, y, stop));
  return check::status();
}
