"""A history that is right, and every way to spoil it that the checker has to notice."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.prove.torture.history import ClientRow, Final, History, Operation, Read, Role, Row

EMAIL = "t{}@x.es"


def clean(turns: int = 4, session: str = "s", *, reading: bool = True) -> History:
    """One client's session, one message after the other, each creating a client."""
    operations = tuple(
        Operation(
            client="c",
            session=session,
            message=f"m{n}",
            key=f"k{n}",
            invoked=float(10 * n),
            completed=float(10 * n + 5),
            outcome="acknowledged",
            replies=(announced(n),),
            announces=(EMAIL.format(n),),
        )
        for n in range(1, turns + 1)
    )
    rows = tuple(row for n in range(1, turns + 1) for row in turn(n))
    reads = tuple(
        Read(session, 10 * n + 6.0, 10 * n + 7.0, shown(rows[: 2 * n]))
        for n in range(turns + 1)
        if reading
    )
    clients = tuple(ClientRow(f"N{n}", EMAIL.format(n), session, n) for n in range(1, turns + 1))
    written = {session: Counter((n, "crear") for n in range(1, turns + 1))}
    final = Final({session: rows}, clients, {session: turns}, written)
    return History(operations, reads, final)


def announced(number: int) -> str:
    return f"✅ Cliente creado: N{number} ({EMAIL.format(number)})"


def turn(number: int) -> tuple[Row, Row]:
    said = Row("user", f"m{number}", number, f"k{number}")
    return said, Row("assistant", announced(number), number, f"k{number}")


def shown(rows: Sequence[Row]) -> tuple[tuple[Role, str], ...]:
    return tuple((row.role, row.content) for row in rows)


def with_rows(history: History, change: Callable[[list[Row]], None]) -> History:
    rows = list(history.final.transcripts["s"])
    change(rows)
    return replace(history, final=replace(history.final, transcripts={"s": tuple(rows)}))


def with_operation(history: History, place: int, **changes: object) -> History:
    operations = list(history.operations)
    operations[place] = replace(operations[place], **changes)  # type: ignore[arg-type]
    return replace(history, operations=tuple(operations))


def with_clients(history: History, clients: Sequence[ClientRow]) -> History:
    return replace(history, final=replace(history.final, clients=tuple(clients)))


def forget_a_turn(history: History) -> History:
    return with_rows(history, lambda rows: rows.__delitem__(slice(2, 4)))


def repeat_a_turn(history: History) -> History:
    return with_rows(history, lambda rows: rows.extend(rows[2:4]))


def swap_two_turns(history: History) -> History:
    def swap(rows: list[Row]) -> None:
        rows[2:6] = [
            *(replace(row, turn=2) for row in rows[4:6]),
            *(replace(row, turn=3) for row in rows[2:4]),
        ]

    return with_rows(replace(history, reads=()), swap)


def change_an_answer(history: History) -> History:
    return with_rows(
        history, lambda rows: rows.__setitem__(3, replace(rows[3], content=announced(2) + "!"))
    )


def lose_an_answer(history: History) -> History:
    return with_rows(history, lambda rows: rows.__delitem__(3))


def lose_the_last_answer(history: History) -> History:
    return with_rows(history, lambda rows: rows.__delitem__(-1))


def lose_a_question(history: History) -> History:
    return with_rows(history, lambda rows: rows.__delitem__(2))


def skip_a_number(history: History) -> History:
    def renumber(rows: list[Row]) -> None:
        rows[6:] = [replace(row, turn=9) for row in rows[6:]]

    return with_rows(history, renumber)


def mix_keys(history: History) -> History:
    return with_rows(history, lambda rows: rows.__setitem__(1, replace(rows[1], key="other")))


def reuse_a_key(history: History) -> History:
    def again(rows: list[Row]) -> None:
        rows[2:4] = [replace(row, key="k1") for row in rows[2:4]]

    return with_rows(history, again)


def stray_message(history: History) -> History:
    return with_rows(history, lambda rows: rows.__setitem__(0, replace(rows[0], content="who?")))


def miscount(history: History) -> History:
    return replace(history, final=replace(history.final, counters={"s": 3}))


def refuse_a_written_turn(history: History) -> History:
    return with_operation(history, 1, outcome="refused", replies=())


def answer_twice(history: History) -> History:
    return with_operation(history, 1, replies=(announced(2), "¿Cómo?"))


def do_nothing(history: History) -> History:
    return with_operation(history, 1, replies=("¡Hola!",))


def lose_a_client(history: History) -> History:
    return with_clients(history, history.final.clients[1:])


def double_a_client(history: History) -> History:
    return with_clients(history, [*history.final.clients, history.final.clients[0]])


def foster_a_client(history: History) -> History:
    one, *others = history.final.clients
    return with_clients(history, [replace(one, session="another"), *others])


def misdate_a_client(history: History) -> History:
    one, *others = history.final.clients
    return with_clients(history, [replace(one, turn=4), *others])


def orphan_a_client(history: History) -> History:
    return with_clients(history, [*history.final.clients, ClientRow("X", "x@x.es", "s", 9)])


def log_twice(history: History) -> History:
    written = {"s": Counter({(1, "crear"): 2, (2, "crear"): 1, (3, "crear"): 1, (4, "crear"): 1})}
    return replace(history, final=replace(history.final, written=written))


def restore_unlogged(history: History) -> History:
    said = "✅ Cliente recuperado: N1 (t1@x.es)"
    return with_rows(history, lambda rows: rows.__setitem__(7, replace(rows[7], content=said)))


def read_something_else(history: History) -> History:
    read = replace(history.reads[3], messages=(("user", "m2"), ("assistant", announced(2))))
    return replace(history, reads=(read,))


def read_half_a_turn(history: History) -> History:
    read = replace(history.reads[3], messages=history.reads[3].messages[:-1])
    return replace(history, reads=(read,))


def read_too_little(history: History) -> History:
    read = replace(history.reads[3], messages=history.reads[3].messages[:-2])
    return replace(history, reads=(read,))


SPOILT: list[tuple[Callable[[History], History], str]] = [
    (forget_a_turn, "acknowledged but missing"),
    (repeat_a_turn, "duplicate turn"),
    (refuse_a_written_turn, "refused yet written"),
    (stray_message, "never sent"),
    (do_nothing, "accepted without effect"),
    (reuse_a_key, "written under another key"),
    (change_an_answer, "another reply than acknowledged"),
    (answer_twice, "two replies under one key"),
    (lose_an_answer, "unanswered question"),
    (lose_the_last_answer, "unanswered question"),
    (lose_a_question, "answer without question"),
    (skip_a_number, "turn numbers not dense"),
    (mix_keys, "two keys in one turn"),
    (reuse_a_key, "key used twice"),
    (miscount, "counter differs from turns"),
    (orphan_a_client, "client without turn"),
    (lose_a_client, "creation without client"),
    (double_a_client, "duplicate client"),
    (foster_a_client, "wrong provenance"),
    (misdate_a_client, "wrong provenance"),
    (log_twice, "log differs from replies"),
    (restore_unlogged, "log differs from replies"),
    (swap_two_turns, "real-time order violated"),
    (read_something_else, "read is no prefix"),
    (read_half_a_turn, "half a turn read"),
    (read_too_little, "stale read"),
]
