// Control groups as the kernel shows them, in a directory that stands for the file system's root.

#include "check.hpp"
#include "engine/quota.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using Files = std::vector<std::pair<std::string, std::string>>;  // path, contents
using Cpus = std::optional<int>;

// What is made is left to the directory for temporary files.
Cpus quota(const Files& files) {
  const char* const given = std::getenv("TMPDIR");
  std::string root = std::string(given != nullptr ? given : "/tmp") + "/nb_cpp-quota-XXXXXX";
  CHECK(mkdtemp(root.data()) != nullptr);
  std::vector<std::string> made{root};
  for (const auto& [path, contents] : files) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      const std::string directory = root + path.substr(0, slash);
      if (mkdir(directory.c_str(), 0700) == 0) {
        made.push_back(directory);
      }
    }
    std::ofstream(root + path) << contents;
  }
  const Cpus found = nb_cpp::cpu_quota(root);
  for (const auto& file : files) {
    CHECK(unlink((root + file.first).c_str()) == 0);
  }
  for (auto directory = made.rbegin(); directory != made.rend(); ++directory) {
    CHECK(rmdir(directory->c_str()) == 0);
  }
  return found;
}

// A process of version 2 in the group /a/b, with other mounts around.
const char* const kMounts =
    "22 1 0:21 / / rw,relatime shared:1 - ext4 /dev/root rw\n"
    "30 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 master:2 - cgroup2 cgroup2 rw,nsdelegate\n"
    "31 22 0:27 / /proc rw - proc proc rw\n";

Cpus version_2(Files files) {
  files.emplace_back("/proc/self/cgroup", "0::/a/b\n");
  files.emplace_back("/proc/self/mountinfo", kMounts);
  return quota(files);
}

// A quota and a period of the process's own group.
Cpus own(const std::string& contents) {
  return version_2({{"/sys/fs/cgroup/a/b/cpu.max", contents}});
}

void quotas_are_rounded_up() {
  CHECK(own("50000 100000\n") == 1);
  CHECK(own("100000 100000\n") == 1);
  CHECK(own("150000 100000\n") == 2);
  CHECK(own("200000 100000\n") == 2);
  CHECK(own("200001 100000\n") == 3);
  CHECK(own("1000 1000000\n") == 1);
  CHECK(own("9223372036854775807 1\n") == 2147483647);
}

void no_quota_is_no_limit() {
  CHECK(own("max 100000\n") == Cpus());
  CHECK(quota({}) == Cpus());
  CHECK(version_2({}) == Cpus());
  for (const char* garbage :
       {"", "\n", "150000", "-1 100000", "0 100000", "150000 0", "150000 -5", "1e5 100000",
        "150000x 100000", "99999999999999999999 100000", "cpu.max"}) {
    CHECK(own(garbage) == Cpus());
  }
  const Files group{{"/sys/fs/cgroup/a/b/cpu.max", "50000 100000\n"}};
  for (const auto& [cgroup, mounts] :
       Files{{"0::/a/b\n", ""},
             {"", kMounts},
             {"garbage\n:\n0:/a/b\n\n", kMounts},
             {"0::/a/b\n", "30 22 0:26 / /sys/fs/cgroup rw\n-\n"},
             {"0::/a/b\n", "30 22 0:26 / /sys/fs/cgroup rw - x\n"}}) {
    Files files = group;
    files.emplace_back("/proc/self/cgroup", cgroup);
    files.emplace_back("/proc/self/mountinfo", mounts);
    CHECK(quota(files) == Cpus());
  }
}

void the_least_of_all_groups_above_counts() {
  const std::string group = "/sys/fs/cgroup";
  CHECK(version_2({{group + "/a/b/cpu.max", "400000 100000\n"},
                   {group + "/a/cpu.max", "150000 100000\n"},
                   {group + "/cpu.max", "800000 100000\n"}}) == 2);
  CHECK(version_2({{group + "/a/b/cpu.max", "max 100000\n"},
                   {group + "/a/cpu.max", "max 100000\n"},
                   {group + "/cpu.max", "300000 100000\n"}}) == 3);
  // Not of groups beside it or below it.
  CHECK(version_2({{group + "/a/b/cpu.max", "400000 100000\n"},
                   {group + "/a/b/c/cpu.max", "100000 100000\n"},
                   {group + "/c/cpu.max", "100000 100000\n"}}) == 4);
  // A group that was deleted has no files any more.
  CHECK(version_2({{group + "/a/cpu.max", "150000 100000\n"}}) == 2);
}

