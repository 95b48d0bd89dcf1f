"""A bare answer is told from a name by words and names that others have counted."""

import pytest

from graph.understanding.evidence.mentions import mentions_in
from graph.understanding.evidence.names import judge_name
from graph.understanding.evidence.short_forms import goes_by, meant
from graph.understanding.situation import Draft

NAMES = """
Ana Gil|juan|MARTA RUIZ|José Luis Garrido|maría de los ángeles ponce de león|Ivy Marsh
Jean-Luc Picard|O'Connor Walsh|J. R. Ortega|Peluquería Estilo Lola|Muebles López S.L.
Nil Puig|Marino Ruiz|travis boone
Grace|rosa maría|Sinéad O'Shea|Chukwuemeka Okafor|Yolanda Treviño|प्रिया Sharma|Łukasz Wiśniewski
"""
NO_NAMES = """
exit|thanks|that is good.|supongo que sí|buenas noches|quit|how are things?|no lo sé|años|whatever
espera un momento|I don't have it|incorrect|¿para qué?|ana@x.es|600 123 123|stop it|what time is it
me lo dice mañana|one more time|claro que no|nothing|nunca|the second one|por supuesto
"""
UNSURE = """
ajá|nil|aja aja|azul marino
Okie|holis|Good Morning|will|Campo|Talleres Norte|aniketh|محمد علي|Buenas Tardes
"""


@pytest.mark.parametrize("text", NAMES.strip().replace("\n", "|").split("|"))
def test_what_people_are_called_is_a_name(text: str) -> None:
    assert judge_name(text) == "name"


@pytest.mark.parametrize("text", NO_NAMES.strip().replace("\n", "|").split("|"))
def test_common_words_sentences_and_data_are_none(text: str) -> None:
    assert judge_name(text) == "no_name"


@pytest.mark.parametrize("text", UNSURE.strip().replace("\n", "|").split("|"))
def test_what_may_be_either_is_unsure(text: str) -> None:
    assert judge_name(text) == "unsure"


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("do we have Will?", "Will"),
        ("Email address for Derek Moss", "Derek Moss"),
        ("Cuéntame sobre Pesquera del Norte", "Pesquera del Norte"),
        ("busca a pedro en mis contactos", "pedro"),
        ("is Sarah's address in there", "Sarah"),
    ],
)
def test_the_words_that_may_name_a_client_come_first(message: str, first: str) -> None:
    assert mentions_in(message)[0] == first


def test_a_message_of_common_words_mentions_nobody() -> None:
    assert mentions_in("¿me puedes decir qué hora es, por favor?") == []


def test_a_short_form_is_a_word_of_the_name_or_begins_one() -> None:
    assert goes_by("inma", "Inmaculada Reyes")
    assert goes_by("Reyes", "Inmaculada Reyes")
    assert not goes_by("In", "Inmaculada Reyes")
    assert not goes_by("Inma Ruiz", "Inmaculada Reyes")


def test_a_short_form_of_two_in_line_means_neither() -> None:
    line = [Draft(name="Ana Gil"), Draft(name="Ana Ruiz"), Draft(name="Eva Paz")]
    assert meant(line, "Ana", "ana@x.es") is None
    assert meant(line, "Eva", "eva@x.es") == line[2]
    assert meant(line, "Eva", None) is None
