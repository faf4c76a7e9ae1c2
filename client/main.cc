#include "client/program.h"

int main(int argc, char** argv) {
  rung::Program program;
  rung::AddAllVerbs(program);
  return rung::RunProgram(program, argc, argv);
}
