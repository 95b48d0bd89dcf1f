import pytest

from graph.lifecycle.redaction import Person
from graph.understanding.intents import QueryClients
from graph.understanding.situation import Draft, KnownClient, Memory, PendingChange, Results
from tools.validity import valid_email

WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "ana1@b") + "ücher\uff0ede"
"""As a Japanese keyboard writes it, with letters of full width."""
ANA = Person("ana.ruiz@example.com", "Ana  María Ruiz")


@pytest.mark.parametrize(
    "text",
    [
        "ana.ruiz@example.com",
        "Escríbele a ANA.Ruiz@Example.COM.",
        "<ana.ruiz@example.com>, (ana.ruiz@example.com)",
        "- Ana María Ruiz | ana.ruiz@example.com",
        "es 'ana.ruiz@example.com'",
        "-ana.ruiz@example.com",
        "ana punto ruiz arroba example punto com",
    ],
)
def test_the_whole_address_is_found_however_it_is_written(text: str) -> None:
    assert ANA.email_in(text)
    redacted = ANA.redacted(text)
    assert "ruiz" not in redacted.lower()
    assert "[borrado]" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "ana1@bücher.de",
        "ana1@bu\u0308cher.de",
        "ANA1@BÜCHER.DE",
        "es ana1@xn--bcher-kva.de.",
        "Ana1@XN--BCHER-KVA.de",
        WIDE,
        "ana1@bücher。de",
        "ana1\u200b@bücher.de",
        "\u2068ana1@bücher.de\u2069",
        "ana1 arroba bücher punto de",
    ],
)
@pytest.mark.parametrize("given", ["ana1@bücher.de", "ana1@xn--bcher-kva.de"])
def test_every_spelling_of_an_address_is_found(text: str, given: str) -> None:
    person = Person(valid_email(given))
    assert person.email_in(text)
    redacted = person.redacted(text)
    assert "cher" not in redacted.lower()
    assert "ana1" not in redacted.lower()


@pytest.mark.parametrize("text", ["ana1@bucher.de", "ana1@xn--bcher-kvb.de", "ana1@bücher.dev"])
def test_a_similar_address_is_another_person_s(text: str) -> None:
    assert not Person("ana1@bücher.de").email_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "susana.ruiz@example.com",
        "eva.ana.ruiz@example.com",
        "eva-ana.ruiz@example.com",
        "ana.ruiz@example.com.mx",
        "ana.ruiz@example.community",
        "ana.ruiz@example.com-es.org",
        "ána.ruiz@example.com",
        "Ana Ruiz",
    ],
)
def test_another_address_is_left_alone(text: str) -> None:
    assert not ANA.email_in(text)
    assert ANA.redacted(text) == text


def test_an_accent_in_an_address_is_found_composed_and_decomposed() -> None:
    person = Person("josé@example.com")
    assert person.redacted("jose\u0301@example.com y josé@example.com") == "[borrado] y [borrado]"
    assert not person.email_in("jose@example.com")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Crea a ana maria RUIZ hoy", "Crea a [borrado] hoy"),
        ("Crea a Ana\n  Mari\u0301a Ruiz.", "Crea a [borrado]."),
        ("Susana María Ruiz", "Susana María Ruiz"),
        ("Ana María Ruizsánchez", "Ana María Ruizsánchez"),
        ("Ana María Ruiz, Ana María Ruiz", "[borrado], [borrado]"),
        ("ẞ Ana María Ruiz ß", "ẞ [borrado] ß"),
    ],
)
def test_the_whole_name_is_found_whatever_its_case_and_accents(text: str, redacted: str) -> None:
    assert ANA.redacted(text) == redacted


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Łukasz O’Brien", "Lukasz O'Brien"),
        ("Thor Sæmundsen", "Þór  SÆMUNDSEN"),
        ("علی\u200cرضا", "عليرضا"),
        ("Ana", "A\u00adna"),
    ],
)
def test_a_name_is_found_in_each_spelling_in_which_the_directory_finds_it(
    name: str, text: str
) -> None:
    person = Person("x@x.es", name)
    assert person.redacted(f"Hola, {text}: 🙂") == "Hola, [borrado]: 🙂"


def test_a_name_in_the_address_of_somebody_else_is_left_alone() -> None:
    person = Person("x@example.com", "Juan")
    assert person.redacted("Juan: juan.perez@b.es, eva@juan.es") == (
        "[borrado]: juan.perez@b.es, eva@juan.es"
    )


def test_memory_loses_the_fields_and_not_its_form() -> None:
    memory = Memory(
        draft=Draft(name="Eva", email="ANA.ruiz@example.com"),
        results=Results(query=QueryClients(email="ana.ruiz@example.com"), ids=(1,)),
    )
    assert Memory.model_validate(ANA.redacted_memory(memory.model_dump(mode="json"))) == Memory(
        draft=Draft(name="Eva")
    )
    alone = Memory(language="en", draft=Draft(email="ana.ruiz@example.com", proposed=True))
    assert Memory.model_validate(ANA.redacted_memory(alone.model_dump(mode="json"))) == Memory(
        language="en"
    )


def test_memory_of_others_stays() -> None:
    memory = Memory(
        draft=Draft(name="Eva"), results=Results(query=QueryClients(domain="example"), ids=(1, 2))
    ).model_dump(mode="json")
    assert ANA.redacted_memory(memory) == memory


def test_a_person_leaves_the_line_of_those_who_are_being_registered() -> None:
    line = Memory(
        draft=Draft(name="Eva"),
        waiting=(
            Draft(email="ana.ruiz@example.com"),
            Draft(name="Leo", candidate="Exit"),
            Draft(candidate="ana.ruiz@example.com"),
        ),
    )
    redacted = Memory.model_validate(ANA.redacted_memory(line.model_dump(mode="json")))
    assert redacted == Memory(
        draft=Draft(name="Eva"), waiting=(Draft(name="Leo", candidate="Exit"),)
    )


def test_a_change_that_waits_and_the_client_created_last_go_with_the_person() -> None:
    ana = KnownClient(id=1, version=2, name="Ana Ruiz", email="ana.ruiz@example.com")
    luis = KnownClient(id=2, version=1, name="Luis", email="luis@example.com")
    waiting = PendingChange(kind="change", client=luis, email="ana.ruiz@example.com")
    listed = PendingChange(kind="remove", candidates=(luis, ana))
    for memory in (Memory(pending=waiting), Memory(pending=listed), Memory(created=ana)):
        redacted = ANA.redacted_memory(memory.model_dump(mode="json"))
        assert Memory.model_validate(redacted) == Memory()
    other = Memory(created=luis, pending=PendingChange(kind="remove", client=luis))
    assert Memory.model_validate(ANA.redacted_memory(other.model_dump(mode="json"))) == other


def test_one_of_several_changes_that_wait_goes_with_its_person() -> None:
    ana = KnownClient(id=1, version=1, name="Ana María Ruiz", email="ana.ruiz@example.com")
    luis = KnownClient(id=2, version=1, name="Luis Paz", email="luis@paz.es")
    waiting = [PendingChange(kind="remove", client=client) for client in (ana, luis)]
    memory = Memory(pending=waiting[0], beside=(waiting[1],))
    left = Memory.model_validate(ANA.redacted_memory(memory.model_dump(mode="json")))
    assert left.changes == (waiting[1],)
