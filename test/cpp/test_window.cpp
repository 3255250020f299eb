#include "check.hpp"
#include "nb_cpp/window.hpp"

#include <limits>
#include <stdexcept>

using nb_cpp::make_grid;
using nb_cpp::Sampling;

int main() {
  const auto corner = make_grid({-5.0, 5.0, -5.0, 5.0}, 4, 2, Sampling::corner);
  CHECK(corner.x == std::vector<double>{-5.0, -2.5, 0.0, 2.5});
  CHECK(corner.y == std::vector<double>{5.0, 0.0});
  CHECK(corner.points() == 8);

  const auto center = make_grid({-1.0, 1.0, -1.0, 1.0}, 2, 2, Sampling::center);
  CHECK(center.x == std::vector<double>{-0.5, 0.5});
  CHECK(center.y == std::vector<double>{0.5, -0.5});

  const auto endpoints = make_grid({-1.6, 1.6, 0.0, 1.0}, 3, 1, Sampling::endpoints);
  CHECK(endpoints.x == std::vector<double>{-1.6, 0.0, 1.6});
  CHECK(endpoints.y == std::vector<double>{1.0});

  CHECK(make_grid({0.0, 1.0, 0.0, 1.0}, 0, 7, Sampling::endpoints).points() == 0);

  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double large = std::numeric_limits<double>::max();
  CHECK_THROWS(std::invalid_argument, make_grid({1.0, 1.0, 0.0, 1.0}, 1, 1, Sampling::corner));
  CHECK_THROWS(std::invalid_argument, make_grid({0.0, 1.0, 2.0, 1.0}, 1, 1, Sampling::corner));
  CHECK_THROWS(std::invalid_argument, make_grid({0.0, nan, 0.0, 1.0}, 1, 1, Sampling::corner));
  CHECK_THROWS(std::invalid_argument, make_grid({-large, large, 0.0, 1.0}, 1, 1, Sampling::corner));
  CHECK_THROWS(std::invalid_argument, make_grid({0.0, 1.0, 0.0, 1.0}, -1, 1, Sampling::corner));

  const std::vector<nb_cpp::Complex> points = {{1.0, 2.0}, {3.0, 4.0}, {5.0, 6.0}};
  const nb_cpp::Window list = nb_cpp::make_list(points);
  CHECK(list.rows() == 1 && list.columns() == 3 && list.points() == 3);
  CHECK(list.point(0, 2) == points[2]);
  CHECK(nb_cpp::make_list({}).points() == 0);

  std::vector<std::string> names;
  for (const nb_cpp::SamplingInfo& info : nb_cpp::samplings()) {
    names.push_back(info.name);
  }
  CHECK(names == std::vector<std::string>({"corner", "center", "endpoints"}));
  CHECK(nb_cpp::to_sampling("endpoints") == Sampling::endpoints);
  CHECK_THROWS(std::invalid_argument, nb_cpp::to_sampling("centre"));
  return check::status();
}
