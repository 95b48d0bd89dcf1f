"""The rooms of the code as data: what each shows, in layers from the floor up.

A room is a folder, written as it is imported. Each string is one layer: the names in it stand on
the layers before it and may import those, their own layer, and what the room they are in stands on.
The tests hold the code to this, and docs/architecture.md is drawn from it.
"""

from collections.abc import Mapping

Rooms = Mapping[str, tuple[str, ...]]

HOUSE = ""
"""The room of the rooms: the folders of the code at the top of the repository."""

UNNAMED = "tools.migrations.versions"
"""The one room whose files are not named here: it gets one with every change of the schema."""

MOST_NAMES = 14
"""Names that `ls` of a room may show, without `__init__.py`."""

ROOMS: Rooms = {
    HOUSE: ("tools", "graph", "api"),
    "tools": (
        "errors folding",
        "validity tables",
        "encryption migrations",
        "settings",
        "database",
        "directory sessions",
        "api_keys overview",
        "moving",
    ),
    "tools.encryption": ("keyring", "columns"),
    "tools.database": (
        "lock_file network_drives outages private_files schema session_locks sqlite_files",
        "backend writer_queue",
        "sqlite",
        "postgres sqlite_backend urls",
        "engine",
    ),
    "tools.directory": (
        "days filters log pages",
        "search",
        "clients",
        "batches changes duplicates trash walk",
        "importing undoing",
    ),
    "tools.sessions": (
        "excerpts threads titles transcript",
        "progress rewriting",
        "idle listing notes rekeying",
    ),
    "tools.directory.importing": (
        "formulas labels text",
        "records vcards",
        "columns",
        "files",
        "verdicts",
        "importing",
        "taking_back",
    ),
    "tools.moving": ("later_deletions rows", "identities verification", "move"),
    "tools.migrations": ("versions", "env"),
    "graph": (
        "errors",
        "settings state",
        "understanding",
        "memory",
        "lifecycle turn",
        "create query receptionist",
        "wiring",
        "assembly",
        "conversation studio",
    ),
    "graph.understanding": (
        "intents",
        "evidence observer situation",
        "models",
        "offline openai",
        "fallback grounding likeness",
        "second_reading",
        "changes_read",
    ),
    "graph.understanding.evidence": ("names", "mentions short_forms"),
    "graph.understanding.models": (
        "weights token_features",
        "tagger",
        "acts",
        "classifiers clients",
    ),
    "graph.understanding.openai": (
        "argument_types background_loop bounded_client events refusals",
        "tools",
        "calls written_calls",
        "answers prompt",
        "driver reader",
    ),
    "graph.understanding.offline": (
        "lexicon",
        "dates emails",
        "sentence",
        "names pasted",
        "queries",
        "requests",
        "changes learned",
        "digest reader",
        "shown",
    ),
    "graph.understanding.offline.changes": (
        "parts",
        "several signs",
        "ordering",
        "answering clauses correcting restoring undoing",
        "changing",
    ),
    "graph.understanding.offline.learned": (
        "outline",
        "reading",
        "altering asking pairing recalled",
        "at_a_loss consenting mending unwriting",
        "weighing",
        "answering beginning",
        "agreement",
    ),
    "graph.understanding.offline.learned.weighing": (
        "candidates evidence",
        "ordered rivals",
        "deciding",
        "weighed",
    ),
    "graph.understanding.offline.pasted": (
        "labels",
        "chats forms mails signatures tables vcards",
        "quoted",
        "reader",
    ),
    "graph.understanding.offline.lexicon": ("conjugation typos", "words"),
    "graph.understanding.offline.dates": (
        "points words",
        "readers",
        "forms",
        "text",
        "leads ranges",
        "periods",
    ),
    "graph.understanding.offline.emails": (
        "pieces spoken_numbers",
        "dictated",
        "domains",
        "emails",
        "spelt",
    ),
    "graph.understanding.offline.sentence": (
        "units",
        "nominal phrases slips smalltalk speech",
        "context language",
    ),
    "graph.understanding.offline.names": (
        "owners signs",
        "joints",
        "names",
        "doubts labels",
        "placing",
        "records runs",
    ),
    "graph.understanding.offline.queries": (
        "existence question",
        "domains neighbours ranking",
        "asking looking_for",
        "follow_ups",
        "querying",
    ),
    "graph.understanding.offline.requests": (
        "message",
        "creating forms job other_business pasting taking_back two_questions",
        "line_mentions respelling",
        "in_line",
        "answering_draft requesting triggers",
    ),
    "graph.memory": (
        "memory_store postgres_setup runs sealing thread_names",
        "memory_file postgres_memory",
        "memory_stores tolerant_saver",
        "checkpointer rebuild summaries",
    ),
    "graph.lifecycle": (
        "redaction",
        "client_log mentions session_file",
        "markdown session_reading transfer",
        "recurring storage",
        "backup erasure file_rewriting retention",
    ),
    "graph.turn": (
        "texts working_turns",
        "actions answers dependencies session_lock",
        "plan",
        "meant open_turn verdicts",
        "changes",
        "replies",
        "telling",
        "commit",
    ),
    "graph.turn.replies": ("days quick_replies", "replies"),
    "graph.turn.meant": ("grounded looked_up moved renamed whom", "deleted"),
    "graph.turn.changes": ("texts", "wording", "waiting", "carrying_out planning"),
    "api": (
        "command_errors setting_forms",
        "schemas settings",
        "edge",
        "access",
        "assembly problems",
        "routes web",
        "application",
        "serving",
        "__main__",
        "commands",
    ),
    "api.schemas": (
        "wire",
        "base",
        "chat client_cards client_table clients export overview problem sessions",
        "changes history imports stream",
    ),
    "api.edge": (
        "open_files",
        "access_log connection headers imports rates session_queue",
        "parent_line telemetry",
        "bodies middleware server workers",
    ),
    "api.edge.rates": ("windows", "rates redis_windows"),
    "api.edge.telemetry": (
        "present processes request_ids",
        "attributes logs metrics requests",
        "traces",
        "telemetry",
    ),
    "api.access": (
        "errors loopback principal",
        "api_keys signing_keys",
        "credentials tokens",
        "gate",
        "roles",
    ),
    "api.problems": ("problem validation", "errors", "handlers responses"),
    "api.routes": (
        "background",
        "dependencies",
        "session_route",
        "caller directory history message overview probes session_export sessions studio",
        "chat stream",
    ),
    "api.routes.directory": ("versions", "changes clients downloads", "imports"),
    "api.routes.probes": ("health metrics",),
    "api.web": ("files", "docs openapi page", "starting"),
    "api.commands": (
        "arguments progress",
        "backup export forget import_clients import_session keys move new_key purge rekey restore"
        " serve",
    ),
}
