#include "engine/quota.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <vector>

namespace nb_cpp {
namespace {

enum class Version { v1, v2 };

// A hierarchy of control groups where it is mounted; the kernel's documents cgroup-v1 and cgroup-v2
// and proc_pid_mountinfo(5) describe the files.
struct Mount {
  Version version;
  std::string group;  // the one that is seen at the mount point, as /proc/self/cgroup names groups
  std::string point;
};

// Where this process is in a hierarchy.
struct Membership {
  Version version;
  std::string group;
};

// Without iostreams, as nothing else here needs them and a wheel has them linked in statically.
std::string read_file(const std::string& path) {
  std::string text;
  if (std::FILE* const file = std::fopen(path.c_str(), "re")) {
    char part[1024];
    std::size_t size = sizeof part;
    while (size == sizeof part) {
      size = std::fread(part, 1, sizeof part, file);
      text.append(part, size);
    }
    (void)std::fclose(file);
  }
  return text;
}

// What stands between separators, without what is empty.
std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    if (end > begin) {
      parts.push_back(text.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return parts;
}

bool has_word(const std::string& list, const std::string& word) {
  return ("," + list + ",").find("," + word + ",") != std::string::npos;
}

// Lines of the form number:controllers:group, without controllers for version 2.
std::vector<Membership> read_memberships(const std::string& root) {
  std::vector<Membership> found;
  for (const std::string& line : split(read_file(root + "/proc/self/cgroup"), '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (controllers.empty()) {
      found.push_back({Version::v2, line.substr(second + 1)});
    } else if (has_word(controllers, "cpu")) {
      found.push_back({Version::v1, line.substr(second + 1)});
    }
  }
  return found;
}

// Blanks and backslashes are written as three octal digits after a backslash.
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    const char* const digits = text.data() + i + 1;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(digits, digits + 3, code, 8).ptr == digits + 3) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// Fields: number, parent, device, group, mount point, options, any number of optional fields, "-",
// type, source, options of the file system.
std::vector<Mount> read_mounts(const std::string& root) {
  std::vector<Mount> found;
  for (const std::string& line : split(read_file(root + "/proc/self/mountinfo"), '\n')) {
    const std::vector<std::string> fields = split(line, ' ');
    const auto dash = std::find(fields.begin(), fields.end(), "-");
    if (dash - fields.begin() < 6 || fields.end() - dash < 4) {
      continue;
    }
    const std::string group = unescaped(fields[3]);
    const std::string point = unescaped(fields[4]);
    if (dash[1] == "cgroup2") {
      found.push_back({Version::v2, group, point});
    } else if (dash[1] == "cgroup" && has_word(dash[3], "cpu")) {
      found.push_back({Version::v1, group, point});
    }
  }
  return found;
}

std::optional<std::int64_t> to_number(const std::string& word) {
  std::int64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto parsed = std::from_chars(word.data(), end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return {};
  }
  return number;
}

// The number on the first line, or 0: where there is no quota, it is "max" or -1.
std::int64_t read_number(const std::string& path, std::size_t word) {
  const std::vector<std::string> lines = split(read_file(path), '\n');
  const std::vector<std::string> words = split(lines.empty() ? "" : lines.front(), ' ');
  return word < words.size() ? to_number(words[word]).value_or(0) : 0;
}

std::optional<int> read_quota(Version version, const std::string& group) {
  const bool v2 = version == Version::v2;
  const std::int64_t time = read_number(group + (v2 ? "/cpu.max" : "/cpu.cfs_quota_us"), 0);
  const std::int64_t of = read_number(group + (v2 ? "/cpu.max" : "/cpu.cfs_period_us"), v2 ? 1 : 0);
  if (time <= 0 || of <= 0) {
    return {};
  }
  const std::int64_t cpus = time / of + (time % of != 0 ? 1 : 0);
  return static_cast<int>(std::min<std::int64_t>(cpus, std::numeric_limits<int>::max()));
}

// Whether a group is far above those that this process can name: /.., /../.. and so on, where the
// mount comes from outside of a namespace of control groups.
bool is_outside(std::string group) {
  while (group.size() >= 3 && group.compare(group.size() - 3, 3, "/..") == 0) {
    group.resize(group.size() - 3);
    if (group.empty()) {
      return true;
    }
  }
  return false;
}

// Whether a path leads to a group that is not below the one where it begins.
bool leaves(const std::string& path) { return (path + "/").compare(0, 4, "/../") == 0; }

// The path of a group below the mount point, "" for the mount's own; nothing if it is not seen
// there.
std::optional<std::string> path_below(const Mount& mount, const std::string& group) {
  const std::string top = mount.group == "/" ? "" : mount.group;
  const std::string own = group == "/" ? "" : group;
  if (own.compare(0, top.size(), top) == 0 &&
      (own.size() == top.size() || own[top.size()] == '/')) {
    const std::string below = own.substr(top.size());
    return leaves(below) ? std::optional<std::string>() : below;
  }
  // All of the namespace is below such a mount, at a place that has no name here.
  if (is_outside(mount.group) && !leaves(own)) {
    return "";
  }
  return {};
}

}  // namespace

std::optional<int> cpu_quota(const std::string& root) {
  std::optional<int> least;
  const std::vector<Mount> mounts = read_mounts(root);
  for (const Membership& membership : read_memberships(root)) {
    for (const Mount& mount : mounts) {
      std::optional<std::string> path;
      if (mount.version == membership.version) {
        path = path_below(mount, membership.group);
      }
      // Upwards, as far as the mount shows.
      while (path) {
        if (const auto quota = read_quota(mount.version, root + mount.point + *path)) {
          least = std::min(least.value_or(*quota), *quota);
        }
        const std::size_t slash = path->rfind('/');
        path = slash == std::string::npos ? std::optional<std::string>() : path->substr(0, slash);
      }
    }
  }
  return least;
}

}  // namespace nb_cpp
