#include "engine/framed_tiles.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <new>
#include <utility>

#include "engine/points.hpp"
#include "numbers/doubles.hpp"

namespace nb_cpp {

using kernel::Points;
using kernel::Tile;

namespace {

// Aligned by hand: operator new for aligned types calls a function that glibc 2.5 does not have.
template <typename T>
constexpr std::size_t kBytes = sizeof(T) + alignof(T);

// Not initialised: a small picture looks at few of a tile's points.
template <typename T>
T* create(unsigned char* memory) {
  void* place = memory;
  std::size_t space = kBytes<T>;
  return new (std::align(alignof(T), sizeof(T), place, space)) T;
}

// To get and to return this much memory takes a tenth of the time of a picture of few points.
std::atomic<unsigned char*> spare{nullptr};

}  // namespace

FramedTiles::FramedTiles(const Plan& plan) : plan_(plan) {
  add_part(plan.plane());
  if (plan.neighbourhood() != nullptr) {
    add_part(*plan.neighbourhood());
  }
}

void FramedTiles::GiveBack::operator()(unsigned char* memory) const noexcept {
  delete[] spare.exchange(memory);
}

void FramedTiles::add_part(const Frame& frame) {
  unsigned char* const kept = spare.exchange(nullptr);
  Memory memory(kept != nullptr ? kept : new unsigned char[kBytes<Tile>]);
  memory_.push_back(std::move(memory));
  parts_.push_back({&frame, frame.task(), create<Tile>(memory_.back().get())});
  parts_.back().tile->entries = nullptr;
}

void FramedTiles::note_entries(bool arguments) {
  const std::vector<Coordinates>& coordinates = plan_.coordinates();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    entries_.emplace_back(new unsigned char[kBytes<kernel::Entries>]);
    parts_[i].tile->entries = create<kernel::Entries>(entries_.back().get());
    kernel::Task& task = parts_[i].task;
    task.entries = coordinates[i].view();
    task.entries.arguments = arguments;
    set_alarm(task);
  }
}

// The kernels load whole blocks: what lies past the last point has values, too, which they drop.
FramedTiles::Part& FramedTiles::start(int count) noexcept {
  const int from = written_;
  written_ = std::max(from, count + kernel::kMaxBlock);
  for (const Part& part : parts_) {
    for (Points* points : {&part.tile->active, &part.tile->converged, &part.tile->ending}) {
      for (double* list : {points->x, points->y, points->pixel}) {
        std::fill(list + from, list + written_, 0.0);
      }
      points->count = 0;
    }
    if (part.tile->entries != nullptr) {
      kernel::Entries& entries = *part.tile->entries;
      for (double* list : {entries.modulus, entries.rest, entries.slope, entries.origin,
                           entries.before.x, entries.before.y}) {
        std::fill(list + from, list + written_, 0.0);
      }
      std::fill_n(entries.smooth, count, numbers::kNaN);
      entries.count = 0;
      entries.last = 0;
    }
  }
  return parts_.front();
}

int FramedTiles::active() const noexcept {
  int count = 0;
  for (const Part& part : parts_) {
    count += part.tile->active.count;
  }
  return count;
}

void FramedTiles::advance(kernel::Iterate iterate, std::int64_t first, std::int64_t last) noexcept {
  if (parts_.size() == 1) {
    iterate(parts_.front().task, *parts_.front().tile, first, last);
    return;
  }
  for (std::int64_t k = first; k < last && active() > 0; ++k) {
    change_frames();
    for (const Part& part : parts_) {
      iterate(part.task, *part.tile, k, k + 1);
    }
  }
}

void FramedTiles::set_tests(bool on) noexcept {
  for (Part& part : parts_) {
    part.task.test = part.frame->task().test;
    if (!on) {
      part.task.test.stop = kernel::Stop::never;
      part.task.test.looks_at = kernel::LooksAt::nothing;
    }
  }
}

// Points that come over are appended and looked at again: they stay.
void FramedTiles::change_frames() noexcept {
  Part* const neighbourhood = &parts_.back();
  for (Part& part : parts_) {
    const Part& other = &part == neighbourhood ? parts_.front() : *neighbourhood;
    const int shift = part.frame->exponent() - other.frame->exponent();
    Points& points = part.tile->active;
    Points& others = other.tile->active;
    keep_points(points, [&](int i) {
      if (plan_.is_in_neighbourhood(*part.frame, points.x[i], points.y[i]) ==
          (&part == neighbourhood)) {
        return true;
      }
      others.x[others.count] = std::ldexp(points.x[i], shift);
      others.y[others.count] = std::ldexp(points.y[i], shift);
      others.pixel[others.count] = points.pixel[i];
      ++others.count;
      return false;
    });
  }
}

}  // namespace nb_cpp
