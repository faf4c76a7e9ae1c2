#include "client/program.h"

int main(int argc, char** argv) { return rung::Program().Run(argc, argv); }
