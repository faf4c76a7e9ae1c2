#include "coordinator/store/schema.h"

#include <array>

namespace rung {
namespace {

// Schema 1. Words are those of the API in lower case; times are microseconds since
// 1970; a number that was not finite is NULL. Rows of a deleted search stay until they
// are swept; its name is NULL from its deletion on. Tables that are written to all the
// time spell lists of words out with OR: for IN with three or more values SQLite builds
// a temporary table in every statement.
constexpr char kSchema1[] = R"sql(
CREATE TABLE data_sets (
  data_set_id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
  display_name TEXT NOT NULL,
  size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
  row_count INTEGER NOT NULL CHECK (row_count >= 0),
  column_count INTEGER NOT NULL CHECK (column_count >= 0),
  create_time_us INTEGER NOT NULL
) STRICT;

CREATE TABLE splits (
  split TEXT NOT NULL PRIMARY KEY CHECK (split <> ''),
  data_set TEXT NOT NULL REFERENCES data_sets (digest),
  training_blob TEXT NOT NULL CHECK (length(training_blob) = 64),
  test_blob TEXT NOT NULL CHECK (length(test_blob) = 64),
  training_rows INTEGER NOT NULL CHECK (training_rows >= 0),
  validation_rows INTEGER NOT NULL CHECK (validation_rows >= 0),
  test_rows INTEGER NOT NULL CHECK (test_rows >= 0),
  inputs INTEGER NOT NULL CHECK (inputs >= 0),
  outputs INTEGER NOT NULL CHECK (outputs >= 0),
  encoding BLOB NOT NULL
) STRICT;
CREATE INDEX splits_of_data_set ON splits (data_set);

CREATE TABLE searches (
  search_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE CHECK (name <> ''),
  data_set TEXT REFERENCES data_sets (digest),
  split TEXT REFERENCES splits (split),
  seed TEXT NOT NULL,
  score TEXT NOT NULL CHECK (score IN
    ('accuracy', 'balanced_accuracy', 'macro_f1', 'log_loss', 'auc', 'rmse', 'mae', 'r2')),
  higher_is_better INTEGER NOT NULL CHECK (higher_is_better IN (0, 1)),
  finalists INTEGER NOT NULL CHECK (finalists >= 1),
  planned_epochs INTEGER NOT NULL CHECK (planned_epochs >= 0),
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN
    ('pending', 'running', 'paused', 'stopping', 'succeeded', 'cancelled', 'failed')),
  state_reason TEXT NOT NULL DEFAULT '',
  state_time_us INTEGER,
  finalists_time_us INTEGER,
  request_id TEXT NOT NULL,
  create_time_us INTEGER NOT NULL,
  spec_text TEXT NOT NULL,
  spec BLOB NOT NULL,
  CHECK ((name IS NULL) = (data_set IS NULL)),
  CHECK ((name IS NULL) = (split IS NULL))
) STRICT;
CREATE INDEX deleted_searches ON searches (search_id) WHERE name IS NULL;

CREATE TABLE rungs (
  search_id INTEGER NOT NULL REFERENCES searches (search_id),
  rung INTEGER NOT NULL CHECK (rung >= 0),
  epochs INTEGER NOT NULL CHECK (epochs >= 0),
  size INTEGER NOT NULL CHECK (size >= 0),
  keep INTEGER NOT NULL CHECK (keep BETWEEN 0 AND size),
  done INTEGER NOT NULL DEFAULT 0,
  diverged INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (search_id, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE progress (
  search_id INTEGER PRIMARY KEY REFERENCES searches (search_id),
  trained_epochs INTEGER NOT NULL DEFAULT 0,
  epochs_from_scratch INTEGER NOT NULL DEFAULT 0,
  epochs_at_full_length INTEGER NOT NULL DEFAULT 0,
  training_seconds REAL NOT NULL DEFAULT 0,
  sample_count INTEGER NOT NULL DEFAULT 0,
  running_tasks INTEGER NOT NULL DEFAULT 0 CHECK (running_tasks >= 0),
  most_running_tasks INTEGER NOT NULL DEFAULT 0,
  lost_attempts INTEGER NOT NULL DEFAULT 0,
  determinism_faults INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sessions (
  session_id INTEGER PRIMARY KEY AUTOINCREMENT,
  worker TEXT NOT NULL CHECK (worker <> ''),
  numerics TEXT NOT NULL,
  start_time_us INTEGER NOT NULL,
  completed_tasks INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_of_worker ON sessions (worker);

CREATE TABLE trials (
  search_id INTEGER NOT NULL REFERENCES searches (search_id),
  trial INTEGER NOT NULL CHECK (trial >= 0),
  hidden_layers INTEGER NOT NULL CHECK (hidden_layers >= 0),
  units TEXT NOT NULL CHECK (units GLOB '[[]*]'),
  learning_rate REAL NOT NULL,
  activation TEXT NOT NULL CHECK (
    activation = 'relu' OR activation = 'leaky_relu' OR activation = 'elu' OR activation = 'gelu'
    OR activation = 'silu' OR activation = 'tanh' OR activation = 'sigmoid'),
  batch_size INTEGER NOT NULL CHECK (batch_size >= 1),
  epochs INTEGER NOT NULL CHECK (epochs >= 1),
  optimizer TEXT NOT NULL CHECK (
    optimizer = 'sgd' OR optimizer = 'nesterov' OR optimizer = 'rmsprop' OR optimizer = 'adam'
    OR optimizer = 'adamw'),
  momentum REAL NOT NULL,
  weight_decay REAL NOT NULL,
  dropout REAL NOT NULL,
  learning_rate_schedule TEXT NOT NULL CHECK (
    learning_rate_schedule = 'constant' OR learning_rate_schedule = 'cosine'
    OR learning_rate_schedule = 'step'),
  warmup REAL NOT NULL,
  gradient_clip REAL NOT NULL,
  label_smoothing REAL NOT NULL,
  class_weight TEXT NOT NULL CHECK (class_weight = 'equal' OR class_weight = 'balanced'),
  PRIMARY KEY (search_id, trial)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  attempt_id INTEGER PRIMARY KEY,
  search_id INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
  rung INTEGER NOT NULL CHECK (rung >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  session_id INTEGER NOT NULL REFERENCES sessions (session_id),
  request_id TEXT NOT NULL,
  start_time_us INTEGER NOT NULL,
  ended TEXT CHECK (
    ended = 'completed' OR ended = 'diverged' OR ended = 'failed' OR ended = 'lost'
    OR ended = 'cancelled' OR ended = 'returned'),
  detail TEXT NOT NULL DEFAULT '',
  end_time_us INTEGER,
  UNIQUE (search_id, is_test, rung, trial, attempt),
  FOREIGN KEY (search_id, trial) REFERENCES trials (search_id, trial),
  CHECK ((ended IS NULL) = (end_time_us IS NULL)),
  CHECK (rung = 0 OR NOT is_test)
) STRICT;
CREATE INDEX attempts_of_search ON attempts (search_id);
CREATE INDEX lost_or_failed_attempts ON attempts (search_id)
  WHERE ended = 'lost' OR ended = 'failed';
CREATE INDEX open_attempts ON attempts (search_id, trial) WHERE ended IS NULL;

CREATE TABLE epochs (
  search_id INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  training_loss REAL,
  training_score REAL,
  validation_loss REAL,
  validation_score REAL,
  sample_count INTEGER NOT NULL CHECK (sample_count >= 0),
  seconds REAL NOT NULL CHECK (seconds >= 0),
  PRIMARY KEY (search_id, trial, epoch),
  FOREIGN KEY (search_id, trial) REFERENCES trials (search_id, trial)
) STRICT, WITHOUT ROWID;

-- rank_key orders a rung: the score, signed so that less is better, or infinity.
CREATE TABLE rung_results (
  search_id INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  outcome TEXT NOT NULL CHECK (
    outcome = 'completed' OR outcome = 'diverged' OR outcome = 'failed'),
  epochs INTEGER NOT NULL CHECK (epochs >= 0),
  score REAL,
  rank_key REAL NOT NULL,
  checkpoint TEXT NOT NULL CHECK (length(checkpoint) IN (0, 64)),
  failure TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  PRIMARY KEY (search_id, trial, rung),
  FOREIGN KEY (search_id, trial) REFERENCES trials (search_id, trial),
  FOREIGN KEY (search_id, rung) REFERENCES rungs (search_id, rung),
  CHECK ((outcome = 'completed') = (score IS NOT NULL)),
  CHECK (rank_key IN (coalesce(score, 9e999), coalesce(-score, 9e999))),
  CHECK (checkpoint = '' OR outcome = 'completed')
) STRICT, WITHOUT ROWID;
CREATE INDEX rung_order ON rung_results (search_id, rung, rank_key, trial);

CREATE TABLE rung_metrics (
  search_id INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  part TEXT NOT NULL CHECK (part = 'training' OR part = 'validation' OR part = 'test'),
  metric TEXT NOT NULL,
  value REAL,
  PRIMARY KEY (search_id, trial, rung, part, metric),
  FOREIGN KEY (search_id, trial, rung) REFERENCES rung_results (search_id, trial, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE rung_decisions (
  search_id INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  size INTEGER NOT NULL CHECK (size >= 0),
  keep INTEGER NOT NULL CHECK (keep BETWEEN 0 AND size),
  time_us INTEGER NOT NULL,
  PRIMARY KEY (search_id, rung),
  FOREIGN KEY (search_id, rung) REFERENCES rungs (search_id, rung)
) STRICT, WITHOUT ROWID;

CREATE TABLE finalists (
  search_id INTEGER NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 1),
  trial INTEGER NOT NULL,
  rung INTEGER NOT NULL,
  attempt INTEGER,
  validation_spread REAL,
  test_spread REAL,
  failure TEXT NOT NULL DEFAULT '',
  scored_time_us INTEGER,
  PRIMARY KEY (search_id, place),
  UNIQUE (search_id, trial),
  FOREIGN KEY (search_id, trial, rung) REFERENCES rung_results (search_id, trial, rung),
  CHECK ((attempt IS NULL) = (scored_time_us IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE faults (
  fault_id INTEGER PRIMARY KEY,
  search_id INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
  rung INTEGER NOT NULL CHECK (rung >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  detail TEXT NOT NULL,
  time_us INTEGER NOT NULL,
  FOREIGN KEY (search_id, trial) REFERENCES trials (search_id, trial)
) STRICT;
CREATE INDEX faults_of_search ON faults (search_id);

CREATE TRIGGER count_search AFTER INSERT ON searches BEGIN
  INSERT INTO progress (search_id) VALUES (NEW.search_id);
END;

CREATE TRIGGER count_trial AFTER INSERT ON trials BEGIN
  UPDATE progress SET epochs_at_full_length = epochs_at_full_length + NEW.epochs
  WHERE search_id = NEW.search_id;
END;

CREATE TRIGGER count_attempt AFTER INSERT ON attempts BEGIN
  UPDATE progress SET
    running_tasks = running_tasks + 1,
    most_running_tasks = max(most_running_tasks, running_tasks + 1)
  WHERE search_id = NEW.search_id;
END;

CREATE TRIGGER count_attempt_end AFTER UPDATE OF ended ON attempts
WHEN OLD.ended IS NULL AND NEW.ended IS NOT NULL BEGIN
  UPDATE progress SET
    running_tasks = running_tasks - 1,
    lost_attempts = lost_attempts + (NEW.ended = 'lost')
  WHERE search_id = NEW.search_id;
  UPDATE sessions SET completed_tasks = completed_tasks + 1
  WHERE session_id = NEW.session_id AND NEW.ended = 'completed';
END;

CREATE TRIGGER count_epoch AFTER INSERT ON epochs BEGIN
  UPDATE progress SET
    training_seconds = training_seconds + NEW.seconds,
    sample_count = sample_count + NEW.sample_count
  WHERE search_id = NEW.search_id;
END;

CREATE TRIGGER count_result AFTER INSERT ON rung_results BEGIN
  UPDATE rungs SET
    done = done + 1,
    diverged = diverged + (NEW.outcome = 'diverged'),
    failed = failed + (NEW.outcome = 'failed')
  WHERE search_id = NEW.search_id AND rung = NEW.rung;
  -- A trial that stopped early has trained on after the epoch of its result.
  UPDATE progress SET
    trained_epochs = trained_epochs + max(0, last.epoch - coalesce(
      (SELECT epochs FROM rung_results
       WHERE search_id = NEW.search_id AND trial = NEW.trial AND rung = NEW.rung - 1), 0)),
    epochs_from_scratch = epochs_from_scratch + last.epoch
  FROM (SELECT max(NEW.epochs, coalesce(max(epoch), 0)) AS epoch FROM epochs
        WHERE search_id = NEW.search_id AND trial = NEW.trial) AS last
  WHERE search_id = NEW.search_id AND NEW.outcome <> 'failed';
END;

CREATE TRIGGER count_fault AFTER INSERT ON faults BEGIN
  UPDATE progress SET determinism_faults = determinism_faults + 1
  WHERE search_id = NEW.search_id;
END;

CREATE VIEW ranks AS
SELECT search_id, rung, trial,
  row_number() OVER (PARTITION BY search_id, rung ORDER BY rank_key, trial) AS rank
FROM rung_results;

CREATE VIEW decisions AS
SELECT s.name AS search, rung, r.epochs, trial, k.rank, d.size, d.keep, r.score,
  CASE
    WHEN f.trial IS NOT NULL THEN 'finalist'
    WHEN r.outcome <> 'completed' THEN r.outcome
    WHEN d.rung IS NULL THEN 'pending'
    WHEN k.rank <= d.keep THEN 'promoted'
    ELSE 'eliminated'
  END AS decision,
  r.search_id
FROM ranks AS k
JOIN rung_results AS r USING (search_id, rung, trial)
JOIN searches AS s USING (search_id)
LEFT JOIN rung_decisions AS d USING (search_id, rung)
LEFT JOIN finalists AS f USING (search_id, rung, trial)
WHERE s.name IS NOT NULL;

CREATE VIEW best_results AS
SELECT search_id, place, trial, rung, validation_spread, test_spread FROM finalists
UNION ALL
SELECT search_id, place, trial, rung, NULL, NULL FROM (
  SELECT search_id, r.trial, r.rung, s.finalists, row_number() OVER (
    PARTITION BY search_id ORDER BY r.rung DESC, r.rank_key, r.trial) AS place
  FROM rung_results AS r JOIN searches AS s USING (search_id)
  WHERE s.finalists_time_us IS NULL AND r.outcome = 'completed' AND NOT EXISTS (
    SELECT 1 FROM rung_results AS higher
    WHERE higher.search_id = r.search_id AND higher.trial = r.trial AND higher.rung > r.rung))
WHERE place <= finalists;

CREATE VIEW best_trials AS
SELECT s.name AS search, b.place, b.trial, r.epochs, s.score AS metric, r.score,
  m.value AS training_score, r.score AS validation_score, b.validation_spread,
  x.value AS test_score, b.test_spread,
  iif(s.higher_is_better, m.value - r.score, r.score - m.value) AS gap,
  t.hidden_layers, t.units, t.learning_rate, t.activation, t.batch_size, t.optimizer,
  t.momentum, t.weight_decay, t.dropout, t.learning_rate_schedule, t.warmup,
  t.gradient_clip, t.label_smoothing, t.class_weight
FROM best_results AS b
JOIN searches AS s USING (search_id)
JOIN trials AS t USING (search_id, trial)
JOIN rung_results AS r USING (search_id, trial, rung)
LEFT JOIN rung_metrics AS m ON m.search_id = b.search_id AND m.trial = b.trial
  AND m.rung = b.rung AND m.part = 'training' AND m.metric = s.score
LEFT JOIN rung_metrics AS x ON x.search_id = b.search_id AND x.trial = b.trial
  AND x.rung = b.rung AND x.part = 'test' AND x.metric = s.score
WHERE s.name IS NOT NULL
ORDER BY s.name, b.place;

CREATE VIEW learning_curves AS
SELECT s.name AS search, trial, e.epoch, e.training_loss, e.training_score,
  e.validation_loss, e.validation_score, e.sample_count, e.seconds,
  t.hidden_layers, t.units, t.learning_rate, t.activation, t.batch_size, t.optimizer,
  t.momentum, t.weight_decay, t.dropout, t.learning_rate_schedule, t.warmup,
  t.gradient_clip, t.label_smoothing, t.class_weight
FROM epochs AS e
JOIN trials AS t USING (search_id, trial)
JOIN searches AS s USING (search_id)
WHERE s.name IS NOT NULL
ORDER BY s.name, trial, e.epoch;
)sql";

// Schema 2. Sessions that are drained and ended; a task handed back with the checkpoint to
// go on from.
constexpr char kSchema2[] = R"sql(
ALTER TABLE sessions ADD COLUMN drain_time_us INTEGER;
ALTER TABLE sessions ADD COLUMN end_time_us INTEGER;
ALTER TABLE sessions ADD COLUMN end_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN checkpoint TEXT NOT NULL DEFAULT ''
  CHECK (length(checkpoint) IN (0, 64));
CREATE INDEX attempts_with_checkpoint ON attempts (search_id) WHERE checkpoint <> '';
)sql";

// Schema 3. Attempts that failed for a reason of the worker's own; the requests that started
// sessions; what a worker says of itself.
constexpr char kSchema3[] = R"sql(
ALTER TABLE sessions ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN cpu_count INTEGER NOT NULL DEFAULT 0 CHECK (cpu_count >= 0);
ALTER TABLE attempts ADD COLUMN is_excused INTEGER NOT NULL DEFAULT 0
  CHECK (is_excused IN (0, 1));
)sql";

// Schema 4. What the names of sessions are made with; a backup has none.
constexpr char kSchema4[] = R"sql(
CREATE TABLE session_key (key TEXT NOT NULL CHECK (length(key) = 64)) STRICT;
)sql";

constexpr std::array kMigrations = {kSchema1, kSchema2, kSchema3, kSchema4};

}  // namespace

std::span<const char* const> Migrations() { return kMigrations; }

}  // namespace rung
