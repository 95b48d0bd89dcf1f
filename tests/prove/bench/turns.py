"""Time, disk, commits and memory of turns, early and late in a session."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph.assembly import open_assistant
from graph.conversation import converse
from graph.settings import GraphSettings
from tests.prove.bench.disk import commits, settled_bytes
from tests.prove.bench.figures import Disk, Turns
from tests.prove.bench.floor import BARE, COMMIT, INSIDE, Ledger, bare_graph, bare_turn
from tests.prove.bench.lanes import BLOCK, SPARE, Chat, Lane, side_by_side
from tests.prove.bench.plan import BESIDE, COST, DRIVING, STARTING
from tests.prove.bench.progress import Progress
from tests.prove.bench.services import ECHO, OURS, PEERS, Service, warm
from tests.prove.bench.sizes import Sizes
from tools.settings import DatabaseSettings

KB = 1024
MEMORY_POINTS = 20


@dataclass
class Place:
    """A lane of a service at a mark, and the bytes of its files before and after."""

    name: str
    service: Service
    lane: Lane
    started_with: int = 0
    driven_to: int = 0
    driven: int = 0
    worked: float = 0.0

    @property
    def seconds(self) -> float:
        """About how long the driving takes."""
        return self.lane.sessions * self.lane.mark * COST[self.name]

    def drive(self, report: Callable[[float], None]) -> list[tuple[int, float]]:
        """Bring the lane to its mark; the service's memory on the way."""
        self.started_with = settled_bytes(self.service.folder)
        memory = [(1, self.service.memory())]
        total = max(self.lane.mark - 1, 1)
        every = max(self.lane.mark // MEMORY_POINTS, 1)

        def passed(turn: int) -> None:
            self.driven += 1
            if turn % every == 0 or turn == total:
                memory.append((turn, self.service.memory()))
                report(self.driven / total / self.lane.sessions)

        self.lane.drive(passed)
        self.driven_to = settled_bytes(self.service.folder)
        return memory

    def cpu(self) -> float:
        """Milliseconds a turn that the lane has taken."""
        return (self.service.cpu() - self.worked) * 1000 / len(self.lane.seconds)

    def disk(self) -> Disk:
        """After the lane has taken its turns."""
        grown = settled_bytes(self.service.folder) - self.driven_to
        before = self.driven_to - self.started_with
        return Disk(before / KB / max(self.driven, 1), grown / KB / len(self.lane.seconds))


def measure_turns(sizes: Sizes, folder: Path, progress: Progress) -> Turns:
    """Drive every session to its mark, then measure all of them side by side."""
    progress.phase(STARTING)
    with ExitStack() as stack:
        places = [_place(stack, folder, OURS, mark, sizes.samples) for mark in sizes.marks]
        for name in PEERS:
            places += [
                _place(stack, folder, name, mark, sizes.peer_samples) for mark in sizes.peer_marks
            ]
        floor = stack.enter_context(_floor(folder / "floor", sizes.samples))
        for lane in floor.values():
            lane.drive()
        progress.phase(DRIVING)
        memory = _drive(places, progress)[len(sizes.marks) - 1]
        progress.phase(BESIDE)
        for place in places:
            place.worked = place.service.cpu()
        side_by_side([*floor.values(), *(place.lane for place in places)], progress.at)
        return _found(floor, places, memory)


def _drive(places: Sequence[Place], progress: Progress) -> list[list[tuple[int, float]]]:
    """Bring all to their marks, two at a time, for nothing is timed; the memory of each."""
    total = sum(place.seconds for place in places)
    done = dict.fromkeys(range(len(places)), 0.0)

    def drive(number: int) -> list[tuple[int, float]]:
        def report(share: float) -> None:
            done[number] = share * places[number].seconds
            progress.at(sum(done.values()) / total)

        return places[number].drive(report)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(drive, done))


def _found(floor: dict[str, Lane], places: list[Place], memory: list[tuple[int, float]]) -> Turns:
    times = {INSIDE: {floor[INSIDE].mark: floor.pop(INSIDE).spread}}
    turns = Turns({name: lane.spread for name, lane in floor.items()}, times, {}, {}, {}, memory)
    for place in places:
        name, mark = place.name, place.lane.mark
        turns.times.setdefault(name, {})[mark] = place.lane.spread
        turns.cpu.setdefault(name, {})[mark] = place.cpu()
        turns.disk.setdefault(name, {})[mark] = place.disk()
        if name == OURS:
            turns.commits[mark] = _commits(place)
    return turns


def _commits(place: Place) -> float:
    """A turn, the logs having been emptied."""
    for _ in range(SPARE // BLOCK):
        place.lane.take()
    return commits(place.service.folder) / SPARE


def _place(stack: ExitStack, folder: Path, name: str, mark: int, samples: int) -> Place:
    """Each mark has a service and files of its own, as young or old as its sessions."""
    service = stack.enter_context(warm(name, folder / f"{name}-{mark}".replace(" ", "-")))
    line = stack.enter_context(closing(service.line()))
    return Place(name, service, Lane(line.chat, mark, samples, "s"))


@contextmanager
def _floor(folder: Path, samples: int) -> Iterator[dict[str, Lane]]:
    """The parts of the floor, and our turn without HTTP."""
    with ExitStack() as stack:
        echo = stack.enter_context(warm(ECHO, folder))
        line = stack.enter_context(closing(echo.line()))
        ledger = stack.enter_context(closing(Ledger(folder / "ledger.db")))
        bare = bare_graph()
        chats: dict[str, Chat] = {
            ECHO: line.chat,
            BARE: lambda session, words: bare_turn(bare, session, words),
            COMMIT: lambda _, words: ledger.commit(words),
            INSIDE: stack.enter_context(inside(folder)),
        }
        yield {name: Lane(chat, 10, samples, "s") for name, chat in chats.items()}


@contextmanager
def inside(folder: Path) -> Iterator[Chat]:
    """Our turn in this process, on files of its own."""
    assistant = open_assistant(
        GraphSettings(
            understanding="offline",
            memory_url=f"sqlite:///{folder / 'memory.db'}",
            session_max_messages=10**9,
        ),
        DatabaseSettings(database_url=f"sqlite:///{folder / 'recepcionista.db'}"),
    )
    with closing(assistant):

        def chat(session: str, words: str) -> None:
            converse(assistant, session_id=session, message=words)

        yield chat
