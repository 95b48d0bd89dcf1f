"""A thousand answers to proposed changes: late, repeated, of others, after another edit."""

from pathlib import Path

import pytest

from graph.understanding.offline.reader import OfflineUnderstanding
from tests.graph.assistants import open_office
from tests.graph.late_answers import wrong_answers
from tests.sizes import part


@pytest.mark.timeout(900)
def test_a_thousand_answers_write_nothing_wrong(tmp_path: Path) -> None:
    office = open_office(tmp_path, understanding=OfflineUnderstanding())
    try:
        assert wrong_answers(office, tries=part(250, 50)) == []
    finally:
        office.assistant.close()
