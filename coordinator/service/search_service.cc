#include "coordinator/service/search_service.h"

#include <fmt/format.h>

#include <utility>

#include "common/resource_names.h"
#include "common/spec/check_spec.h"
#include "common/status_macros.h"
#include "coordinator/schedule/plan.h"
#include "coordinator/service/comparison.h"
#include "coordinator/service/page_token.h"
#include "coordinator/service/reply.h"
#include "rung/v1/search.grpc.pb.h"

namespace rung {
namespace {

struct NewSearch {
  SearchCreated created;
  SplitAdded split;
};

// Checks a request for a search, completes its spec, for which the data are needed, and
// plans it, which may take seconds.
absl::StatusOr<NewSearch> PrepareSearch(const v1::CreateSearchRequest& request,
                                        SplitMaker& splits) {
  if (request.request_id().size() > 64) {
    return absl::InvalidArgumentError("request_id is longer than 64 bytes");
  }
  RETURN_IF_ERROR(ToStatus(CheckSpec(request.search().spec())));
  v1::SearchSpec spec = WithDefaults(request.search().spec());
  ASSIGN_OR_RETURN(const std::string data_set, ParseDataSetName(request.search().data_set()));
  ASSIGN_OR_RETURN(MadeSplit made, splits.Make(data_set, spec.data()));
  spec = WithObjective(std::move(spec), made.objective);
  RETURN_IF_ERROR(ToStatus(CheckScore(spec.score(), made.objective)));
  ASSIGN_OR_RETURN(const Plan plan, PlanSearch(spec));
  NewSearch search;
  search.created = SearchCreated{.spec = std::move(spec),
                                 .data_set = data_set,
                                 .split = made.split.key,
                                 .planned_epochs = plan.epochs_with_resume,
                                 .request_id = request.request_id()};
  search.split = std::move(made.split);
  return search;
}

// What to say of a trial whose weights cannot be had.
absl::Status WithoutWeights(Reader& reader, const TrialNameParts& name, const absl::Status& why) {
  if (!absl::IsNotFound(why)) return why;
  ASSIGN_OR_RETURN(const v1::ListBestTrialsResponse best, reader.ListBestTrials(name.search));
  for (const v1::RankedTrial& finalist : best.trials()) {
    if (!best.is_final() || finalist.trial().name() != TrialName(name.search, name.trial)) continue;
    return absl::DataLossError(
        fmt::format("the weights of trial {}, a finalist, are lost or damaged ({}); take the "
                    "folder of blobs from a backup",
                    name.trial, std::string(why.message())));
  }
  return absl::FailedPreconditionError(fmt::format(
      "the weights of trial {} have not been kept, as it is no finalist; train it again in a "
      "search of its own, with each parameter fixed to its value",
      name.trial));
}

class SearchService final : public v1::SearchService::CallbackService {
 public:
  SearchService(DecidingThread& deciding, ReaderPool& readers, SplitMaker& splits,
                const BlobStore& blobs, const StatusReader& status, WorkPool& query_pool,
                WorkPool& preparing_pool)
      : deciding_(deciding),
        readers_(readers),
        splits_(splits),
        blobs_(blobs),
        status_(status),
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
  grpc::ServerUnaryReactor* GetModel(grpc::CallbackServerContext* context,
                                     const v1::GetModelRequest* request,
                                     v1::Model* response) override;
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

  template <class Request>
  grpc::ServerUnaryReactor* ChangeState(grpc::CallbackServerContext* context,
                                        const Request& request, StateChange change,
                                        v1::Search* response);
  // Decides, and once that is durable answers with the search as it is read then.
  void DecideSearch(Reply<v1::Search> reply,
                    std::function<absl::StatusOr<std::string>(Decider&, Now)> decide);
  void CreatePrepared(Reply<v1::Search> reply, const v1::CreateSearchRequest& request);

