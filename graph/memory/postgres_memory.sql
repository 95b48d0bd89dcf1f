-- What our memory has beside LangGraph's own tables, version 1. The triggers work in the transaction
-- of each write, whichever process and door it comes from.
--
-- Every write holds the advisory lock 7236102 with others, and every deletion holds it alone: what
-- is written then either is there to be deleted, or sees what was forbidden.
CREATE TABLE checkpoint_heartbeat (
    id INTEGER PRIMARY KEY CHECK (id = 1), at TIMESTAMPTZ NOT NULL
);

-- `kept` is the number of checkpoints kept of each thread. Checkpoint ids begin with the time: those
-- below `erased` were made before the last erasure.
CREATE TABLE checkpoint_rules (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL, kept INTEGER NOT NULL, erased TEXT NOT NULL
);

-- The fence of erasure: the lowest revision of the transcript that a thread's checkpoints may be
-- made from; NULL for a deleted session, of which no checkpoint is allowed.
CREATE TABLE checkpoint_fence (thread_id TEXT PRIMARY KEY, lowest INTEGER);

-- The last vacuum: how many sessions were deleted by then, and whether it ended. A deletion of
-- checkpoints takes the row away, so that one that came meanwhile counts.
CREATE TABLE checkpoint_rewriting (
    id INTEGER PRIMARY KEY CHECK (id = 1), deleted BIGINT NOT NULL, done BOOLEAN NOT NULL
);

CREATE FUNCTION checkpoint_blobs_of_none(thread TEXT, namespace TEXT) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM checkpoint_blobs AS b
    WHERE b.thread_id = thread AND b.checkpoint_ns = namespace AND NOT EXISTS (
        SELECT 1 FROM checkpoints AS c
        WHERE c.thread_id = thread AND c.checkpoint_ns = namespace
        AND c.checkpoint -> 'channel_versions' ->> b.channel = b.version
    );
$$;

-- A checkpoint without a revision holds no memory yet, only what its run was given. A run that
-- began on a checkpoint which is gone may hold what was erased with it. A refused checkpoint's blobs
-- are there already, in the same transaction.
CREATE FUNCTION checkpoint_fenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7236102);
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.thread_id, 7236102));
    IF NEW.checkpoint_id < (SELECT erased FROM checkpoint_rules) OR EXISTS (
        SELECT 1 FROM checkpoint_fence AS f WHERE f.thread_id = NEW.thread_id
        AND (f.lowest IS NULL OR (NEW.metadata ->> 'revision')::integer < f.lowest)
    ) OR NEW.parent_checkpoint_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM checkpoints AS c WHERE c.thread_id = NEW.thread_id
        AND c.checkpoint_ns = NEW.checkpoint_ns AND c.checkpoint_id = NEW.parent_checkpoint_id
    ) THEN
        PERFORM checkpoint_blobs_of_none(NEW.thread_id, NEW.checkpoint_ns);
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION checkpoint_write_orphaned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7236102);
    IF EXISTS (
        SELECT 1 FROM checkpoints AS c WHERE c.thread_id = NEW.thread_id
        AND c.checkpoint_ns = NEW.checkpoint_ns AND c.checkpoint_id = NEW.checkpoint_id
    ) THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION checkpoint_outdated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM checkpoints
    WHERE thread_id = NEW.thread_id AND checkpoint_ns = NEW.checkpoint_ns AND checkpoint_id <= (
        SELECT c.checkpoint_id FROM checkpoints AS c
        WHERE c.thread_id = NEW.thread_id AND c.checkpoint_ns = NEW.checkpoint_ns
        ORDER BY c.checkpoint_id DESC LIMIT 1 OFFSET (SELECT kept FROM checkpoint_rules)
    );
    RETURN NULL;
END $$;

CREATE FUNCTION checkpoint_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM checkpoint_writes AS w USING gone WHERE w.thread_id = gone.thread_id
    AND w.checkpoint_ns = gone.checkpoint_ns AND w.checkpoint_id = gone.checkpoint_id;
    PERFORM checkpoint_blobs_of_none(thread_id, checkpoint_ns)
    FROM (SELECT DISTINCT thread_id, checkpoint_ns FROM gone) AS threads;
    RETURN NULL;
END $$;

CREATE TRIGGER fenced BEFORE INSERT ON checkpoints
FOR EACH ROW EXECUTE FUNCTION checkpoint_fenced();
CREATE TRIGGER orphaned_write BEFORE INSERT ON checkpoint_writes
FOR EACH ROW EXECUTE FUNCTION checkpoint_write_orphaned();
CREATE TRIGGER outdated AFTER INSERT ON checkpoints
FOR EACH ROW EXECUTE FUNCTION checkpoint_outdated();
CREATE TRIGGER deleted AFTER DELETE ON checkpoints REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION checkpoint_deleted();
