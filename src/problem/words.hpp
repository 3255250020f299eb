#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace nb_cpp {

// The word's place in the list. Throws std::invalid_argument, which says what the word is for and
// which there are, if it is not in it.
inline std::size_t find_word(const char* what, const std::vector<std::string>& words,
                             const std::string& word) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == word) {
      return i;
    }
  }
  std::string known;
  for (const std::string& each : words) {
    known += (known.empty() ? "" : ", ") + each;
  }
  throw std::invalid_argument(std::string(what) + " must be one of " + known + ", got \"" + word +
                              "\"");
}

}  // namespace nb_cpp
