#include "product_mask.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "components.hpp"
#include "resample.hpp"

namespace ruyi {
namespace {

using Mask = std::vector<std::uint8_t>;

// Tolerances in CIELAB units, chosen by looking at real product photographs.
constexpr double kSameBorder = 10.0;                    // border pixels of one colour
constexpr double kLeast = 0.35;                         // share of the border that must agree, or there is no background
constexpr double kNear = 12.0;                          // from the background's model
constexpr double kLeastGrain = 4.0, kMostGrain = 14.0;  // from the model, where the neighbour is not alike: noise and the weave of a cloth
constexpr double kStep = 3.5;                           // between neighbours: shadows and gradients are softer than edges
constexpr double kShadow = 0.3;                         // how much of the backdrop's lightness a soft shadow may take
constexpr double kGreyChroma = 16.0;                    // up to here a plain border is a backdrop rather than the ground of a cloth
constexpr double kLeastProduct = 0.04;                  // share of the picture; less means that the fill has leaked into the product

constexpr double kLeakGrowth = 1.15;     // how much more product a tighter tolerance must show before the looser one is distrusted
constexpr double kSharpRim = 3.0;        // mean step at the rim of what a tighter tolerance adds: an edge, not a shadow
constexpr double kOtherThanSkin = 18.0;  // in the plane of a and b

/// Lab as an affine function of position: a backdrop lit from one side.
struct Backdrop {
    std::array<Lab, 3> term{};  // 1, x, y with x, y in -1..1
    Lab at(double x, double y) const {
        return {term[0].l + term[1].l * x + term[2].l * y, term[0].a + term[1].a * x + term[2].a * y,
                term[0].b + term[1].b * x + term[2].b * y};
    }
};

struct Border {
    std::vector<std::size_t> pixels;
    std::vector<std::uint8_t> inlier;
};

double unit(std::uint32_t at, std::uint32_t size) { return size > 1 ? 2.0 * at / (size - 1) - 1.0 : 0.0; }

Lab predicted(const Backdrop& backdrop, const WorkingCopy& copy, std::size_t pixel) {
    return backdrop.at(unit(static_cast<std::uint32_t>(pixel % copy.width), copy.width),
                       unit(static_cast<std::uint32_t>(pixel / copy.width), copy.height));
}

Border border_of(const WorkingCopy& copy) {
    Border out;
    for (std::uint32_t y = 0; y < copy.height; ++y) {
        for (std::uint32_t x = 0; x < copy.width; ++x) {
            if (x == 0 || y == 0 || x + 1 == copy.width || y + 1 == copy.height) {
                out.pixels.push_back(std::size_t{y} * copy.width + x);
            }
        }
    }
    out.inlier.assign(out.pixels.size(), 0);
    return out;
}

/// Marks the border pixels near the colour that most border pixels are near to.
void mark_commonest(const WorkingCopy& copy, Border& border) {
    std::size_t best = 0, most = 0;
    for (std::size_t i = 0; i < border.pixels.size(); ++i) {
        std::size_t near = 0;
        for (std::size_t other : border.pixels) {
            near += distance_squared(copy.lab[border.pixels[i]], copy.lab[other]) <= kSameBorder * kSameBorder;
        }
        if (near > most) {
            most = near;
            best = i;
        }
    }
    for (std::size_t i = 0; i < border.pixels.size(); ++i) {
        border.inlier[i] = distance_squared(copy.lab[border.pixels[best]], copy.lab[border.pixels[i]]) <= kSameBorder * kSameBorder;
    }
}

/// Solves the 3 x 3 normal equations by Cramer's rule; a degenerate system gives the constant mean.
std::array<double, 3> solve(const std::array<double, 6>& m, const std::array<double, 3>& r) {
    const auto [n, x, y, xx, xy, yy] = m;
    const double det = n * (xx * yy - xy * xy) - x * (x * yy - xy * y) + y * (x * xy - xx * y);
    if (!(det > 1e-6 * n * n * n)) {
        return {r[0] / n, 0.0, 0.0};
    }
    return {(r[0] * (xx * yy - xy * xy) - x * (r[1] * yy - xy * r[2]) + y * (r[1] * xy - xx * r[2])) / det,
            (n * (r[1] * yy - r[2] * xy) - r[0] * (x * yy - xy * y) + y * (x * r[2] - r[1] * y)) / det,
            (n * (xx * r[2] - xy * r[1]) - x * (x * r[2] - r[1] * y) + r[0] * (x * xy - xx * y)) / det};
}

Backdrop fit(const WorkingCopy& copy, const Border& border) {
    std::array<double, 6> m{};
    std::array<std::array<double, 3>, 3> r{};  // per channel
    for (std::size_t i = 0; i < border.pixels.size(); ++i) {
        if (!border.inlier[i]) {
            continue;
        }
        const std::size_t pixel = border.pixels[i];
        const double x = unit(static_cast<std::uint32_t>(pixel % copy.width), copy.width),
                     y = unit(static_cast<std::uint32_t>(pixel / copy.width), copy.height);
        const Lab& lab = copy.lab[pixel];
        const std::array<double, 6> moments{1.0, x, y, x * x, x * y, y * y};
        for (std::size_t k = 0; k < 6; ++k) {
            m[k] += moments[k];
        }
        const std::array<double, 3> value{lab.l, lab.a, lab.b};
        for (std::size_t channel = 0; channel < 3; ++channel) {
            r[channel][0] += value[channel];
            r[channel][1] += value[channel] * x;
            r[channel][2] += value[channel] * y;
        }
    }
    Backdrop out;
    const std::array<double, 3> l = solve(m, r[0]), a = solve(m, r[1]), b = solve(m, r[2]);
    for (std::size_t k = 0; k < 3; ++k) {
        out.term[k] = {l[k], a[k], b[k]};
    }
    return out;
}

double inlier_share(const Border& border) {
    return static_cast<double>(std::count(border.inlier.begin(), border.inlier.end(), 1)) / static_cast<double>(border.inlier.size());
}

Backdrop backdrop_of(const WorkingCopy& copy, Border& border) {
    mark_commonest(copy, border);
    Backdrop backdrop = fit(copy, border);
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 0; i < border.pixels.size(); ++i) {
            border.inlier[i] =
                distance_squared(predicted(backdrop, copy, border.pixels[i]), copy.lab[border.pixels[i]]) <= kSameBorder * kSameBorder;
        }
        if (inlier_share(border) < kLeast) {
            break;
        }
        backdrop = fit(copy, border);
    }
    return backdrop;
}

