#pragma once

#include "client/program.h"

// One file a verb; each function adds its verb to the command line.
namespace rung {

void AddInit(Program& program);
void AddPlan(Program& program);
void AddLocal(Program& program);
void AddSearch(Program& program);
void AddLs(Program& program);
void AddShow(Program& program);
void AddTrials(Program& program);
void AddBest(Program& program);
void AddWatch(Program& program);
void AddPause(Program& program);
void AddResume(Program& program);
void AddStop(Program& program);
void AddCancel(Program& program);
void AddRm(Program& program);
void AddData(Program& program);
void AddWorkers(Program& program);
void AddTop(Program& program);
void AddDoctor(Program& program);
void AddHealth(Program& program);
void AddCompare(Program& program);
void AddModel(Program& program);
void AddPredict(Program& program);
void AddCerts(Program& program);

}  // namespace rung