  DecidingThread& deciding_;
  ReaderPool& readers_;
  SplitMaker& splits_;
  const BlobStore& blobs_;
  const StatusReader& status_;
  WorkPool& query_pool_;
  WorkPool& preparing_pool_;
};

grpc::ServerUnaryReactor* SearchService::CreateSearch(grpc::CallbackServerContext* context,
                                                      const v1::CreateSearchRequest* request,
                                                      v1::Search* response) {
  const Reply<v1::Search> reply(context, *request, response);
  RunOnPool(preparing_pool_, reply, [=, this] { CreatePrepared(reply, *request); });
  return reply.reactor();
}

void SearchService::CreatePrepared(Reply<v1::Search> reply,
                                   const v1::CreateSearchRequest& request) try {
  if (reply.IsGone()) return reply.Finish(NobodyWaits());
  auto search = PrepareSearch(request, splits_);
  if (!search.ok()) {
    reply.Finish(search.status());
    return;
  }
  DecideSearch(reply, [search = *std::move(search)](Decider& decider, Now now) {
    return decider.CreateSearch(search.created, search.split, now);
  });
} catch (const std::bad_alloc&) {
  reply.Finish(
      absl::ResourceExhaustedError("the coordinator has not the memory for this data set"));
}

void SearchService::DecideSearch(Reply<v1::Search> reply,
                                 std::function<absl::StatusOr<std::string>(Decider&, Now)> decide) {
  DecideAndRead<v1::Search>(
      deciding_, query_pool_, reply, std::move(decide),
      [this](const std::string& id) { return readers_.Take()->GetSearch(id); });
}

grpc::ServerUnaryReactor* SearchService::GetSearch(grpc::CallbackServerContext* context,
                                                   const v1::GetSearchRequest* request,
                                                   v1::Search* response) {
  const Reply<v1::Search> reply(context, *request, response);
  FinishOnPool<v1::Search>(query_pool_, reply, [=, this]() -> absl::StatusOr<v1::Search> {
    ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->name()));
    ASSIGN_OR_RETURN(v1::Search search, readers_.Take()->GetSearch(id));
    const absl::Status health = status_.Health();
    if (!health.ok() && !search.has_end_time()) {
      search.set_state_reason(std::string(health.message()));
    }
    return search;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::ListSearches(grpc::CallbackServerContext* context,
                                                      const v1::ListSearchesRequest* request,
                                                      v1::ListSearchesResponse* response) {
  using Response = v1::ListSearchesResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kUsualPageSize));
    ASSIGN_OR_RETURN(const std::int64_t before, PageStart(request->page_token()));
    ASSIGN_OR_RETURN(auto page, readers_.Take()->ListSearches(size, before));
    Response answer;
    answer.mutable_searches()->Assign(page.rows.begin(), page.rows.end());
    answer.set_next_page_token(PageToken(page.next));
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::DeleteSearch(grpc::CallbackServerContext* context,
                                                      const v1::DeleteSearchRequest* request,
                                                      google::protobuf::Empty* response) {
  using Response = google::protobuf::Empty;
  const Reply<Response> reply(context, *request, response);
  FinishByDeciding<Response>(
      deciding_, reply, [=](Decider& decider, Now) -> absl::StatusOr<Response> {
        ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->name()));
        RETURN_IF_ERROR(decider.DeleteSearch(id));
        return Response();
      });
  return reply.reactor();
}

template <class Request>
grpc::ServerUnaryReactor* SearchService::ChangeState(grpc::CallbackServerContext* context,
                                                     const Request& request, StateChange change,
                                                     v1::Search* response) {
  const Reply<v1::Search> reply(context, request, response);
  DecideSearch(
      reply,
      [name = request.name(), change](Decider& decider, Now now) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(std::string id, ParseSearchName(name));
        RETURN_IF_ERROR((decider.*change)(id, now));
        return id;
      });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::PauseSearch(grpc::CallbackServerContext* context,
                                                     const v1::PauseSearchRequest* request,
                                                     v1::Search* response) {
  return ChangeState(context, *request, &Decider::PauseSearch, response);
}

grpc::ServerUnaryReactor* SearchService::ResumeSearch(grpc::CallbackServerContext* context,
                                                      const v1::ResumeSearchRequest* request,
                                                      v1::Search* response) {
  return ChangeState(context, *request, &Decider::ResumeSearch, response);
}

grpc::ServerUnaryReactor* SearchService::StopSearch(grpc::CallbackServerContext* context,
                                                    const v1::StopSearchRequest* request,
                                                    v1::Search* response) {
  return ChangeState(context, *request, &Decider::StopSearch, response);
}

grpc::ServerUnaryReactor* SearchService::CancelSearch(grpc::CallbackServerContext* context,
                                                      const v1::CancelSearchRequest* request,
                                                      v1::Search* response) {
  return ChangeState(context, *request, &Decider::CancelSearch, response);
}

