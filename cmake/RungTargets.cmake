set(RUNG_VERSION 0.1.0)
get_filename_component(RUNG_ROOT ${CMAKE_CURRENT_LIST_DIR} DIRECTORY)

# What every target of rung shares: warnings, sanitizers, include root.
set(SANITIZER "" CACHE STRING "address, thread, fuzzer (Clang), or empty")

add_library(rung_options INTERFACE)
target_include_directories(rung_options INTERFACE ${RUNG_ROOT})
target_compile_options(rung_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
  -pthread # as gRPC has it, so that one precompiled header serves all
  -Wno-missing-field-initializers # every member has a default; designated initialisers name the rest
  # GCC 12 sees overlaps and overruns in std::string where there are none (PR 105651, PR 105329).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
target_link_libraries(rung_options INTERFACE absl::statusor fmt::fmt) # for the precompiled headers
target_link_options(rung_options INTERFACE -Wl,--as-needed)

# GCC 12 takes members of variants and closures for unset under a sanitizer (its manual says to expect it).
if(NOT SANITIZER STREQUAL "")
  target_compile_options(rung_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
if(SANITIZER STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(SANITIZER STREQUAL "thread")
  # Where a header sees the macro, maps of Protocol Buffers have members more than in Debian's library.
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer -U__SANITIZE_THREAD__)
  add_link_options(-fsanitize=thread)
elseif(SANITIZER STREQUAL "fuzzer") # address, and traces of what libFuzzer's inputs reach
  add_compile_options(-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(NOT SANITIZER STREQUAL "")
  message(FATAL_ERROR "SANITIZER is '${SANITIZER}'; it must be address, thread, fuzzer or empty")
endif()

# rung_precompiled_headers(name [HEADERS headers…] [LIBRARIES libraries…]): the headers that most
# sources include and some more, compiled once. Every source still includes what it uses: the tidy
# build goes without. A folder chooses among these by the variable RUNG_HEADERS.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/empty.cc CONTENT "") # written once
function(rung_precompiled_headers name)
  cmake_parse_arguments(PRECOMPILED "" "" "HEADERS;LIBRARIES" ${ARGN})
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/empty.cc)
  target_link_libraries(${name} PRIVATE rung_options ${PRECOMPILED_LIBRARIES})
  target_precompile_headers(${name} PRIVATE
    <algorithm> <chrono> <cstdint> <functional> <memory> <optional> <span> <string> <string_view>
    <utility> <vector> <absl/status/statusor.h> <fmt/format.h> ${PRECOMPILED_HEADERS})
endfunction()
rung_precompiled_headers(common_headers)
set(RUNG_HEADERS common_headers)

# rung_library(name sources…): a library with the project's warnings.
function(rung_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PRIVATE rung_options)
  target_precompile_headers(${name} REUSE_FROM ${RUNG_HEADERS})
  target_include_directories(${name} PUBLIC ${RUNG_ROOT})
endfunction()

# rung_program(name sources…): a program with the project's warnings.
function(rung_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE rung_options)
  target_precompile_headers(${name} REUSE_FROM ${RUNG_HEADERS})
endfunction()

# rung_add_test(name SOURCES sources… LIBRARIES libraries…): one test program of
# GoogleTest cases, each known to CTest.
function(rung_add_test name)
  include(GoogleTest)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE rung_options ${TEST_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name} REUSE_FROM test_headers)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600)
endfunction()
