#pragma once

#include <string>

#include "calls.h"
#include "choices.h"

namespace rung::simulation {

// A person who creates searches and, now and then, pauses, resumes, stops, cancels or deletes
// one, under few names, so that a name is used again after a deletion. Calls that are not
// answered are repeated.
class SimulatedClient {
 public:
  // A meddler does more than create and look on.
  SimulatedClient(Timeline& timeline, Calls& calls, Choices choices, bool meddles)
      : timeline_(timeline), calls_(calls), choices_(choices), meddles_(meddles) {}

  void Start() { Plan(); }
  // From here on it only resumes what is paused.
  void EndFaults();

 private:
  void Plan();
  void Act();
  void Create(const v1::SearchSpec& spec, const std::string& request_id);
  void ResumeAll();

  Timeline& timeline_;
  Calls& calls_;
  Choices choices_;
  const bool meddles_;
  bool has_faults_ = true;
  int requests_ = 0;
};

}  // namespace rung::simulation
