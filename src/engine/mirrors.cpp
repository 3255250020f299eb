#include "engine/mirrors.hpp"

#include <algorithm>

namespace nb_cpp {
namespace {

using kernel::kTilePixels;

std::int64_t write_image(const Span& span, const Symmetry& symmetry, const Mirror& mirror,
                         const Sink& sink) {
  std::int64_t row = span.row;
  std::int64_t column = span.column;
  if (mirror.flips_y) {
    row = symmetry.mirrored_row[static_cast<std::size_t>(row)];
  }
  if (mirror.flips_x) {
    column = symmetry.mirrored_column[static_cast<std::size_t>(column)];
  }
  if (row < 0 || column < 0) {
    return 0;
  }
  std::int16_t labels[kTilePixels];
  for (int k = 0; k < span.count; ++k) {
    labels[k] = mirror.image_of(span.labels[mirror.flips_x ? span.count - 1 - k : k]);
  }
  if (!mirror.flips_x) {
    sink({row, column, span.count, labels, span.iterations, span.smooth});
    return span.count;
  }
  std::int32_t iterations[kTilePixels];
  double smooth[kTilePixels];
  std::reverse_copy(span.iterations, span.iterations + span.count, iterations);
  if (span.smooth != nullptr) {
    std::reverse_copy(span.smooth, span.smooth + span.count, smooth);
  }
  sink({row, column - (span.count - 1), span.count, labels, iterations,
        span.smooth != nullptr ? smooth : nullptr});
  return span.count;
}

// Span by span, each within a stretch of the sheet's columns.
template <typename Write>
std::int64_t write_spans(const Piece& piece, const Results& results, Write write) {
  std::int64_t written = 0;
  for_each_stretch(piece, [&](const Stretch& stretch) {
    written += write(Span{stretch.row, stretch.column, stretch.count,
                          results.labels + stretch.first, results.iterations + stretch.first,
                          results.smooth != nullptr ? results.smooth + stretch.first : nullptr,
                          results.angle != nullptr ? results.angle + stretch.first : nullptr});
  });
  return written;
}

}  // namespace

std::int64_t write_results(const Symmetry& symmetry, const Piece& piece, const Results& results,
                           const Sink& sink) {
  std::int64_t written = write_spans(piece, results, [&](const Span& span) {
    sink(span);
    return span.count;
  });
  if (!piece.mirrored) {
    return written;
  }
  for (const Mirror& mirror : symmetry.mirrors) {
    written += write_spans(piece, results, [&](const Span& span) {
      return write_image(span, symmetry, mirror, sink);
    });
  }
  return written;
}

}  // namespace nb_cpp