/// Close to the backdrop, or its shadow: darker, with the colour the backdrop has in less light.
bool belongs(const Lab& expected, const Lab& seen, double scale) {
    if (distance_squared(expected, seen) <= kNear * kNear * scale * scale) {
        return true;
    }
    const double dimming = (seen.l + 16.0) / (expected.l + 16.0);
    if (dimming >= 1.0 || expected.l - seen.l > kShadow * expected.l * scale) {
        return false;
    }
    const double a = seen.a - expected.a * dimming, b = seen.b - expected.b * dimming;
    return a * a + b * b <= 25.0 * scale * scale;
}

/// Three times the border's root-mean-square distance from the model.
double grain_of(const WorkingCopy& copy, const Border& border, const Backdrop& backdrop) {
    double sum = 0.0, count = 0.0;
    for (std::size_t i = 0; i < border.pixels.size(); ++i) {
        if (border.inlier[i]) {
            sum += distance_squared(predicted(backdrop, copy, border.pixels[i]), copy.lab[border.pixels[i]]);
            count += 1.0;
        }
    }
    return std::clamp(3.0 * std::sqrt(sum / std::max(1.0, count)), kLeastGrain, kMostGrain);
}

Mask flood(const WorkingCopy& copy, const Border& border, const Backdrop& backdrop, double scale) {
    const double grain = grain_of(copy, border, backdrop) * scale;
    Mask background(copy.size(), 0);
    std::vector<std::size_t> stack;
    for (std::size_t i = 0; i < border.pixels.size(); ++i) {
        if (border.inlier[i]) {
            background[border.pixels[i]] = 1;
            stack.push_back(border.pixels[i]);
        }
    }
    while (!stack.empty()) {
        const std::size_t pixel = stack.back();
        stack.pop_back();
        for_each_neighbour4(pixel, copy.width, copy.height, [&](std::size_t next) {
            if (background[next]) {
                return;
            }
            const Lab expected = predicted(backdrop, copy, next);
            const bool soft = distance_squared(copy.lab[pixel], copy.lab[next]) <= kStep * kStep;
            const bool close = distance_squared(expected, copy.lab[next]) <= grain * grain;
            if (close || (soft && belongs(expected, copy.lab[next], scale))) {
                background[next] = 1;
                stack.push_back(next);
            }
        });
    }
    return background;
}

