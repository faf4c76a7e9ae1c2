#include "client/render/cluster_view.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

std::vector<v1::Worker> TwoWorkers() {
  return {Parsed<v1::Worker>(
              "name: 'workers/lab-1' state: BUSY silent_seconds: 1.5 completed_task_count: 12 "
              "start_time { seconds: 86400 } numerics: 'rung-trainer-3 x86_64 gcc-12.2 x86-64-v3' "
              "attempt: 'searches/digits/trials/17/tasks/2/attempts/1' epoch: 9 host: 'lab' "
              "version: '0.1.0' cpu_count: 8 epochs_per_second: 12.5 samples_per_second: 16000"),
          Parsed<v1::Worker>("name: 'workers/lab-2' state: SILENT silent_seconds: -1")};
}

TEST(WorkersAnswerTest, ShowsOneWorkerARow) {
  EXPECT_EQ(Render(WorkersAnswer(TwoWorkers()), Format::kTable),
            "WORKER  STATE   HOST  LEVEL      TASK                     EPOCHS/S  SAMPLES/S  "
            "COMPLETED  LAST_SEEN\n"
            "lab-1   busy    lab   x86-64-v3  digits trial 17 epoch 9      12.5      16000  "
            "       12  1.5 s ago\n"
            "lab-2   silent  -     -          -                               -          -  "
            "        0  -\n");
}

TEST(WorkersAnswerTest, TellsProgramsMore) {
  const Json rows = WorkersAnswer(TwoWorkers()).json["workers"];
  EXPECT_EQ(rows[0]["search"], "digits");
  EXPECT_EQ(rows[0]["trial"], 17);
  EXPECT_EQ(rows[0]["epoch"], 9);
  EXPECT_EQ(rows[0]["version"], "0.1.0");
  EXPECT_EQ(rows[0]["cpus"], 8);
  EXPECT_EQ(rows[0]["started"], "1970-01-02T00:00:00Z");
  EXPECT_TRUE(rows[1]["trial"].is_null());
  EXPECT_TRUE(rows[1]["silent_seconds"].is_null());
}

TEST(DataSetsAnswerTest, CutsDigestsInTablesAlone) {
  const std::string digest(64, 'a');
  v1::DataSet data_set =
      Parsed<v1::DataSet>("display_name: 'f.csv' size_bytes: 2048 row_count: 10 column_count: 3");
  data_set.set_name("dataSets/" + digest);
  const Answer answer = DataSetsAnswer(std::vector<v1::DataSet>{data_set});
  EXPECT_EQ(Render(answer, Format::kTable),
            "DATA_SET      FILE   ROWS  COLUMNS  SIZE     CREATED\n"
            "aaaaaaaaaaaa  f.csv    10        3  2.0 KiB  -\n");
  EXPECT_EQ(Render(answer, Format::kCsv),
            "data_set,file,rows,columns,bytes,created\n" + digest + ",f.csv,10,3,2048,\n");
}

}  // namespace
}  // namespace rung
