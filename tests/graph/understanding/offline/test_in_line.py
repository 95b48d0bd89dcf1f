"""Several clients in line: whose an address is, who is dropped or put off, how a name is spelt."""

from datetime import date

import pytest

from graph.understanding.evidence.short_forms import gender_of, goes_by
from graph.understanding.intents import CancelDraft, ConfirmDraft, CreateClient, Intent
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Situation

RULES = OfflineUnderstanding()


def read(message: str, *names: str, memory: Memory | None = None) -> tuple[Intent, ...]:
    line = tuple(Draft(name=name) for name in names)
    known = memory or Memory(draft=next(iter(line), None), waiting=line[1:])
    return RULES.understand(message, Situation(date(2026, 3, 4), known)).intents


def owners(message: str, *names: str) -> dict[str, str]:
    """The addresses that the message gives, each with the name of its owner in line."""
    creations = [i for i in read(message, *names) if isinstance(i, CreateClient)]
    return {i.email: i.about or names[0] for i in creations if i.email and not i.fresh}


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Lola", "Dolores Aparicio"),
        ("beto", "Humberto Casas"),
        ("Lupita", "Guadalupe Nájera"),
        ("Liz", "Elizabeth Garvey"),
        ("Bob", "Robert Nunn"),
        ("Miguelito", "Miguel Soto"),
        ("Winnie's", "Winifred Bell"),
        ("Soto", "Miguel Soto"),
    ],
)
def test_people_go_by_short_forms_diminutives_and_surnames(short: str, name: str) -> None:
    assert goes_by(short, name)
    assert not goes_by(short, "Octavio Lugo")


def test_a_given_name_tells_the_gender_by_the_list_or_by_its_last_letter() -> None:
    genders = [gender_of(n) for n in ("Abril Mas", "Néstor Gil", "Zulma", "Wenceslao", "Xyz")]
    assert genders == ["f", "m", "f", "m", None]


@pytest.mark.parametrize(
    ("message", "of_first", "of_second"),
    [
        ("el de Lola es l@x.es", None, "l@x.es"),
        ("l@x.es es de Lola", None, "l@x.es"),
        ("lola: l@x.es, paco: p@x.es", "p@x.es", "l@x.es"),
        ("Dolores -> l@x.es\nFrancisco -> p@x.es", "p@x.es", "l@x.es"),
        ("aparicio is l@x.es and urrutia is p@x.es", "p@x.es", "l@x.es"),
        ("el segundo l@x.es", None, "l@x.es"),
        ("first one is p@x.es, last one l@x.es", "p@x.es", "l@x.es"),
        ("p@x.es y l@x.es, en ese orden", "p@x.es", "l@x.es"),
        ("l@x.es el de ella, p@x.es el de él", "p@x.es", "l@x.es"),
        ("her email is l@x.es", None, "l@x.es"),
        ("dolores.aparicio@x.es", None, "dolores.aparicio@x.es"),
        ("daparicio@x.es and furrutia@x.es", "furrutia@x.es", "daparicio@x.es"),
        ("beto tiene b@x.es", None, None),
        ("info@x.es", "info@x.es", None),
    ],
)
def test_each_address_finds_its_owner(
    message: str, of_first: str | None, of_second: str | None
) -> None:
    line = ("Francisco Urrutia", "Dolores Aparicio")
    wanted = {of_first: line[0], of_second: line[1]}
    wanted.pop(None, None)
    assert owners(message, *line) == wanted


@pytest.mark.parametrize(
    "message",
    [
        "Pepe Ruiz pepe@ruiz.es",
        "¿quién es lola@ruiz.es?",
        "send an email to lola@ruiz.es saying hi",
        "manda un correo a lola@ruiz.es",
    ],
)
def test_addresses_of_others_and_for_other_things_go_to_nobody_in_line(message: str) -> None:
    given = [i for i in read(message, "Paco Ruiz") if isinstance(i, CreateClient) and not i.doubt]
    assert given == []


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("a Petra déjala, que no viene", CancelDraft(about="Petra Laguna")),
        ("skip Petra", CancelDraft(about="Petra Laguna")),
        ("no tengo el correo de Petra", CreateClient(about="Petra Laguna", fresh=False)),
        ("Ubaldo doesn't have an email yet", CreateClient(about="Ubaldo Serna", fresh=False)),
        ("y a Noelia Sanchís", CreateClient(name="Noelia Sanchís")),
    ],
)
def test_one_in_line_is_dropped_put_off_or_added(message: str, intent: Intent) -> None:
    assert read(message, "Ubaldo Serna", "Petra Laguna") == (intent,)


def test_both_are_dropped() -> None:
    dropped = (CancelDraft(about="Ana Gil"), CancelDraft(about="Luis Mas"))
    assert read("mejor olvida los dos", "Ana Gil", "Luis Mas") == dropped
    assert read("never mind, forget both of them", "Ana Gil", "Luis Mas") == dropped


