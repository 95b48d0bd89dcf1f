-- What the memory file has beside LangGraph's own two tables. The triggers work in the transaction
-- of each write, whichever process and door it comes from. {older} is the number of checkpoints kept.
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS heartbeat (id INTEGER PRIMARY KEY, at TEXT NOT NULL);

-- The fence of erasure: the lowest revision of the transcript that a thread's checkpoints may be
-- made from; NULL for a deleted session, of which no checkpoint is allowed.
CREATE TABLE IF NOT EXISTS fence (thread_id TEXT PRIMARY KEY, lowest INTEGER) WITHOUT ROWID;
-- Checkpoint ids begin with the time: those below this one were made before the last erasure.
CREATE TABLE IF NOT EXISTS erasure (id INTEGER PRIMARY KEY CHECK (id = 1), before TEXT NOT NULL);

-- The last rewriting of the files: how many sessions were deleted by then, and whether it ended.
-- A deletion of checkpoints takes the row away, so that one that came meanwhile counts.
CREATE TABLE IF NOT EXISTS rewriting (
    id INTEGER PRIMARY KEY CHECK (id = 1), deleted INTEGER NOT NULL, done INTEGER NOT NULL
);

-- Files of earlier versions had a table of deleted threads instead.
CREATE TABLE IF NOT EXISTS forgotten (thread_id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT OR IGNORE INTO fence SELECT thread_id, NULL FROM forgotten;
DROP TRIGGER IF EXISTS forgotten_checkpoint;
DROP TRIGGER IF EXISTS forgotten_write;
DROP TABLE forgotten;

-- A checkpoint without a revision holds no memory yet, only what its run was given.
CREATE TRIGGER IF NOT EXISTS fenced BEFORE INSERT ON checkpoints
WHEN NEW.checkpoint_id < (SELECT before FROM erasure) OR EXISTS (
    SELECT 1 FROM fence WHERE thread_id = NEW.thread_id AND (
        lowest IS NULL OR json_extract(CAST(NEW.metadata AS TEXT), '$.revision') < lowest
    )
)
BEGIN SELECT RAISE(IGNORE); END;

-- A run that began on a checkpoint which is gone may hold what was erased with it.
CREATE TRIGGER IF NOT EXISTS orphaned BEFORE INSERT ON checkpoints
WHEN NEW.parent_checkpoint_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM checkpoints WHERE thread_id = NEW.thread_id
    AND checkpoint_ns = NEW.checkpoint_ns AND checkpoint_id = NEW.parent_checkpoint_id
)
BEGIN SELECT RAISE(IGNORE); END;

CREATE TRIGGER IF NOT EXISTS orphaned_write BEFORE INSERT ON writes
WHEN NOT EXISTS (
    SELECT 1 FROM checkpoints WHERE thread_id = NEW.thread_id
    AND checkpoint_ns = NEW.checkpoint_ns AND checkpoint_id = NEW.checkpoint_id
)
BEGIN SELECT RAISE(IGNORE); END;

DROP TRIGGER IF EXISTS outdated;
CREATE TRIGGER outdated AFTER INSERT ON checkpoints
BEGIN
    DELETE FROM checkpoints WHERE thread_id = NEW.thread_id AND checkpoint_ns = NEW.checkpoint_ns
    AND checkpoint_id <= (
        SELECT checkpoint_id FROM checkpoints
        WHERE thread_id = NEW.thread_id AND checkpoint_ns = NEW.checkpoint_ns
        ORDER BY checkpoint_id DESC LIMIT 1 OFFSET {older}
    );
END;

CREATE TRIGGER IF NOT EXISTS deleted AFTER DELETE ON checkpoints
BEGIN
    DELETE FROM writes WHERE thread_id = OLD.thread_id
    AND checkpoint_ns = OLD.checkpoint_ns AND checkpoint_id = OLD.checkpoint_id;
END;
COMMIT;
