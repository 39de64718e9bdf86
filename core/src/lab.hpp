// CIELAB (D65) from sRGB, and distances in it. Same bits on every target.
#pragma once

#include <array>
#include <cstdint>

namespace ruyi {

struct Lab {
    double l = 0.0, a = 0.0, b = 0.0;
};

class LabConverter {
public:
    LabConverter();
    /// value: sRGB 0..255, fractions allowed (rounded to a 1/16 step).
    Lab operator()(const std::array<double, 3>& value) const;

private:
    std::array<double, 255 * 16 + 1> linear_;
};

double chroma(const Lab& colour);
double distance_squared(const Lab& x, const Lab& y);  // CIE76

/// CIEDE2000 colour difference; near 1 is just visible, above 20 is another colour.
double difference(const Lab& x, const Lab& y);

}  // namespace ruyi
