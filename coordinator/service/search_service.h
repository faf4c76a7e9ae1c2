#pragma once

#include <string>

#include "coordinator/decide/deciding_thread.h"
#include "coordinator/service/reply.h"
#include "coordinator/service/split_maker.h"
#include "coordinator/service/work_pool.h"
#include "coordinator/store/reader_pool.h"
#include "rung/v1/search.grpc.pb.h"

namespace rung {

// Launches searches, moves their state, answers questions about them. What changes
// anything goes to the deciding thread, what asks goes to a reader.
class SearchService final : public v1::SearchService::CallbackService {
 public:
  // `preparing_pool` divides data sets, which may take minutes.
  SearchService(DecidingThread& deciding, ReaderPool& readers, SplitMaker& splits,
                WorkPool& query_pool, WorkPool& preparing_pool)
      : deciding_(deciding),
        readers_(readers),
        splits_(splits),
        query_pool_(query_pool),
        preparing_pool_(preparing_pool) {}

  grpc::ServerUnaryReactor* CreateSearch(grpc::CallbackServerContext* context,
                                         const v1::CreateSearchRequest* request,
                                         v1::Search* response) override;
  grpc::ServerUnaryReactor* GetSearch(grpc::CallbackServerContext* context,
                                      const v1::GetSearchRequest* request,
                                      v1::Search* response) override;
  grpc::ServerUnaryReactor* ListSearches(grpc::CallbackServerContext* context,
                                         const v1::ListSearchesRequest* request,
                                         v1::ListSearchesResponse* response) override;
  grpc::ServerUnaryReactor* DeleteSearch(grpc::CallbackServerContext* context,
                                         const v1::DeleteSearchRequest* request,
                                         google::protobuf::Empty* response) override;
  grpc::ServerUnaryReactor* PauseSearch(grpc::CallbackServerContext* context,
                                        const v1::PauseSearchRequest* request,
                                        v1::Search* response) override;
  grpc::ServerUnaryReactor* ResumeSearch(grpc::CallbackServerContext* context,
                                         const v1::ResumeSearchRequest* request,
                                         v1::Search* response) override;
  grpc::ServerUnaryReactor* StopSearch(grpc::CallbackServerContext* context,
                                       const v1::StopSearchRequest* request,
                                       v1::Search* response) override;
  grpc::ServerUnaryReactor* CancelSearch(grpc::CallbackServerContext* context,
                                         const v1::CancelSearchRequest* request,
                                         v1::Search* response) override;
  grpc::ServerUnaryReactor* ListBestTrials(grpc::CallbackServerContext* context,
                                           const v1::ListBestTrialsRequest* request,
                                           v1::ListBestTrialsResponse* response) override;
  grpc::ServerUnaryReactor* ListTrials(grpc::CallbackServerContext* context,
                                       const v1::ListTrialsRequest* request,
                                       v1::ListTrialsResponse* response) override;
  grpc::ServerUnaryReactor* GetTrial(grpc::CallbackServerContext* context,
                                     const v1::GetTrialRequest* request,
                                     v1::Trial* response) override;
  grpc::ServerUnaryReactor* ListEpochs(grpc::CallbackServerContext* context,
                                       const v1::ListEpochsRequest* request,
                                       v1::ListEpochsResponse* response) override;
  grpc::ServerUnaryReactor* ListAttempts(grpc::CallbackServerContext* context,
                                         const v1::ListAttemptsRequest* request,
                                         v1::ListAttemptsResponse* response) override;
  grpc::ServerUnaryReactor* CompareHyperparameter(
      grpc::CallbackServerContext* context, const v1::CompareHyperparameterRequest* request,
      v1::CompareHyperparameterResponse* response) override;

 private:
  using StateChange = absl::Status (Decider::*)(const std::string& name, Now now);

  grpc::ServerUnaryReactor* ChangeState(grpc::CallbackServerContext* context,
                                        const std::string& name, StateChange change,
                                        v1::Search* response);
  // Decides, and once that is durable answers with the search as it is read then.
  void DecideAndRead(Reply<v1::Search> reply,
                     std::function<absl::StatusOr<std::string>(Decider&, Now)> decide);
  void CreatePrepared(Reply<v1::Search> reply, const v1::CreateSearchRequest& request);

  DecidingThread& deciding_;
  ReaderPool& readers_;
  SplitMaker& splits_;
  WorkPool& query_pool_;
  WorkPool& preparing_pool_;
};

}  // namespace rung
