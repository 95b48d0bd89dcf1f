"""LangGraph's own suite for checkpoint savers, on the class that serves."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.capabilities import Capability

from graph.memory.checkpointer import Checkpointer, open_memory
from tools.encryption.keyring import Keyring, keyring, new_key

ENOUGH = 1_000
"""Checkpoints kept; the suite lists more of a thread than a service keeps."""


@pytest.mark.parametrize("keys", [None, keyring(new_key())], ids=["plain", "encrypted"])
def test_the_checkpointer_has_every_capability(keys: Keyring | None, tmp_path: Path) -> None:
    numbers = count()

    @checkpointer_test(name="Checkpointer")
    async def registered() -> AsyncIterator[Checkpointer]:
        url = f"sqlite:///{tmp_path}/{next(numbers)}.db"
        memory = open_memory(url, keep=ENOUGH, keys=keys)
        yield memory
        memory.saver.close()

    report = asyncio.run(validate(registered))
    assert {name: found.failures for name, found in report.results.items() if found.failures} == {}
    assert {name for name, found in report.results.items() if found.passed} == set(Capability)
    assert report.conformance_level() == "FULL"
