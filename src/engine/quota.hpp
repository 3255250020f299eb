#pragma once

#include <optional>
#include <string>

namespace nb_cpp {

// The CPUs that this process's control groups let it use at a time: the least quota of its own and
// of those above it, rounded up. Nothing where there is no quota or where none can be read.
// `root` is the directory that stands for the file system's, without a slash at its end.
std::optional<int> cpu_quota(const std::string& root);

}  // namespace nb_cpp