double count_of(const Mask& mask) { return static_cast<double>(std::count(mask.begin(), mask.end(), 1)); }

double share_of(const Mask& mask) { return count_of(mask) / static_cast<double>(mask.size()); }

Mask inverse(const Mask& mask) {
    Mask out(mask.size());
    std::transform(mask.begin(), mask.end(), out.begin(), [](std::uint8_t v) { return static_cast<std::uint8_t>(1 - v); });
    return out;
}

/// Without the pixels that touch something else: edges are mixtures of product and background.
Mask eroded(const WorkingCopy& copy, const Mask& mask) {
    Mask out = mask;
    for (std::size_t pixel = 0; pixel < mask.size(); ++pixel) {
        for_each_neighbour4(pixel, copy.width, copy.height,
                            [&](std::size_t next) { out[pixel] = static_cast<std::uint8_t>(out[pixel] & mask[next]); });
    }
    return out;
}

/// A fill that has leaked into the product leaves threads and specks.
bool is_solid(const WorkingCopy& copy, const Mask& mask) { return share_of(eroded(copy, mask)) >= 0.5 * share_of(mask); }

/// Mean step between neighbours where the added pixels meet what is still background; 0 if they do not meet.
double rim_step(const WorkingCopy& copy, const Mask& product, const Mask& tighter) {
    double sum = 0.0, pairs = 0.0;
    for (std::size_t pixel = 0; pixel < product.size(); ++pixel) {
        if (tighter[pixel] != 0 && product[pixel] == 0) {
            for_each_neighbour4(pixel, copy.width, copy.height, [&](std::size_t next) {
                if (tighter[next] == 0) {
                    sum += std::sqrt(distance_squared(copy.lab[pixel], copy.lab[next]));
                    pairs += 1.0;
                }
            });
        }
    }
    return sum / std::max(1.0, pairs);
}

/// A pale product on a pale backdrop: with a tighter tolerance much more stands, in one piece, and ends sharply, where a shadow fades.
bool has_leaked(const WorkingCopy& copy, const Border& border, const Mask& product, const Mask& tighter) {
    if (share_of(tighter) < kLeakGrowth * share_of(product) || !is_solid(copy, tighter)) {
        return false;
    }
    const auto on_border = [&](const Mask& mask) {
        return std::count_if(border.pixels.begin(), border.pixels.end(), [&](std::size_t pixel) { return mask[pixel] != 0; });
    };
    const Components parts = components_of(tighter, copy.width, copy.height);
    return on_border(tighter) <= on_border(product) + 4 && static_cast<double>(parts.largest_size) >= 0.9 * count_of(tighter) &&
           rim_step(copy, product, tighter) >= kSharpRim;
}

/// The saturated ground of a cloth reaches the border too: a coloured backdrop must surround one compact product on all sides.
bool plausible(const WorkingCopy& copy, const Border& border, const Backdrop& backdrop, const Mask& product) {
    if (chroma(backdrop.term[0]) <= kGreyChroma) {
        return true;
    }
    if (inlier_share(border) < 0.85) {
        return false;
    }
    const Components parts = components_of(product, copy.width, copy.height);
    return static_cast<double>(parts.largest_size) >= 0.8 * count_of(product) && share_of(product) >= 0.12;
}

Mask without_background(const WorkingCopy& copy) {
    if (share_of(copy.clear) >= 0.02) {
        return inverse(copy.clear);  // a cut-out picture says itself what is background
    }
    Border border = border_of(copy);
    const Backdrop backdrop = backdrop_of(copy, border);
    if (inlier_share(border) >= kLeast) {
        Mask product = inverse(flood(copy, border, backdrop, 1.0));
        for (double scale : {0.6, 0.35}) {
            Mask tighter = inverse(flood(copy, border, backdrop, scale));
            const bool unusable = share_of(product) < kLeastProduct || !is_solid(copy, product);
            if (unusable || has_leaked(copy, border, product, tighter)) {
                product = std::move(tighter);
            }
        }
        if (share_of(product) >= kLeastProduct && plausible(copy, border, backdrop, product)) {
            return product;
        }
    }
    return Mask(copy.size(), 1);
}

