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
    ),
    "tools.encryption": ("keyring", "columns"),
    "tools.database": ("schema sqlite_files", "sqlcipher sqlite", "engine"),
    "tools.directory": ("filters", "search", "clients", "walk"),
    "tools.sessions": (
        "threads titles transcript",
        "progress rewriting",
        "idle listing notes rekeying",
    ),
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
        "offline openai",
        "fallback grounding",
        "second_reading",
    ),
    "graph.understanding.openai": (
        "background_loop bounded_client events refusals tools",
        "calls written_calls",
        "answers prompt",
        "driver reader",
    ),
    "graph.understanding.offline": (
        "lexicon",
        "dates emails",
        "sentence",
        "names",
        "queries",
        "requests",
        "digest reader",
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
        "records",
    ),
    "graph.understanding.offline.queries": (
        "existence question",
        "asking looking_for ranking",
        "querying",
    ),
    "graph.understanding.offline.requests": (
        "answering_draft message",
        "creating forms other_business",
        "requesting triggers",
    ),
    "graph.memory": ("memory_file sealing threaded", "checkpointer rebuild summaries"),
    "graph.lifecycle": (
        "redaction",
        "session_file",
        "markdown session_reading transfer",
        "storage",
        "erasure retention",
    ),
    "graph.turn": (
        "actions answers dependencies session_lock texts",
        "plan",
        "open_turn replies",
        "commit",
    ),
    "api": (
        "command_errors setting_forms",
        "schemas settings",
        "edge",
        "access",
        "assembly problems",
        "routes web",
        "openapi",
        "application",
        "__main__",
        "commands",
    ),
    "api.schemas": (
        "wire",
        "base",
        "chat client_table clients export history overview problem sessions",
        "stream",
    ),
    "api.edge": (
        "access_log headers rate_windows slow_clients",
        "bodies middleware rates server",
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
        "clients clients_csv health history message overview session_export sessions",
        "chat stream",
    ),
    "api.web": ("docs page",),
    "api.commands": ("export forget import_session keys new_key purge rekey serve",),
}
