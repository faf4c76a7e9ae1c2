#pragma once

namespace rung {

// Lets the process keep up to 64 MiB of what it frees, for whichever thread wants memory next, so
// that the kernel need not map and clear it again, and of large pages, so that it need not do so
// 4 KiB at a time; for programs that take and give back megabytes all the time. Call it before
// threads start.
void KeepFreedMemory();

}  // namespace rung
