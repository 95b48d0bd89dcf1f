"""JSON that is made to hurt its reader is refused like any other that is wrong."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.api.service import Service, assert_problem

DEEP = 30_000
HOSTILE = {
    "deep lists": b"[" * DEEP + b"]" * DEEP,
    "deep objects": b'{"a":' * (DEEP // 4) + b"1" + b"}" * (DEEP // 4),
    "deep inside the field": b'{"mensaje":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep beside the field": b'{"otro":' + b"[" * DEEP + b"]" * DEEP + b',"mensaje":1}',
    "shallow enough to be read": b'{"mensaje":' + b"[" * 500 + b"]" * 500 + b"}",
    "a number of 60,000 digits": b'{"mensaje":' + b"9" * 60_000 + b"}",
    "a fraction of 60,000 digits": b'{"mensaje":0.' + b"9" * 60_000 + b"}",
    "beyond a float": b'{"mensaje":1e999999}',
    "not a number": b'{"mensaje":NaN}',
    "thousands of fields": json.dumps({f"f{n}": n for n in range(4_000)}).encode(),
    "the same field for ever": b'{"mensaje":1' + b',"mensaje":1' * 5_000 + b"}",
}


def pieces(body: bytes) -> Iterator[bytes]:
    """The body in chunks, whose sum nothing announces."""
    for start in range(0, len(body), 1_000):
        yield body[start : start + 1_000]


@pytest.mark.parametrize("chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize("path", ["/chat", "/clientes"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_json_is_refused_at_once(
    shared: Service, body: bytes, path: str, chunked: bool
) -> None:
    assert len(body) <= 65_536
    began = time.monotonic()
    headers = {"content-type": "application/json"}
    answer = shared.http.post(path, content=pieces(body) if chunked else body, headers=headers)
    assert answer.json()["code"] in ("invalid_json", "validation_error")
    assert_problem(answer, 422, answer.json()["code"])
    assert time.monotonic() - began < 5
    assert len(answer.content) < 1_000


def test_a_query_that_repeats_a_name_is_read_or_refused(shared: Service) -> None:
    assert shared.http.get("/clientes?otro=1&otro=2").json()["total"] == 1
    twice = shared.http.get("/clientes?texto=nadie&texto=juan")
    assert (twice.status_code, twice.json()["total"]) == (200, 1)
