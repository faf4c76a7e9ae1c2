#pragma once

#include <span>

#include "client/render/answer.h"
#include "client/render/diagnosis.h"

namespace rung {

// Findings, one a row; to people, each with what to do below it.
Answer DiagnosisAnswer(std::span<const Finding> findings);

}  // namespace rung
