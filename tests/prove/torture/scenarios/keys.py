"""Keys: one message, whoever sends it where and however often."""

from threading import Barrier, Thread

from tests.prove.torture.anomalies import Anomaly
from tests.prove.torture.messages import Saying, spelled
from tests.prove.torture.stage import Score, Stage, judge
from tests.prove.torture.wire import Answer, Line
from tests.prove.torture.workload import OK, Client

UNPROCESSABLE = 422


def same_key_in_two_processes(stage: Stage) -> Score:
    """The same key and message at the same time in two processes, then again after a restart."""
    with stage.site() as site:
        twins = []
        for place in range(2):
            site.begin(place)
            twins.append(site.client(place, "twins", place=place))
        score = Score()
        for number in range(stage.times(40)):
            token = spelled(number)
            email = f"{token}@example.com"
            saying = Saying(f"Crea un cliente llamado {token.title()} con email {email}", (email,))
            _at_once(stage, twins, saying, number)
            score.fault(_other_body(twins[number % 2], f"otra cosa, {token}"))
        for place, twin in enumerate(twins):
            twin.line.close()
            site.lives[place].kill()
            site.begin(place)
        for operation in list(twins[0].operations):
            score.fault(_replayed(twins[1].line, operation.message, operation.key))
        for twin in twins:
            twin.line.close()
        site.end()
        score.add(judge(site, twins, kills=2))
        return score


def _at_once(stage: Stage, twins: list[Client], saying: Saying, number: int) -> None:
    start = Barrier(len(twins))

    def send(twin: Client) -> None:
        twin.random = stage.random("key", number)
        start.wait()
        twin.say(saying)

    threads = [Thread(target=send, args=(twin,)) for twin in twins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _other_body(client: Client, message: str) -> Anomaly | None:
    answer = client.line.chat(client.session, message, client.operations[-1].key)
    if (answer.status, answer.code) == (UNPROCESSABLE, "idempotency_key_reused"):
        return None
    return _wrong(answer)


def _replayed(line: Line, message: str, key: str) -> Anomaly | None:
    answer = line.chat("twins", message, key)
    return None if answer.status == OK and answer.replayed else _wrong(answer)


def _wrong(answer: Answer) -> Anomaly:
    return Anomaly("outcome not allowed", "twins", f"{answer.status} {answer.body}")
