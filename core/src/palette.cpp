#include "palette.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "components.hpp"
#include "resample.hpp"
#include "ruyi/pixels.hpp"

namespace ruyi {
namespace {

constexpr std::size_t kSeeds = 12;
constexpr double kSeedApart = 14.0;
constexpr double kCell = 9.0;         // side of a histogram cell
constexpr double kLightWeight = 0.6;  // lightness counts less than hue in clustering: folds and shade
constexpr int kRounds = 10;
constexpr double kSameMaterial = 9.0;      // CIEDE2000
constexpr double kShadeResidual = 9.0;     // distance of a colour from the line to black through another
constexpr double kDeepestShade = 0.62;     // (L + 16) in the shade over (L + 16) in the light
constexpr double kDeepestHuedShade = 0.3;  // the same for two colours of one hue
constexpr double kHueChroma = 20.0;
constexpr double kSameHue = 0.955;  // cosine of 17 degrees
constexpr double kStranger = 16.0;  // CIEDE2000 above which no name fits
constexpr double kLeastShare = 0.02;
constexpr std::size_t kMostColours = 5;

double cluster_distance(const Lab& x, const Lab& y) {
    const double l = kLightWeight * (x.l - y.l), a = x.a - y.a, b = x.b - y.b;
    return l * l + a * a + b * b;
}

struct Sum {
    double l = 0.0, a = 0.0, b = 0.0;
    std::size_t count = 0;
    void add(const Lab& colour) {
        l += colour.l;
        a += colour.a;
        b += colour.b;
        ++count;
    }
    Lab mean() const {
        const auto n = static_cast<double>(count);
        return {l / n, a / n, b / n};
    }
};

std::vector<Lab> seeds_of(const std::vector<Lab>& pixels) {
    std::map<std::tuple<int, int, int>, Sum> cells;
    const auto cell = [](double value) { return static_cast<int>(std::floor(value / kCell)); };
    for (const Lab& colour : pixels) {
        cells[{cell(colour.l), cell(colour.a), cell(colour.b)}].add(colour);
    }
    std::vector<Sum> fullest;
    for (const auto& [key, sum] : cells) {
        fullest.push_back(sum);
    }
    std::stable_sort(fullest.begin(), fullest.end(), [](const Sum& x, const Sum& y) { return x.count > y.count; });
    std::vector<Lab> seeds;
    for (const Sum& sum : fullest) {
        const Lab colour = sum.mean();
        const bool apart = std::all_of(seeds.begin(), seeds.end(),
                                       [&](const Lab& seed) { return cluster_distance(seed, colour) >= kSeedApart * kSeedApart; });
        if (apart && seeds.size() < kSeeds) {
            seeds.push_back(colour);
        }
    }
    return seeds;
}

std::size_t nearest(const std::vector<Lab>& centres, const Lab& colour) {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::max();
    for (std::size_t k = 0; k < centres.size(); ++k) {
        const double distance = cluster_distance(centres[k], colour);
        if (distance < least) {
            least = distance;
            best = k;
        }
    }
    return best;
}

std::vector<Lab> clustered(const std::vector<Lab>& pixels) {
    std::vector<Lab> centres = seeds_of(pixels);
    for (int round = 0; round < kRounds; ++round) {
        std::vector<Sum> sums(centres.size());
        for (const Lab& colour : pixels) {
            sums[nearest(centres, colour)].add(colour);
        }
        for (std::size_t k = 0; k < centres.size(); ++k) {
            if (sums[k].count > 0) {
                centres[k] = sums[k].mean();
            }
        }
    }
    return centres;
}

/// One may be the other in shade: in less light L + 16, a and b shrink together. Of a colour with a hue, deep shade is believed too.
bool same_in_shade(const Lab& x, const Lab& y) {
    const Lab& lit = x.l >= y.l ? x : y;
    const Lab& dim = x.l >= y.l ? y : x;
    const double dimming = (dim.l + 16.0) / (lit.l + 16.0);
    const double a = dim.a - dimming * lit.a, b = dim.b - dimming * lit.b;
    const double cosine = (dim.a * lit.a + dim.b * lit.b) / std::max(1e-9, chroma(dim) * chroma(lit));
    const bool same_hue = chroma(lit) >= kHueChroma && chroma(dim) >= kHueChroma * dimming && cosine >= kSameHue;
    return dimming >= (same_hue ? kDeepestHuedShade : kDeepestShade) && std::sqrt(a * a + b * b) <= kShadeResidual * dimming;
}

bool same_material(const Lab& x, const Lab& y) { return difference(x, y) <= kSameMaterial || same_in_shade(x, y); }

/// The material's colour in good light: shade is darker than the material, glints are lighter. Mean of the pixels from the 50th to the 90th
/// percentile of L.
Lab lit_colour(const WorkingCopy& copy, const std::vector<std::uint8_t>& mask) {
    std::vector<Lab> pixels;
    for (std::size_t i = 0; i < mask.size(); ++i) {
        if (mask[i] != 0) {
            pixels.push_back(copy.lab[i]);
        }
    }
    std::stable_sort(pixels.begin(), pixels.end(), [](const Lab& x, const Lab& y) { return x.l < y.l; });
    Sum sum;
    for (std::size_t i = pixels.size() / 2; i < std::max(pixels.size() / 2 + 1, pixels.size() * 9 / 10); ++i) {
        sum.add(pixels[i]);
    }
    return sum.mean();
}

void absorb(ColourGroup& into, const ColourGroup& from) {
    into.pixels += from.pixels;
    for (std::size_t i = 0; i < into.mask.size(); ++i) {
        into.mask[i] = static_cast<std::uint8_t>(into.mask[i] | from.mask[i]);
    }
}

bool larger(const ColourGroup& x, const ColourGroup& y) { return x.pixels > y.pixels; }

struct Name {
    std::size_t index = 0;
    double distance = std::numeric_limits<double>::max();
};

/// CIEDE2000 is made for small differences; these two mistakes it would make: grey as a faint purple, and tan as a strong grey.
bool may_be_called(const Lab& colour, const Lab& name) {
    const double own = chroma(colour), its = chroma(name);
    const bool faint = own < 0.45 * its;
    const bool strong = its < 0.3 * own && own > 14.0 && colour.l > 25.0;
    return !faint && !strong;
}

Name name_of(const std::vector<Lab>& names, const Lab& colour) {
    Name out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const double distance = difference(names[i], colour);
        if (distance < out.distance && may_be_called(colour, names[i])) {
            out = {i, distance};
        }
    }
    return out;
}

/// Groups of one name together; index is the name's.
std::map<std::size_t, ColourGroup> named_groups(const std::vector<ColourGroup>& groups, const std::vector<Lab>& names) {
    std::map<std::size_t, ColourGroup> out;
    for (const ColourGroup& group : groups) {
        const Name name = name_of(names, group.colour);
        if (name.distance > kStranger) {
            continue;
        }
        if (const auto [at, added] = out.emplace(name.index, group); !added) {
            absorb(at->second, group);
        }
    }
    return out;
}

}  // namespace

