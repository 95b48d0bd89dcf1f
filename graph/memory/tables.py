"""What the memory file has beside LangGraph's own tables: triggers and tables of ours, as SQL."""

OURS = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS heartbeat (id INTEGER PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS forgotten (thread_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS forgotten_checkpoint BEFORE INSERT ON checkpoints
WHEN EXISTS (SELECT 1 FROM forgotten WHERE thread_id = NEW.thread_id)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS forgotten_write BEFORE INSERT ON writes
WHEN EXISTS (SELECT 1 FROM forgotten WHERE thread_id = NEW.thread_id)
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER IF NOT EXISTS orphaned BEFORE INSERT ON checkpoints
WHEN NEW.parent_checkpoint_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM checkpoints WHERE thread_id = NEW.thread_id
    AND checkpoint_ns = NEW.checkpoint_ns AND checkpoint_id = NEW.parent_checkpoint_id
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
    DELETE FROM writes WHERE thread_id = NEW.thread_id AND checkpoint_ns = NEW.checkpoint_ns
    AND checkpoint_id < (
        SELECT min(checkpoint_id) FROM checkpoints
        WHERE thread_id = NEW.thread_id AND checkpoint_ns = NEW.checkpoint_ns
    );
END;
COMMIT;
"""
"""In the same transaction as what is written, whichever process and door it is from: what a late
writer has to say for a forgotten session is dropped, as is what a run began on that has been
dropped since, and a thread's old checkpoints go.
"""

FORGOTTEN = "forgotten"
"""In the place of a checkpoint's id."""
NEWEST = """
SELECT coalesce((SELECT 'forgotten' FROM forgotten WHERE thread_id = :thread), (
    SELECT checkpoint_id FROM checkpoints WHERE thread_id = :thread AND checkpoint_ns = ''
    ORDER BY checkpoint_id DESC LIMIT 1
))
"""