grpc::ServerUnaryReactor* SearchService::ListBestTrials(grpc::CallbackServerContext* context,
                                                        const v1::ListBestTrialsRequest* request,
                                                        v1::ListBestTrialsResponse* response) {
  using Response = v1::ListBestTrialsResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->parent()));
    return readers_.Take()->ListBestTrials(id);
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::ListTrials(grpc::CallbackServerContext* context,
                                                    const v1::ListTrialsRequest* request,
                                                    v1::ListTrialsResponse* response) {
  using Response = v1::ListTrialsResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->parent()));
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kUsualPageSize));
    ASSIGN_OR_RETURN(const std::int64_t first, PageStart(request->page_token()));
    ASSIGN_OR_RETURN(const auto trials, readers_.Take()->ListTrials(id, first, size));
    Response answer;
    answer.mutable_trials()->Assign(trials.begin(), trials.end());
    if (answer.trials_size() == size) answer.set_next_page_token(PageToken(first + size));
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::GetTrial(grpc::CallbackServerContext* context,
                                                  const v1::GetTrialRequest* request,
                                                  v1::Trial* response) {
  const Reply<v1::Trial> reply(context, *request, response);
  FinishOnPool<v1::Trial>(query_pool_, reply, [=, this]() -> absl::StatusOr<v1::Trial> {
    ASSIGN_OR_RETURN(const TrialNameParts name, ParseTrialName(request->name()));
    return readers_.Take()->GetTrial(name.search, name.trial);
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::GetModel(grpc::CallbackServerContext* context,
                                                  const v1::GetModelRequest* request,
                                                  v1::Model* response) {
  const Reply<v1::Model> reply(context, *request, response);
  FinishOnPool<v1::Model>(query_pool_, reply, [=, this]() -> absl::StatusOr<v1::Model> {
    ASSIGN_OR_RETURN(const TrialNameParts name, ParseModelName(request->name()));
    ASSIGN_OR_RETURN(v1::Model model, readers_.Take()->GetModel(name.search, name.trial));
    const absl::Status kept = blobs_.Path(model.checkpoint()).status();
    if (kept.ok()) return model;
    return WithoutWeights(*readers_.Take(), name, kept);
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::ListEpochs(grpc::CallbackServerContext* context,
                                                    const v1::ListEpochsRequest* request,
                                                    v1::ListEpochsResponse* response) {
  using Response = v1::ListEpochsResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const TrialNameParts name, ParseTrialName(request->parent()));
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kMaxPageSize));
    ASSIGN_OR_RETURN(const std::int64_t first, PageStart(request->page_token()));
    ASSIGN_OR_RETURN(const auto epochs, readers_.Take()->ListEpochs(name.search, name.trial,
                                                                    static_cast<int>(first), size));
    Response answer;
    answer.mutable_epochs()->Assign(epochs.begin(), epochs.end());
    if (answer.epochs_size() == size) {
      answer.set_next_page_token(PageToken(epochs.back().epoch() + 1));
    }
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::ListAttempts(grpc::CallbackServerContext* context,
                                                      const v1::ListAttemptsRequest* request,
                                                      v1::ListAttemptsResponse* response) {
  using Response = v1::ListAttemptsResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->parent()));
    ASSIGN_OR_RETURN(const int size, PageSize(request->page_size(), kMaxPageSize));
    ASSIGN_OR_RETURN(const std::int64_t after, PageStart(request->page_token()));
    ASSIGN_OR_RETURN(
        auto page, readers_.Take()->ListAttempts(id, after, size, request->lost_or_failed_only()));
    Response answer;
    answer.mutable_attempts()->Assign(page.rows.begin(), page.rows.end());
    answer.set_next_page_token(PageToken(page.next));
    return answer;
  });
  return reply.reactor();
}

grpc::ServerUnaryReactor* SearchService::CompareHyperparameter(
    grpc::CallbackServerContext* context, const v1::CompareHyperparameterRequest* request,
    v1::CompareHyperparameterResponse* response) {
  using Response = v1::CompareHyperparameterResponse;
  const Reply<Response> reply(context, *request, response);
  FinishOnPool<Response>(query_pool_, reply, [=, this]() -> absl::StatusOr<Response> {
    ASSIGN_OR_RETURN(const std::string id, ParseSearchName(request->name()));
    const ReaderPool::Lease reader = readers_.Take();
    return CompareInSearch(*reader, id, request->hyperparameter());
  });
  return reply.reactor();
}

}  // namespace

std::unique_ptr<grpc::Service> MakeSearchService(DecidingThread& deciding, ReaderPool& readers,
                                                 SplitMaker& splits, const BlobStore& blobs,
                                                 const StatusReader& status, WorkPool& query_pool,
                                                 WorkPool& preparing_pool) {
  return std::make_unique<SearchService>(deciding, readers, splits, blobs, status, query_pool,
                                         preparing_pool);
}

}  // namespace rung
