#include "lab.hpp"

#include <algorithm>
#include <cmath>

#include "portable_math.hpp"

namespace ruyi {
namespace {

constexpr double kPi = 3.14159265358979323846;

double linear_of(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : portable_exp2(2.4 * portable_log2((srgb + 0.055) / 1.055)); }

double lab_curve(double t) { return t > 216.0 / 24389.0 ? portable_cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0; }

// Angle of (x, y) in degrees, [0, 360); 0 for the origin. Series of atan on [0, tan(pi/16)] after two halvings of the angle.
double angle_degrees(double x, double y) {
    const double ax = x < 0.0 ? -x : x, ay = y < 0.0 ? -y : y;
    if (ax == 0.0 && ay == 0.0) {
        return 0.0;
    }
    double t = ax > ay ? ay / ax : ax / ay;  // [0, 1]
    for (int i = 0; i < 2; ++i) {
        t = t / (1.0 + std::sqrt(1.0 + t * t));
    }
    double sum = 0.0;
    for (int k = 21; k >= 1; k -= 2) {
        sum = 1.0 / k - t * t * sum;
    }
    double angle = 4.0 * t * sum * (180.0 / kPi);
    angle = ax > ay ? angle : 90.0 - angle;
    angle = x < 0.0 ? 180.0 - angle : angle;
    return y < 0.0 && angle > 0.0 ? 360.0 - angle : angle;
}

// Taylor series after reduction to [-pi, pi] and three halvings; only for the smooth weights of CIEDE2000.
double cosine_degrees(double degrees) {
    while (degrees > 180.0) degrees -= 360.0;
    while (degrees < -180.0) degrees += 360.0;
    const double t = degrees * (kPi / 180.0) / 8.0, t2 = t * t;
    double cosine = 1.0 - t2 / 2.0 * (1.0 - t2 / 12.0 * (1.0 - t2 / 30.0 * (1.0 - t2 / 56.0 * (1.0 - t2 / 90.0))));
    for (int i = 0; i < 3; ++i) {
        cosine = 2.0 * cosine * cosine - 1.0;
    }
    return cosine;
}

double pow7(double x) { return x * x * x * x * x * x * x; }

}  // namespace

LabConverter::LabConverter() {
    for (std::size_t i = 0; i < linear_.size(); ++i) {
        linear_[i] = linear_of(static_cast<double>(i) / (16.0 * 255.0));
    }
}

Lab LabConverter::operator()(const std::array<double, 3>& value) const {
    std::array<double, 3> rgb{};
    for (std::size_t channel = 0; channel < 3; ++channel) {
        const double clamped = std::clamp(value[channel], 0.0, 255.0);
        rgb[channel] = linear_[static_cast<std::size_t>(clamped * 16.0 + 0.5)];
    }
    const double x = lab_curve((0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047);
    const double y = lab_curve(0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]);
    const double z = lab_curve((0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883);
    return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

double chroma(const Lab& colour) { return std::sqrt(colour.a * colour.a + colour.b * colour.b); }

double distance_squared(const Lab& x, const Lab& y) {
    const double l = x.l - y.l, a = x.a - y.a, b = x.b - y.b;
    return l * l + a * a + b * b;
}

// Sharma, Wu, Dalal 2005. Hue angles are in degrees.
double difference(const Lab& x, const Lab& y) {
    const double mean_chroma7 = pow7((chroma(x) + chroma(y)) / 2.0);
    const double g = 0.5 * (1.0 - std::sqrt(mean_chroma7 / (mean_chroma7 + pow7(25.0))));
    const Lab p{x.l, x.a * (1.0 + g), x.b}, q{y.l, y.a * (1.0 + g), y.b};
    const double cp = chroma(p), cq = chroma(q);
    const double hp = angle_degrees(p.a, p.b), hq = angle_degrees(q.a, q.b);
    const double dl = q.l - p.l, dc = cq - cp;
    double dh_angle = 0.0, mean_hue = hp + hq;
    if (cp * cq > 0.0) {
        dh_angle = hq - hp;
        if (dh_angle > 180.0) dh_angle -= 360.0;
        if (dh_angle < -180.0) dh_angle += 360.0;
        const double apart = hp > hq ? hp - hq : hq - hp;
        mean_hue = apart <= 180.0 ? (hp + hq) / 2.0 : (hp + hq < 360.0 ? (hp + hq + 360.0) / 2.0 : (hp + hq - 360.0) / 2.0);
    }
    const double half_sine = std::sqrt(std::max(0.0, (1.0 - cosine_degrees(dh_angle)) / 2.0));
    const double dh = (dh_angle < 0.0 ? -2.0 : 2.0) * std::sqrt(cp * cq) * half_sine;
    const double ml = (p.l + q.l) / 2.0 - 50.0, mc = (cp + cq) / 2.0;
    const double t = 1.0 - 0.17 * cosine_degrees(mean_hue - 30.0) + 0.24 * cosine_degrees(2.0 * mean_hue) +
                     0.32 * cosine_degrees(3.0 * mean_hue + 6.0) - 0.20 * cosine_degrees(4.0 * mean_hue - 63.0);
    const double turn = (mean_hue - 275.0) / 25.0;
    const double theta = 30.0 * portable_exp2(-turn * turn * kLog2E);
    const double mc7 = pow7(mc);
    const double rc = 2.0 * std::sqrt(mc7 / (mc7 + pow7(25.0)));
    const double sl = 1.0 + 0.015 * ml * ml / std::sqrt(20.0 + ml * ml), sc = 1.0 + 0.045 * mc, sh = 1.0 + 0.015 * mc * t;
    const double rt = -cosine_degrees(2.0 * theta - 90.0) * rc;  // sin(x) = cos(x - 90)
    const double l = dl / sl, c = dc / sc, h = dh / sh;
    return std::sqrt(std::max(0.0, l * l + c * c + h * h + rt * c * h));
}

}  // namespace ruyi
