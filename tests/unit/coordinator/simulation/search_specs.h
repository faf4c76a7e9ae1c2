#pragma once

#include <string>

#include "choices.h"
#include "coordinator/facts/facts.h"

namespace rung::simulation {

// The data that all searches of a simulation learn from.
DataSetAdded TheDataSet();
SplitAdded TheSplit();

// A small search, of random search or halving: up to some twenty tasks.
v1::SearchSpec RandomSpec(const std::string& name, Choices& choices);

}  // namespace rung::simulation
