# What `cmake --install` lays down, and `cpack -G DEB` packs (deploy/package).
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY TRUE) # tests are not installed
install(TARGETS rung rung-coordinator rung-worker RUNTIME COMPONENT programs)
foreach(program rung rung-coordinator rung-worker)
  install(FILES deploy/completion/rung.bash RENAME ${program}
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT extras)
endforeach()
install(DIRECTORY ${CMAKE_BINARY_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT extras OPTIONAL)
# The units name the programs by their full path, which only the installation knows.
install(CODE "
  set(bin \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR})
  foreach(unit rung-coordinator.service rung-worker@.service)
    configure_file(${CMAKE_SOURCE_DIR}/deploy/systemd/\${unit}.in
      \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/lib/systemd/system/\${unit} @ONLY)
  endforeach()" COMPONENT extras)
install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT extras)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DATADIR}/rung COMPONENT extras)

set(CPACK_PACKAGE_VERSION ${RUNG_VERSION})
set(CPACK_PACKAGE_CONTACT "the maintainers of rung")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Hyperparameter search for neural networks across the machines of a lab")
# What is packed is installed for /usr, so that the units name programs there.
set(CPACK_SET_DESTDIR TRUE)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS TRUE)
set(CPACK_DEBIAN_PACKAGE_DEPENDS passwd) # groupadd
set(scripts ${CMAKE_CURRENT_SOURCE_DIR}/deploy/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${scripts}/postinst ${scripts}/prerm ${scripts}/postrm)
include(CPack)
