# One interface target with the flags of all our own code.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;CCACHE_BASEDIR=${CMAKE_SOURCE_DIR};CCACHE_NOHASHDIR=1;${CCACHE_PROGRAM}")
endif()

add_library(maacc_options INTERFACE)
# Without contraction a + b * c rounds alike on every machine, so random operators draw the same weights.
# At -O3 GCC 12 sees overlaps in std::string concatenations and overflows in std::vector growth that are none (GCC bugs
# 105651 and 105329).
target_compile_options(maacc_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow>" -ffp-contract=off
                       $<$<BOOL:${MAACC_WARNINGS_AS_ERRORS}>:-Werror>)
target_include_directories(maacc_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(maacc_options INTERFACE MAACC_VERSION="${PROJECT_VERSION}")

if(MAACC_SANITIZER STREQUAL "address")
  set(sanitizer_flags -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
elseif(MAACC_SANITIZER STREQUAL "thread")
  set(sanitizer_flags -fsanitize=thread -fno-omit-frame-pointer)
endif()
if(MAACC_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "MAACC_FUZZ needs clang: -DCMAKE_CXX_COMPILER=clang++")
  endif()
  set(sanitizer_flags -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
endif()
if(sanitizer_flags)
  target_compile_options(maacc_options INTERFACE ${sanitizer_flags})
  target_link_options(maacc_options INTERFACE ${sanitizer_flags})
endif()
