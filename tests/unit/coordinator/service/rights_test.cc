#include "coordinator/service/rights.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rung/v1/blob.pb.h"
#include "rung/v1/coordinator.pb.h"
#include "rung/v1/data_set.pb.h"
#include "rung/v1/search.pb.h"
#include "rung/v1/task.pb.h"
#include "rung/v1/worker.pb.h"

namespace rung {
namespace {

using testing::HasSubstr;

const Peer kWorker = {Role::kWorker, "lab-2"};
const Peer kClient = {Role::kClient, "ada"};

// Of the API's services, as they are called.
std::vector<std::string> Methods() {
  std::vector<std::string> methods;
  for (const google::protobuf::FileDescriptor* file :
       {v1::GetBlobRequest::descriptor()->file(), v1::Coordinator::descriptor()->file(),
        v1::DataSet::descriptor()->file(), v1::Search::descriptor()->file(),
        v1::LeaseTaskRequest::descriptor()->file(), v1::Worker::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      const google::protobuf::ServiceDescriptor& service = *file->service(s);
      for (int m = 0; m < service.method_count(); ++m) {
        methods.push_back("/" + service.full_name() + "/" + service.method(m)->name());
      }
    }
  }
  return methods;
}

TEST(RightsTest, KnowEveryMethodOfTheApi) {
  EXPECT_GE(Methods().size(), 30U);
  for (const std::string& method : Methods()) EXPECT_TRUE(HasRights(method)) << method;
}

TEST(RightsTest, EveryMethodIsForSomeoneAndNoneForACoordinator) {
  for (const std::string& method : Methods()) {
    EXPECT_TRUE(CheckRight(kWorker, method).ok() || CheckRight(kClient, method).ok()) << method;
    EXPECT_FALSE(CheckRight({Role::kCoordinator, "coordinator"}, method).ok()) << method;
  }
}

TEST(RightsTest, WorkersMayWorkAndClientsMayAsk) {
  EXPECT_TRUE(CheckRight(kWorker, "/rung.v1.TaskService/LeaseTask").ok());
  EXPECT_FALSE(CheckRight(kClient, "/rung.v1.TaskService/LeaseTask").ok());
  EXPECT_TRUE(CheckRight(kClient, "/rung.v1.SearchService/CreateSearch").ok());
  EXPECT_FALSE(CheckRight(kWorker, "/rung.v1.SearchService/CreateSearch").ok());
  EXPECT_FALSE(CheckRight(kWorker, "/rung.v1.DataSetService/ListDataSets").ok());
  for (const Peer& peer : {kWorker, kClient}) {
    EXPECT_TRUE(CheckRight(peer, "/rung.v1.BlobService/GetBlob").ok());
    EXPECT_TRUE(CheckRight(peer, "/grpc.health.v1.Health/Check").ok());
  }
  EXPECT_FALSE(
      CheckRight(kWorker, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo").ok());
}

TEST(RightsTest, DenyWhatTheyDoNotKnow) {
  EXPECT_EQ(CheckRight(kClient, "/rung.v1.SearchService/Dance").code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_FALSE(CheckRight(kClient, "").ok());
}

TEST(RightsTest, SayWhoseCertificateItIsAndWhoseItTakes) {
  const absl::Status denied = CheckRight(kWorker, "/rung.v1.SearchService/DeleteSearch");
  EXPECT_EQ(denied.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(
      std::string(denied.message()),
      HasSubstr("these are the credentials of worker 'lab-2'; DeleteSearch takes a client's, see "
                "`rung certs client"));
}

}  // namespace
}  // namespace rung
