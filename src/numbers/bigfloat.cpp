#include "numbers/bigfloat.hpp"

namespace nb_cpp::numbers {

NB_CPP_BIGFLOAT_OPERATIONS(, 128)
NB_CPP_BIGFLOAT_OPERATIONS(, 256)
NB_CPP_BIGFLOAT_OPERATIONS(, 512)
NB_CPP_BIGFLOAT_OPERATIONS(, 1024)
NB_CPP_BIGFLOAT_OPERATIONS(, 2048)

}  // namespace nb_cpp::numbers
