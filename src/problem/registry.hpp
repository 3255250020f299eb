#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace nb_cpp {

// The place in a registry of the row with that name. Throws std::invalid_argument, which says what
// the name is for and which there are, if there is none.
template <typename Row>
std::size_t find_row(const char* what, const std::vector<Row>& rows, const std::string& name) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == name) {
      return i;
    }
  }
  std::string known;
  for (const Row& row : rows) {
    known += (known.empty() ? "" : ", ") + row.name;
  }
  throw std::invalid_argument(std::string(what) + " must be one of " + known + ", got \"" + name +
                              "\"");
}

}  // namespace nb_cpp