void version_1_has_a_file_for_each_number() {
  const std::string cgroup = "5:cpu,cpuacct:/a/b\n4:cpuset:/c\n1:name=systemd:/d\n";
  const std::string mounts =
      "33 25 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n"
      "34 25 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
      "35 25 0:30 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n";
  const std::string own = "/sys/fs/cgroup/cpu,cpuacct/a/b";
  const std::string above = "/sys/fs/cgroup/cpu,cpuacct/a";
  const Files process{{"/proc/self/cgroup", cgroup}, {"/proc/self/mountinfo", mounts}};
  const auto with = [&](Files files) {
    files.insert(files.end(), process.begin(), process.end());
    return quota(files);
  };
  CHECK(with({{own + "/cpu.cfs_quota_us", "250000\n"}, {own + "/cpu.cfs_period_us", "100000\n"}}) ==
        3);
  CHECK(with({{own + "/cpu.cfs_quota_us", "-1\n"}, {own + "/cpu.cfs_period_us", "100000\n"}}) ==
        Cpus());
  CHECK(with({{own + "/cpu.cfs_quota_us", "-1\n"},
              {own + "/cpu.cfs_period_us", "100000\n"},
              {above + "/cpu.cfs_quota_us", "50000\n"},
              {above + "/cpu.cfs_period_us", "100000\n"}}) == 1);
  CHECK(with({{own + "/cpu.cfs_quota_us", "250000\n"}}) == Cpus());
  // The name of another hierarchy's controller begins alike.
  CHECK(with({{"/sys/fs/cgroup/cpuset/c/cpu.cfs_quota_us", "100000\n"},
              {"/sys/fs/cgroup/cpuset/c/cpu.cfs_period_us", "100000\n"}}) == Cpus());
}

// systemd mounts both; the controllers are in the old hierarchies.
void a_system_may_have_both_versions() {
  const std::string mounts =
      "34 25 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
      "35 25 0:30 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
  CHECK(quota({{"/proc/self/cgroup", "5:cpu,cpuacct:/a\n0::/user.slice\n"},
               {"/proc/self/mountinfo", mounts},
               {"/sys/fs/cgroup/unified/user.slice/cgroup.procs", "1\n"},
               {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "200000\n"},
               {"/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n"}}) == 2);
}

// In a container: the group in the left column, the mount's own in the middle.
void a_mount_may_show_a_part_of_the_hierarchy() {
  struct Case {
    std::string group, mounted, file;
    Cpus expected;
  };
  const std::string top = "/cpu.max";
  for (const Case& c : {
           // A bind mount of the container's own group, and one of a group above it.
           Case{"/docker/0a1b", "/docker/0a1b", top, 2},
           Case{"/docker/0a1b/x", "/docker", "/0a1b/cpu.max", 2},
           // Names that begin alike.
           Case{"/docker/0a1bc", "/docker/0a1b", top, Cpus()},
           Case{"/docker/0a1bc", "/docker/0a1b", "/c/cpu.max", Cpus()},
           // Another group's.
           Case{"/user.slice", "/docker/0a1b", top, Cpus()},
           Case{"/", "/docker/0a1b", top, Cpus()},
           // In a namespace, whose top is / for the process.
           Case{"/", "/", top, 2},
           Case{"/x", "/", "/x/cpu.max", 2},
           // A mount from outside of the namespace: of a group above, which counts, too.
           Case{"/", "/..", top, 2},
           Case{"/x", "/../..", top, 2},
           // A process outside of its namespace: in a group beside it.
           Case{"/../y", "/", top, Cpus()},
           Case{"/../y", "/..", "/y/cpu.max", 2},
           Case{"/../y", "/..", top, 2},
           Case{"/../../y", "/..", top, Cpus()},
           Case{"/../../y", "/../..", "/y/cpu.max", 2},
           Case{"/x", "/../y", top, Cpus()},
           // A group's name may begin with dots.
           Case{"/..x", "/", "/..x/cpu.max", 2},
       }) {
    const Cpus found = quota(
        {{"/proc/self/cgroup", "0::" + c.group + "\n"},
         {"/proc/self/mountinfo", "30 22 0:26 " + c.mounted + " /cg rw - cgroup2 cgroup rw\n"},
         {"/cg" + c.file, "150000 100000\n"}});
    CHECK(found == c.expected);
    if (found != c.expected) {
      std::fprintf(stderr, "  %s in %s\n", c.group.c_str(), c.mounted.c_str());
    }
  }
}

void paths_may_have_blanks_and_colons() {
  CHECK(quota({{"/proc/self/cgroup", "0::/my group/a:b\n"},
               {"/proc/self/mountinfo",
                "30 22 0:26 /my\\040group /mnt/c\\134g\\040x rw - cgroup2 cgroup rw\n"},
               {"/mnt/c\\g x/a:b/cpu.max", "150000 100000\n"}}) == 2);
}

}  // namespace

int main() {
  quotas_are_rounded_up();
  no_quota_is_no_limit();
  the_least_of_all_groups_above_counts();
  version_1_has_a_file_for_each_number();
  a_system_may_have_both_versions();
  a_mount_may_show_a_part_of_the_hierarchy();
  paths_may_have_blanks_and_colons();
  return check::status();
}
