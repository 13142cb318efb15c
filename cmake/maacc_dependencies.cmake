# Everything here is a Debian 12 package; scripts/install_dependencies lists them.
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
# Debian's libzip-config.cmake insists on the zipcmp, zipmerge and ziptool packages; pkg-config does not.
find_package(PkgConfig REQUIRED)
pkg_check_modules(libzip REQUIRED IMPORTED_TARGET libzip)
find_package(ZLIB REQUIRED)
find_package(PNG REQUIRED)
find_package(JPEG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 REQUIRED)
# Debian's libtorch 1.13 by default; a CUDA build of a current 2.x through CMAKE_PREFIX_PATH.
find_package(Torch REQUIRED)
if(MAACC_BUILD_STUDIO)
  find_package(Qt6 REQUIRED COMPONENTS Core Gui PrintSupport Svg Widgets)
  find_package(QCustomPlotQt6 REQUIRED)
endif()