@pytest.mark.parametrize(
    ("known", "message", "name"),
    [
        ("Fermín Olazábal", "perdona, Fermín no: Martín. Martín Olazábal", "Martín Olazábal"),
        ("isaac vidal", "uy no isaac no, ismael!!", "ismael vidal"),
        ("Elena Otero", "Helena con h", "Helena Otero"),
        ("Stephen Marsh", "Steven with a v", "Steven Marsh"),
        ("Ivonne Cárdenas", "con y griega al principio: Yvonne", "Yvonne Cárdenas"),
        ("Josep Lluis Carbó", "Lluís lleva tilde", "Josep Lluís Carbó"),
        (
            "aurelio villar",
            "no, villar es el pueblo, se apellida mesa, aurelio mesa",
            "aurelio mesa",
        ),
        ("Damián Ochoa", "me he liado. El cliente es Herminia Vaquero", "Herminia Vaquero"),
        ("Marcial Bueno", "Marcelo, confirmado. ya te paso el correo luego", "Marcelo Bueno"),
        ("Biscuit", "no, Biscuit's the dog. The owner's Orla Kinsella", "Orla Kinsella"),
        ("Emeterio Salas Vega", "quítale el Vega, solo Emeterio Salas", "Emeterio Salas"),
    ],
)
def test_a_name_in_line_is_corrected(known: str, message: str, name: str) -> None:
    assert read(message, known) == (CreateClient(name=name, fresh=False),)


def test_a_correction_is_of_whoever_it_resembles() -> None:
    corrected = CreateClient(name="Tessa Woolfe", about="Tessa Woolf", fresh=False)
    assert read("Woolfe with an e at the end", "Graham Pike", "Tessa Woolf") == (corrected,)


@pytest.mark.parametrize("message", ["con ll", "wrong person", "no sé si es Marcial o Marcelo"])
def test_a_correction_that_tells_not_how_is_asked_about(message: str) -> None:
    asked = CreateClient(name="Marcial Bueno", fresh=False, doubt="name")
    assert read(message, "Marcial Bueno") == (asked,)


@pytest.mark.parametrize(
    "message", ["mañana viene Paulo a comer", "perdón, un momento", "how do you spell protein lol"]
)
def test_talk_corrects_nobody(message: str) -> None:
    assert not any(isinstance(intent, CreateClient) for intent in read(message, "Paula Vega"))


def test_better_data_behind_a_yes_are_consent() -> None:
    memory = Memory(draft=Draft(name="Quentin Abara", email="q@abara.com", proposed=True))
    spelt = (CreateClient(name="Quintin Abara", fresh=False), ConfirmDraft())
    assert read("yes, but spell it Quintin", memory=memory) == spelt
    better = (CreateClient(email="quin@abara.com", fresh=False), ConfirmDraft())
    assert read("sí, pero el correo bueno es quin@abara.com", memory=memory) == better


def test_an_address_that_spells_a_candidate_makes_it_the_name() -> None:
    memory = Memory(draft=Draft(candidate="vicent ferrandis"))
    told = CreateClient(name="vicent ferrandis", email="vferrandis@uv.es", fresh=False)
    assert read("vferrandis@uv.es", memory=memory) == (told,)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("oh the name. Yolanda Pryce", "Yolanda Pryce"),
        ("jaja José Ponferrada", "José Ponferrada"),
        ("Javiera Huenchumilla se llama", "Javiera Huenchumilla"),
        ("Brayan Estiven Oquendo, así con y", "Brayan Estiven Oquendo"),
        ("Estela Maldonado te dije", "Estela Maldonado"),
        ("María de los Ángeles Ruiz le dicen acá", "María de los Ángeles Ruiz"),
    ],
)
def test_the_only_name_beside_noise_is_the_answer(message: str, name: str) -> None:
    memory = Memory(draft=Draft(email="z@example.com"))
    assert read(message, memory=memory) == (CreateClient(name=name, fresh=False),)


@pytest.mark.parametrize("noise", ["Feck, forgot the .com. {}", "{} ¿tanto costaba?", "joya. {}"])
def test_an_address_beside_noise_is_the_answer(noise: str) -> None:
    answer = CreateClient(email="fintwo@x.ie", fresh=False)
    assert read(noise.format("fintwo@x.ie"), "Finbarr Twomey") == (answer,)


def test_an_address_behind_a_no_replaces_the_one_before() -> None:
    message = "Anote a Luz Dary Pulido, luzdari@gmail... no, mentiras, luzdary.pulido@gmail.com"
    [creation] = read(message)
    assert creation == CreateClient(name="Luz Dary Pulido", email="luzdary.pulido@gmail.com")
