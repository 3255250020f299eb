#include "check.hpp"
#include "nb_cpp/measures.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <functional>
#include <stdexcept>

using nb_cpp::LabelImage;

namespace {

struct Stopped {};

void stop() { throw Stopped(); }

LabelImage image(const std::vector<std::int16_t>& labels, std::int64_t rows) {
  return {labels.data(), rows, static_cast<std::int64_t>(labels.size()) / rows};
}

double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

using Interrupt = std::function<void()>;

// The share of a measure's time that passes without a look at the interrupt, at most: until the
// first look, between two, and from the last one to the end. Then the time that it takes to end
// when the interrupt throws halfway. Both of the thread's own time, as a share of the whole.
void is_interrupted_in_time(const std::function<void(const Interrupt&)>& measure) {
  std::int64_t looks = 0;
  double longest = 0.0;
  const double begin = thread_seconds();
  double last = begin;
  const auto look = [&] {
    ++looks;
    const double now = thread_seconds();
    longest = std::max(longest, now - last);
    last = now;
  };
  measure(look);
  look();
  const double all = last - begin;
  CHECK(longest < 0.2 * all);

  double thrown = 0.0;
  try {
    measure([&, left = looks / 2]() mutable {
      if (--left <= 0) {
        thrown = thread_seconds();
        throw Stopped();
      }
    });
    CHECK(false);
  } catch (const Stopped&) {
    CHECK(thread_seconds() - thrown < 0.2 * all);
  }
}

// Nothing that a measure does depends on the rows alone.
void every_measure_is_interrupted_in_time() {
  constexpr std::int64_t kSide = 1500;
  constexpr std::int64_t kPixels = kSide * kSide;
  std::vector<std::int16_t> halves(kPixels, 0);
  std::fill(halves.begin() + kPixels / 2, halves.end(), std::int16_t{1});
  std::vector<std::int16_t> noise(kPixels);
  std::uint32_t state = 1;
  for (std::int16_t& label : noise) {
    state = state * 1664525u + 1013904223u;
    label = static_cast<std::int16_t>((state >> 16) % 3);
  }
  std::vector<double> x(kPixels);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(x.size() - i);
  }
  for (const std::vector<std::int16_t>* labels : {&halves, &noise}) {
    for (const std::int64_t rows : {std::int64_t{1}, std::int64_t{2}, kSide, kPixels}) {
      const LabelImage all = image(*labels, rows);
      const std::int64_t room = std::min(all.rows, all.columns);
      is_interrupted_in_time([&](const Interrupt& look) { nb_cpp::distinct_labels(all, look); });
      for (const std::int64_t box : {std::int64_t{1}, room}) {
        is_interrupted_in_time([&](const Interrupt& look) { nb_cpp::box_entropy(all, box, look); });
        is_interrupted_in_time([&](const Interrupt& look) {
          nb_cpp::mixed_boxes(all, {box}, nb_cpp::Boxes::touching, look);
        });
      }
      is_interrupted_in_time(
          [&](const Interrupt& look) { nb_cpp::merged_boundaries(all, {0, 1}, 1, look); });
      is_interrupted_in_time(
          [&](const Interrupt& look) { nb_cpp::nearest_other(all, 5, x.data(), x.data(), look); });
    }
  }
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

  CHECK(nb_cpp::distinct_labels(image({7, -1, 32767, 0, -32768, 7}, 2)) ==
        std::vector<std::int16_t>{-32768, -1, 0, 7, 32767});

  CHECK_THROWS(Stopped, nb_cpp::distinct_labels(small, stop));
  CHECK_THROWS(Stopped, nb_cpp::box_entropy(small, 1, stop));
  CHECK_THROWS(Stopped, nb_cpp::mixed_boxes(small, {1}, Boxes::apart, stop));
  CHECK_THROWS(Stopped, nb_cpp::merged_boundaries(small, {0, 1}, 1, stop));
  CHECK_THROWS(Stopped, nb_cpp::nearest_other(small, 0, x, y, stop));
  every_measure_is_interrupted_in_time();
  return check::status();
}