std::vector<ColourGroup> colour_groups(const WorkingCopy& copy, const std::vector<std::uint8_t>& product) {
    std::vector<Lab> pixels;
    for (std::size_t i = 0; i < product.size(); ++i) {
        if (product[i] != 0) {
            pixels.push_back(copy.lab[i]);
        }
    }
    const std::vector<Lab> centres = clustered(pixels);
    std::vector<ColourGroup> groups(centres.size());
    std::vector<Sum> sums(centres.size());
    for (ColourGroup& group : groups) {
        group.mask.assign(product.size(), 0);
    }
    for (std::size_t i = 0; i < product.size(); ++i) {
        if (product[i] != 0) {
            const std::size_t k = nearest(centres, copy.lab[i]);
            groups[k].mask[i] = 1;
            ++groups[k].pixels;
            sums[k].add(copy.lab[i]);
        }
    }
    for (std::size_t k = 0; k < groups.size(); ++k) {
        groups[k].colour = sums[k].count > 0 ? sums[k].mean() : centres[k];
    }
    std::stable_sort(groups.begin(), groups.end(), larger);
    std::vector<ColourGroup> out;
    for (const ColourGroup& group : groups) {
        const auto kin =
            std::find_if(out.begin(), out.end(), [&](const ColourGroup& kept) { return same_material(kept.colour, group.colour); });
        if (group.pixels == 0) {
            continue;
        }
        if (kin == out.end()) {
            out.push_back(group);
        } else {
            absorb(*kin, group);
        }
    }
    for (ColourGroup& group : out) {
        group.colour = lit_colour(copy, group.mask);
    }
    std::stable_sort(out.begin(), out.end(), larger);
    return out;
}

Result<std::vector<FoundColour>> find_colours(const Picture& picture, std::span<const NamedColour> names) {
    if (const Result<void> checked = check_picture(picture); !checked) {
        return checked.error();
    }
    const WorkingCopy copy = working_copy_of(picture);
    const std::vector<std::uint8_t> product = product_mask(copy);
    const LabConverter to_lab;
    std::vector<Lab> name_lab;
    for (const NamedColour& name : names) {
        name_lab.push_back(to_lab({static_cast<double>(name.rgb[0]), static_cast<double>(name.rgb[1]), static_cast<double>(name.rgb[2])}));
    }
    const auto all = static_cast<double>(std::count(product.begin(), product.end(), 1));
    std::vector<FoundColour> out;
    for (const auto& [index, group] : named_groups(colour_groups(copy, product), name_lab)) {
        const double share = static_cast<double>(group.pixels) / all;
        if (share < kLeastShare) {
            continue;
        }
        const Components part = components_of(group.mask, copy.width, copy.height, 2);
        const auto fraction = [](std::uint32_t at, std::uint32_t size) { return static_cast<float>(static_cast<double>(at) / size); };
        out.push_back({names[index].id,
                       share,
                       {fraction(part.x0, copy.width), fraction(part.y0, copy.height), fraction(part.x1, copy.width),
                        fraction(part.y1, copy.height)}});
    }
    std::stable_sort(out.begin(), out.end(), [](const FoundColour& x, const FoundColour& y) { return x.share > y.share; });
    out.resize(std::min(out.size(), kMostColours));
    return out;
}

}  // namespace ruyi
