// What the linker puts in the place of strtod (CMakeLists.txt): nlohmann/json calls it, in the builder.
#include <cstring>

#include "nearest_double.hpp"

extern "C" double __wrap_strtod(const char* text, char** end) {
    const std::size_t size = std::strlen(text);
    *end = const_cast<char*>(text) + size;
    return ruyi::nearest_double({text, size});
}
