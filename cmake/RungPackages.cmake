# The libraries of Debian 12 that rung is built on.
find_package(Threads REQUIRED) # first: the gRPC targets name Threads::Threads
find_package(Protobuf 3.21 REQUIRED)
find_package(gRPC 1.51 CONFIG REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(ZLIB 1.2.13 REQUIRED)
find_package(CLI11 2.1 CONFIG REQUIRED)
find_package(fmt 9.1 CONFIG REQUIRED)
find_package(spdlog 1.10 CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED) # 1.0; its package states no version
find_package(nlohmann_json 3.11 CONFIG REQUIRED)
find_package(ONNX 1.12 CONFIG REQUIRED) # after Protobuf, whose target it names
if(BUILD_TESTING OR NOT DEFINED BUILD_TESTING)
  find_package(GTest 1.12 CONFIG REQUIRED)
endif()

# Random123 is headers alone and brings no CMake file.
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
add_library(random123 INTERFACE)
target_include_directories(random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})
