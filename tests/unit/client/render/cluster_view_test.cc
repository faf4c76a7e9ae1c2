#include "client/render/cluster_view.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/client/render/samples.h"

namespace rung {
namespace {

TEST(WorkersAnswerTest, ShowsOneWorkerARow) {
  const std::vector<v1::Worker> workers = {
      Parsed<v1::Worker>("name: 'workers/lab-1' state: BUSY silent_seconds: 1.5 "
                         "completed_task_count: 12 start_time { seconds: 86400 } "
                         "attempt: 'a' numerics: 'mlp-1'"),
      Parsed<v1::Worker>("name: 'workers/lab-2' state: SILENT silent_seconds: -1")};
  EXPECT_EQ(Render(WorkersAnswer(workers), Format::kTable),
            "WORKER  STATE   SILENT_SECONDS  COMPLETED  STARTED               ATTEMPT  NUMERICS\n"
            "lab-1   busy               1.5         12  1970-01-02T00:00:00Z  a        mlp-1\n"
            "lab-2   silent               -          0  -                     -        -\n");
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
