"""The edits by which `make prove` takes guards out still fit the code, and name fast tests."""

import pytest

from tests.prove.torture.mutants import MUTANTS, Mutant, edited_copy
from tests.prove.torture.overhead import EDITS
from tests.prove.torture.programme import SCENARIOS
from tests.servers import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_still_fits_the_code(mutant: Mutant) -> None:
    with edited_copy(mutant.edits):
        pass
    known = {scenario.__name__ for scenario in SCENARIOS}
    assert set(mutant.scenarios) <= known
    path, _, test = mutant.test.partition("::")
    assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8")


def test_the_unguarded_code_can_still_be_made() -> None:
    with edited_copy(EDITS):
        pass
