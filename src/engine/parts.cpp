// Windows in parts: each is run as a list of its points.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nb_cpp/basins.hpp"

namespace nb_cpp {
namespace {

bool is_on(const Side& side, Complex point) {
  const double x = point.real();
  const double y = point.imag();
  double real = 0.0;
  double imag = 0.0;
  for (std::size_t j = side.polynomial.size(); j-- > 0;) {
    const Complex c = side.polynomial[j];
    const double next = real * x - imag * y + c.real();
    imag = real * y + imag * x + c.imag();
    real = next;
  }
  return (real < 0.0) == side.below;
}

bool has(const Part& part, Complex point) {
  return std::all_of(part.sides.begin(), part.sides.end(),
                     [&](const Side& side) { return is_on(side, point); });
}

// Of a window's points, those of a part: their numbers, row by row, and themselves.
struct Share {
  std::vector<std::int64_t> points;
  std::vector<Complex> list;
};

std::vector<Share> shares_of(const Window& window, const std::vector<Part>& parts) {
  std::vector<Share> shares(parts.size());
  const std::int64_t columns = window.columns();
  for (std::int64_t i = 0; i < window.points(); ++i) {
    const Complex point = window.point(i / columns, i % columns);
    const auto at = std::find_if(parts.begin(), parts.end() - 1,
                                 [&](const Part& part) { return has(part, point); });
    Share& share = shares[static_cast<std::size_t>(at - parts.begin())];
    share.points.push_back(i);
    share.list.push_back(point);
  }
  return shares;
}

template <class T>
void scatter(const std::vector<T>& values, const std::vector<std::int64_t>& points, T* out) {
  for (std::size_t i = 0; i < values.size(); ++i) out[points[i]] = values[i];
}

}  // namespace

void basins(const Plan& plan, Window window, const std::vector<Part>& parts, RunOptions options,
            const Channels& channels) {
  if (parts.size() == 1) {
    window.start = parts.front().start;
    basins(plan, window, std::move(options), channels);
    return;
  }
  std::int64_t done = 0;
  const Monitor monitor = options.monitor;
  std::vector<Share> shares = shares_of(window, parts);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const Share& share = shares[k];
    const std::size_t count = share.points.size();
    if (count == 0) continue;
    Window list = make_list(share.list);
    list.start = parts[k].start;
    if (monitor) {
      options.monitor = [&](std::int64_t more, std::int64_t) {
        monitor(done + more, window.points());
      };
    }
    std::vector<std::int16_t> labels(count);
    std::vector<std::int32_t> iterations(count);
    std::vector<double> smooth(channels.smooth != nullptr ? count : 0);
    std::vector<double> angle(channels.angle != nullptr ? count : 0);
    basins(plan, list, options,
           {labels.data(), iterations.data(), smooth.empty() ? nullptr : smooth.data(),
            angle.empty() ? nullptr : angle.data()});
    scatter(labels, share.points, channels.labels);
    scatter(iterations, share.points, channels.iterations);
    scatter(smooth, share.points, channels.smooth);
    scatter(angle, share.points, channels.angle);
    done += static_cast<std::int64_t>(count);
  }
}

}  // namespace nb_cpp
