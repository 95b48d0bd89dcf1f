"""Imports end early when the service stops, and are waited for no longer than their batch."""

import asyncio

import pytest

from api.edge.imports import MOST, ImportCutOff, Imports, ImportsBusy


def test_a_service_that_stops_waits_for_its_imports_and_they_end() -> None:
    async def stop() -> None:
        imports = Imports()
        with imports.one():
            imports.go_on()
            ended = asyncio.create_task(imports.ended())
            await asyncio.sleep(0)
            assert not ended.done()
            with pytest.raises(ImportCutOff):
                imports.go_on()
        await ended

    asyncio.run(stop())


def test_places_are_given_back() -> None:
    imports = Imports()
    for _ in range(MOST + 1):
        with imports.one():
            pass
    places = [imports.one() for _ in range(MOST)]
    for place in places:
        place.__enter__()
    with pytest.raises(ImportsBusy), imports.one():
        pass