bool looks_like_skin(const Lab& colour) {
    const double c = chroma(colour);
    // Hue 35 to 72 degrees, by slopes of b over a.
    return colour.l >= 40.0 && colour.l <= 92.0 && c >= 10.0 && c <= 38.0 && colour.a > 4.0 && colour.b >= 0.7 * colour.a &&
           colour.b <= 3.1 * colour.a;
}

/// Most of the rest has another hue than the skin. Under a museum's warm lamps everything is skin-coloured.
bool stands_out(const WorkingCopy& copy, const Mask& product, const Mask& skin) {
    double a = 0.0, b = 0.0, rest = 0.0, other = 0.0;
    for (std::size_t i = 0; i < skin.size(); ++i) {
        if (skin[i] != 0) {
            a += copy.lab[i].a;
            b += copy.lab[i].b;
        }
    }
    const double count = std::max(1.0, count_of(skin));
    for (std::size_t i = 0; i < skin.size(); ++i) {
        if (product[i] != 0 && skin[i] == 0) {
            const double da = copy.lab[i].a - a / count, db = copy.lab[i].b - b / count;
            rest += 1.0;
            other += da * da + db * db >= kOtherThanSkin * kOtherThanSkin ? 1.0 : 0.0;
        }
    }
    return other >= 0.7 * rest;
}

}  // namespace

WorkingCopy working_copy_of(const Picture& picture) {
    const std::uint32_t longer = std::max(picture.width, picture.height);
    const auto shrunk = [&](std::uint32_t side) {
        return longer <= kPaletteSide ? side : std::max(1u, (side * kPaletteSide + longer / 2) / longer);
    };
    WorkingCopy copy;
    copy.width = shrunk(picture.width);
    copy.height = shrunk(picture.height);
    copy.lab.reserve(std::size_t{copy.width} * copy.height);
    copy.clear.reserve(copy.lab.capacity());
    Resampler resampler(picture, copy.width, copy.height);
    const LabConverter to_lab;
    const double denominator = resampler.denominator();
    for (std::uint32_t y = 0; y < copy.height; ++y) {
        const std::vector<std::uint64_t>& row = resampler.row(y);
        for (std::size_t x = 0; x < copy.width; ++x) {
            std::array<double, 4> value{};
            for (std::size_t channel = 0; channel < 4; ++channel) {
                value[channel] = static_cast<double>(row[4 * x + channel]) / denominator;
            }
            copy.lab.push_back(to_lab({value[0], value[1], value[2]}));
            copy.clear.push_back(value[3] < 127.5);
        }
    }
    return copy;
}

std::vector<std::uint8_t> skin_mask(const WorkingCopy& copy, const std::vector<std::uint8_t>& product) {
    Mask skin(product.size(), 0);
    for (std::size_t i = 0; i < product.size(); ++i) {
        skin[i] = product[i] != 0 && looks_like_skin(copy.lab[i]);
    }
    const double share = share_of(skin) / share_of(product);
    // A face or hands beside a garment: some, not most, in lumps. Otherwise it is wood, clay or gold.
    const Components parts = components_of(skin, copy.width, copy.height);
    const bool lumps = static_cast<double>(parts.largest_size) >= 0.3 * count_of(skin) && is_solid(copy, skin);
    if (share < 0.02 || share > 0.35 || !lumps || !stands_out(copy, product, skin)) {
        return Mask(product.size(), 0);
    }
    return skin;
}

std::vector<std::uint8_t> product_mask(const WorkingCopy& copy) {
    Mask product = without_background(copy);
    if (share_of(product) == 0.0) {
        return Mask(copy.size(), 1);
    }
    const Mask skin = skin_mask(copy, product);
    for (std::size_t i = 0; i < product.size(); ++i) {
        product[i] = static_cast<std::uint8_t>(product[i] & (1 - skin[i]));
    }
    return is_solid(copy, product) ? eroded(copy, product) : product;
}

}  // namespace ruyi
