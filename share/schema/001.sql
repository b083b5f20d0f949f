-- Version 1: tracks and labels, splits, runs.
--
-- Times are seconds since 1970, UTC.  Seeds are unsigned 64-bit numbers kept
-- as the signed number with the same bits.  A number that is not finite is
-- NULL where it is NaN.

CREATE TABLE track (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    path TEXT NOT NULL UNIQUE CHECK (path <> ''),
    label_id INTEGER            -- the label in use; NULL: unlabelled
        REFERENCES label (id) DEFERRABLE INITIALLY DEFERRED,
    original_label_id INTEGER   -- the first one imported; never changed
        REFERENCES label (id) DEFERRABLE INITIALLY DEFERRED,
    artist TEXT,
    title TEXT,
    artist_source INTEGER NOT NULL DEFAULT 0    -- 0 import, 1 published
        CHECK (artist_source BETWEEN 0 AND 1),
    title_source INTEGER NOT NULL DEFAULT 0
        CHECK (title_source BETWEEN 0 AND 1),
    status INTEGER NOT NULL     -- 0 ready, 1 truncated, 2 unreadable,
                                -- 3 missing, 4 features only
        CHECK (status BETWEEN 0 AND 4),
    reason TEXT,
    file_size INTEGER NOT NULL,
    file_mtime_ns INTEGER NOT NULL,
    samples BLOB                -- 16 bytes, big endian; NULL: nothing decoded
        CHECK (length(samples) = 16),
    format TEXT,
    rate_hz INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    duration_s REAL,
    mean REAL,
    rms REAL,
    peak REAL,
    clipped REAL,
    silent REAL,
    constant REAL
) STRICT;

CREATE INDEX track_by_samples ON track (samples) WHERE samples IS NOT NULL;

-- Every label a track ever had.  Rows are added, never changed: a later
-- review points track.label_id at another row, and undo points it back.
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    track_id INTEGER NOT NULL REFERENCES track (id) ON DELETE CASCADE,
    genre TEXT NOT NULL CHECK (genre <> ''),
    source TEXT NOT NULL CHECK (source IN ('import', 'person')),
    created INTEGER NOT NULL
) STRICT;

CREATE INDEX label_by_track ON label (track_id, id);

CREATE TABLE split (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    protocol TEXT NOT NULL,
    seed INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE split_entry (
    split_id INTEGER NOT NULL REFERENCES split (id) ON DELETE CASCADE,
    track_id INTEGER NOT NULL REFERENCES track (id),
    part INTEGER NOT NULL       -- 0 train, 1 valid, 2 test
        CHECK (part BETWEEN 0 AND 2),
    PRIMARY KEY (split_id, track_id)
) STRICT, WITHOUT ROWID;

-- A number is never given twice: runs/<id> of a removed run may be left over.
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL,
    features TEXT NOT NULL,
    split_id INTEGER NOT NULL REFERENCES split (id),
    seed INTEGER NOT NULL,
    backend TEXT NOT NULL,
    status INTEGER NOT NULL     -- 0 running, 1 done, 2 failed
        CHECK (status BETWEEN 0 AND 2),
    reason TEXT,
    created INTEGER NOT NULL,
    epochs_planned INTEGER NOT NULL,
    epochs_done INTEGER NOT NULL,
    best_epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE run_setting (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (run_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_class (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,  -- the index of the network's output
    genre TEXT NOT NULL,
    PRIMARY KEY (run_id, position),
    UNIQUE (run_id, genre)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number >= 1),
    train_loss REAL,
    train_accuracy REAL,
    valid_loss REAL,
    valid_accuracy REAL,
    learning_rate REAL,
    seconds REAL,
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE prediction (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    checkpoint INTEGER NOT NULL -- 0 best, 1 last
        CHECK (checkpoint BETWEEN 0 AND 1),
    track_id INTEGER NOT NULL REFERENCES track (id),
    part INTEGER NOT NULL CHECK (part BETWEEN 0 AND 2),
    label INTEGER NOT NULL,     -- positions in run_class
    predicted INTEGER NOT NULL,
    probabilities BLOB NOT NULL,-- one little-endian float32 a class
    PRIMARY KEY (run_id, checkpoint, track_id)
) STRICT, WITHOUT ROWID;
