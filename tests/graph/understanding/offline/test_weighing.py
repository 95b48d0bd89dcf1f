"""Clients by all evidence: done, proposed or left out, whatever the rules alone read."""

from datetime import date

import pytest

from graph.understanding.intents import CreateClient, Intent, QueryClients, Talk
from graph.understanding.offline.learned.reading import LearnedReading
from graph.understanding.offline.learned.weighing.candidates import Evidence
from graph.understanding.offline.learned.weighing.evidence import evidence_of, probability, weights
from graph.understanding.offline.reader import OfflineUnderstanding, by_rules
from graph.understanding.offline.requests.message import Message
from graph.understanding.situation import Draft, Memory, Situation

TODAY = Situation(date(2026, 3, 4))


def read(message: str) -> tuple[Intent, ...]:
    return OfflineUnderstanding().understand(message, TODAY).intents


def done(intents: tuple[Intent, ...]) -> list[CreateClient]:
    """The clients that are created at once."""
    return [each for each in intents if isinstance(each, CreateClient) and not each.doubt]


def answer(message: str) -> tuple[Intent, ...]:
    """The intents while Oscar Webb's address is asked for."""
    waiting = Situation(TODAY.today, Memory(draft=Draft(name="Oscar Webb")))
    return OfflineUnderstanding().understand(message, waiting).intents


@pytest.mark.parametrize(
    ("message", "name", "email"),
    [
        (
            "righto, squeeze Barnaby Quill onto our list, barnaby@quill.scot, ta",
            "Barnaby Quill",
            "barnaby@quill.scot",
        ),
        (
            "a ver si me incorporas a Remigia Portillo, remigia@portillo.mx, gracias",
            "Remigia Portillo",
            "remigia@portillo.mx",
        ),
    ],
)
def test_an_order_in_words_that_no_rule_knows_is_done(message: str, name: str, email: str) -> None:
    assert read(message) == (CreateClient(name=name, email=email),)


@pytest.mark.parametrize(
    "message",
    [
        "boss says Barnaby Quill is a lovely man, barnaby@quill.scot, met him at the fair",
        "ayer hablé con Remigia Portillo (remigia@portillo.mx), qué señora más pesada",
        "no metas a Remigia Portillo, remigia@portillo.mx",
        "if Barnaby Quill pays we may put him in, barnaby@quill.scot",
    ],
)
def test_whoever_is_told_of_is_not_created(message: str) -> None:
    assert not done(read(message))


def test_a_denied_client_beside_an_order_leaves_nothing_to_say_yes_to() -> None:
    found = read("No crees a Zoe Prat, zoe@prat.es, crea a Eva Gil eva@gil.es")
    assert CreateClient(name="Eva Gil", email="eva@gil.es") in found
    assert Talk(topic="declined") in found
    assert not any(isinstance(each, CreateClient) and each.name == "Zoe Prat" for each in found)


def test_a_question_beside_a_creation_stays() -> None:
    found = read("inscribe a Almendra Rivera, almendra@rivera.cl, y dime cuántos van en total")
    assert [each.kind for each in found] == ["create", "query"]
    assert isinstance(found[1], QueryClients)
    assert found[1].count


def test_names_that_the_rules_put_together_stay_so() -> None:
    found = read("Alta de cliente. Apellido: Peralta. Nombre: Filiberta. Email: fili@peralta.es")
    assert found == (CreateClient(name="Filiberta Peralta", email="fili@peralta.es"),)


def test_each_piece_of_evidence_has_its_weight() -> None:
    message = Message.of("pop Nerys Bowen on for me, nerys@bowen.wales", TODAY)
    reading = LearnedReading(message)
    evidence = Evidence(message, by_rules(message)[0], reading.names)
    [candidate] = [each for each in evidence.candidates if each.name == "Nerys Bowen"]
    told = list(evidence_of(evidence.features(candidate), reading.judged))
    assert "tagged client" in told
    assert "backed own" in told
    assert len(weights().keys() & set(told)) > len(told) / 2
    assert probability(evidence.features(candidate), reading.judged) > 1 / 2


def test_a_message_with_many_addresses_is_read_by_the_rules_alone() -> None:
    people = ", ".join(f"Ana{i} Gil ana{i}@gil.es" for i in range(25))
    found = [each for each in read(f"crea a {people}") if isinstance(each, CreateClient)]
    assert len(found) == 25


def test_whose_address_is_not_told_is_asked_for_beside_the_others() -> None:
    found = read("three new: Una Cotter una@cotter.ie, Brian Dacey, and Orla Twomey orla@twomey.ie")
    assert [each.email for each in found if isinstance(each, CreateClient)] == [
        "una@cotter.ie",
        None,
        "orla@twomey.ie",
    ]


def test_whoever_is_named_behind_a_whole_client_is_asked_about() -> None:
    found = read("add Maeve Lucey maeve@lucey.ie and her husband Donncha Lucey")
    assert found == (
        CreateClient(name="Maeve Lucey", email="maeve@lucey.ie"),
        CreateClient(name="Donncha Lucey"),
    )


@pytest.mark.parametrize(
    "message",
    [
        "hay que registrar a la clienta de la Aveo, me dejaron su correo: lupita@cantu.mx",
        "to register: hartwell.j@gmail.com, client for Portugal",
    ],
)
def test_one_word_that_may_be_no_name_is_asked_about(message: str) -> None:
    [made] = read(message)
    assert isinstance(made, CreateClient)
    assert made.doubt


def test_an_address_is_of_whom_it_repeats_most() -> None:
    found = read("Register Gareth Bowen and Carys Bowen. Gareth's e-mail is gareth.bowen@bt.com")
    made = [each for each in found if isinstance(each, CreateClient) and each.email]
    assert not any(each.name == "Carys Bowen" and not each.doubt for each in made)


def test_an_address_given_with_a_part_of_the_name_is_of_the_whole_name() -> None:
    found = read("Put Alistair Ross and Maya Thapa on the list. Alistair is alistair.ross@bt.com")
    assert CreateClient(name="Alistair Ross", email="alistair.ross@bt.com") in found
    assert CreateClient(name="Maya Thapa") in found


@pytest.mark.parametrize(
    "message",
    [
        "la frase era «Añada a Hugo Prat, hugo@prat.es». ¿Lleva coma o no?",
        "in the film the boss goes 'sign up Hugo Prat, hugo@prat.es' and everybody laughs",
    ],
)
def test_a_quoted_order_is_nobody_s(message: str) -> None:
    found = read(message)
    assert not any(isinstance(each, CreateClient) and not each.doubt for each in found)


def test_apostrophes_quote_nothing() -> None:
    found = read("put 'em both in, Ann O'Hara ann@ohara.ie and the boys' coach Bo Gil bo@gil.ie")
    assert [each.doubt for each in found if isinstance(each, CreateClient)] == [None, None]


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("sign rhys up. rhys powell, rpowellroofing@gmail.com", "rhys powell"),
        ("Crea un cliente llamado José A. Gómez con email ana@acme.es", "José A. Gómez"),
        ("Please add Dr.-Ing. Ute Kranz, she writes from u.kranz@kranz.de", "Ute Kranz"),
        ("Pls add Smt. Lata Iyer. Mail: lata.iyer@tn.org", "Lata Iyer"),
    ],
)
def test_a_name_is_told_whole_and_without_titles(message: str, name: str) -> None:
    made = [each for each in read(message) if isinstance(each, CreateClient)]
    assert [each.name for each in made] == [name]


@pytest.mark.parametrize(
    "message",
    [
        "Could you set this lady up as a client? It's from the letter:\n\nPatient: Odile Marchand\n"
        "Tel: 0113 496 0182\nEmail: om@lyon.fr",
        "Cariño, ¿me dejas anotada a Odile Marchand? encarga desayunos. om@lyon.fr",
    ],
)
def test_a_certain_order_in_the_form_of_a_question_is_one(message: str) -> None:
    assert read(message) == (CreateClient(name="Odile Marchand", email="om@lyon.fr"),)


@pytest.mark.parametrize(
    ("message", "doubt"),
    [
        ("Please add Hilary Prendiville of Kinsale, hp@eircom.net", "name"),
        ("Please add Friends of Kinsale, hp@eircom.net", None),
        ("Da de alta a Yesenia Rivas de Umaña, yesi@gmail.com", None),
    ],
)
def test_a_place_behind_a_name_is_asked_about(message: str, doubt: str | None) -> None:
    made = [each for each in read(message) if isinstance(each, CreateClient)]
    assert [each.doubt for each in made] == [doubt]


@pytest.mark.parametrize(
    "message",
    [
        "crea a Isabel Ríos con isa@acme.es... no, mejor no",
        "My boss said add Isabel Ríos, isa@acme.es",
        "por ejemplo, crea un cliente llamado Isabel Ríos con email isa@acme.es",
        "Guárdame este correo de una clienta de los globos: isa.rios@acme.es",
        "Apunta a Isabel Ríos, isa@acme.es, solo en caso de que pague, que no ha pagado",
    ],
)
def test_no_other_evidence_makes_an_order_of_what_the_rules_doubt(message: str) -> None:
    made = [each for each in read(message) if isinstance(each, CreateClient)]
    assert not any(each.name and each.email and not each.doubt for each in made)


def test_somebody_else_is_registered_while_an_address_is_awaited() -> None:
    waiting = Situation(TODAY.today, Memory(draft=Draft(name="Zoltan Fekete")))
    said = "before that, register Curtis Yeo first please, curtis.yeo@singnet.sg"
    found = OfflineUnderstanding().understand(said, waiting).intents
    assert found == (CreateClient(name="Curtis Yeo", email="curtis.yeo@singnet.sg"),)


def test_an_open_condition_leaves_nobody_to_say_yes_to() -> None:
    assert read("Benita Osorio, benita@osorio.es. Si paga, regístrala") == (Talk(topic="declined"),)


def test_the_address_behind_a_name_is_not_of_another_one_that_it_repeats_too() -> None:
    said = "Two for you: Nuala Keane (fkeane@keane.ie) and Barry Keane, I lack his email"
    made = [each for each in read(said) if isinstance(each, CreateClient)]
    assert [(each.name, each.email) for each in made if each.email] == [
        ("Nuala Keane", "fkeane@keane.ie")
    ]


@pytest.mark.parametrize(
    "message",
    [
        "Skapa inte kunden Ana Gil, ana@x.es",
        "Registra a Eva Gil eva@x.es y a Leo Roy leo@x.es, menos a Ana Gil ana@x.es",
    ],
)
def test_words_that_nobody_knows_order_nobody_nor_does_an_exception(message: str) -> None:
    made = [each for each in read(message) if isinstance(each, CreateClient)]
    assert all(each.doubt for each in made if each.name == "Ana Gil")


@pytest.mark.parametrize(
    "message",
    [
        "she says she filled in the website, no trace of her there, so put her in by hand please: "
        "Odile Marchand, odile@marchand.fr",
        "dice que no le llegó nada, así que por favor métela tú en la lista: Odile Marchand, "
        "odile@marchand.fr",
    ],
)
def test_a_plain_no_about_something_else_leaves_a_clear_order_one(message: str) -> None:
    assert read(message) == (CreateClient(name="Odile Marchand", email="odile@marchand.fr"),)


def test_that_an_address_is_missing_denies_nobody() -> None:
    told = "Two new clients: Odile Marchand at odile@marchand.fr and Yves Roche, I don't have his "
    assert read(f"{told}email yet")[0] == CreateClient(
        name="Odile Marchand", email="odile@marchand.fr"
    )


def test_a_doubt_far_from_the_address_is_none_of_it() -> None:
    message = "apunta a Marta Roig, marta@roig.cat, y mira si está Nil Roig, que creo que es primo"
    assert read(message)[0] == CreateClient(name="Marta Roig", email="marta@roig.cat")


def test_what_an_address_ends_with_is_no_name() -> None:
    found = read("sorry, the end is .co.za and not .com: yusuf@karim.co.za")
    assert all(not isinstance(each, CreateClient) or each.name != "co.za" for each in found)


def test_a_denial_beside_an_address_that_is_told_stays_one() -> None:
    found = read("Ana Gil, ana@gil.es. I don't want her email in there")
    assert all(not isinstance(each, CreateClient) or each.doubt for each in found)


@pytest.mark.parametrize(
    ("message", "name", "email"),
    [
        ("alta rapida: nuria folch // nfolch@copc.cat", "nuria folch", "nfolch@copc.cat"),
        (
            "Da de alta a Lupe Ríos, le dicen la Güera, su mail laguera.rios@gmail.com",
            "Lupe Ríos",
            "laguera.rios@gmail.com",
        ),
        (
            "Estimado asistente: le ruego incorporar al registro a Gema Alarcón, "
            "cuyo correo es gema.alarcon@notariado.org.",
            "Gema Alarcón",
            "gema.alarcon@notariado.org",
        ),
    ],
)
def test_a_likely_client_of_a_sure_order_is_created_whatever_stands_beside(
    message: str, name: str, email: str
) -> None:
    assert read(message) == (CreateClient(name=name, email=email),)


def test_a_name_that_is_spelt_behind_itself_is_not_cut() -> None:
    [client] = read(
        "please note new student Tanmay Joglekar T A N M A Y J O G L E K A R "
        "email tanmay underscore j at gmail dot com"
    )
    assert isinstance(client, CreateClient)
    assert client.name == "Tanmay Joglekar"
    assert client.doubt != "name"


def test_a_doubted_order_beside_a_later_day_is_proposed_not_declined() -> None:
    [client] = read("Then add Ebuka Nwosu, ebukanwosu@gmail.com, if he is bringing lace tomorrow")
    assert isinstance(client, CreateClient)
    assert client.doubt


@pytest.mark.parametrize(
    "message",
    [
        "Registra a Ana Gil mejor no, ana@gil.es",
        "Registra a Ana Gil si paga con ana@gil.es",
        "Add Ana Gill, unless she objects, ana@gill.com",
        "Are these two new: Ana Gill ana@gill.com, Luke Ford luke@ford.com?",
        "¿Es nueva Ana Gil, ana@gil.es?",
        "no new ones: Ana Gill ana@gill.com, Luke Ford luke@ford.com",
        "Luis pregunta: ¿registras a Ana Gil, ana@gil.es?",
        "Why would you add Ana Gill ana@gill.com",
        "Add Ana Gill (ana@gill.com or a@gill.com) and Luke Ford luke@ford.com",
    ],
)
def test_what_denies_binds_asks_or_leaves_open_creates_nobody(message: str) -> None:
    assert all(each.doubt for each in read(message) if isinstance(each, CreateClient))


@pytest.mark.parametrize(
    "message",
    [
        "cancel adding Ana Gil ana@gil.es",
        "anula el alta de Ana Gil, ana@gil.es",
        "deja fuera a Ana Gil, ana@gil.es",
        "not put the boss in the list, he pays cash and goes: Ana Gil ana@gil.es",
        "cómo añado a Ana Gil ana@gil.es",
        "explain how to add Ana Gil ana@gil.es",
        "registra a Ana Gil gil@gmail.com, bueno usa x22@acme.com",
        "save Ana Gil gil@gmail.com, backup x22@acme.com",
    ],
)
def test_an_order_taken_back_and_another_address_create_nobody_at_once(message: str) -> None:
    assert not done(read(message))


@pytest.mark.parametrize(
    "behind",
    [
        "he is the man with the forty hives",
        "she wants to sell one pinball of Star Trek",
        "lesson starts in 2 min!!",
        "she came in with the boiler man this morning",
        "photo and papers she will bring later no issue",
        "y que no se me olvide llamarle para lo del bono",
        "por si viene él a buscarlo",
    ],
)
def test_what_is_told_behind_a_sure_order_does_not_hold_it_up(behind: str) -> None:
    [made] = read(f"register Oscar Webb, oscar.webb@gmail.com, {behind}")
    assert isinstance(made, CreateClient)
    assert (made.name, made.email, made.doubt) == ("Oscar Webb", "oscar.webb@gmail.com", None)


@pytest.mark.parametrize(
    "message",
    [
        "oscar.webb@gmail.com, sorry for the delay",
        "oscar.webb@gmail.com, I was on the other line",
        "OSCAR.WEBB@GMAIL.COM SORRY ABOUT THE CAPITALS",
        "oscar.webb@gmail.com, perdona el retraso",
    ],
)
def test_an_excuse_behind_an_answer_leaves_it_one(message: str) -> None:
    [made] = answer(message)
    assert isinstance(made, CreateClient)
    assert made.email and not (made.fresh or made.doubt)


@pytest.mark.parametrize(
    "message",
    [
        "oscar.webb@gmail.com, no wait, that is the old one",
        "oscar.webb@gmail.com. no, that's his wife's",
        "oscar.webb@gmail.com, perdona, ese no es",
        "oscar.webb@gmail.com, quería decir .com",
        "oscar.webb@gmail.com, I meant .co.uk",
        "oscar.webb@gmail.com, aunque no estoy segura",
        "oscar.webb@gmail.com, me parece",
        "oscar.webb@gmail.com, unless I misheard",
        "oscar.webb@gmail.com no es",
        "oscar.webb@gmail.com ya no lo usa",
    ],
)
def test_an_answer_that_takes_its_address_back_is_asked_about(message: str) -> None:
    found = answer(message)
    assert all(each.doubt for each in found if isinstance(each, CreateClient) and each.email)


@pytest.mark.parametrize(
    "behind",
    [
        "no wait, not yet",
        "only if he pays",
        "si viene",
        "tomorrow, not now",
        "scratch that, he left",
    ],
)
def test_what_revokes_an_order_behind_it_creates_nobody(behind: str) -> None:
    assert not done(read(f"register Oscar Webb, oscar.webb@gmail.com, {behind}"))


@pytest.mark.parametrize(
    "behind",
    [
        ". Hmm, no",
        ", skip it",
        ", just kidding",
        ", tomorrow morning",
        ", a menos que ya esté",
        ", well, better not",
        ", hold on, he has not signed",
        ", the boss doesn't want him",
        ", but the address is wrong",
        ". But not that address, it's his mother's",
        ". That line in the minutes was wrong",
        ". Why did nobody do it?",
    ],
)
def test_what_may_revoke_an_order_behind_it_has_it_proposed(behind: str) -> None:
    assert not done(read(f"Register Tom Hale, tom@hale.io{behind}"))


@pytest.mark.parametrize(
    "message",
    [
        "I was about to register Paula Quinn, paula@quinn.com, and then the fire alarm",
        "antes del 18 imposible ingresar a Loreto Bravo, loreto@bravo.cl, la gente anda en otra",
    ],
)
def test_a_beginning_that_may_be_a_tale_is_no_order_of_a_message_that_is_none(message: str) -> None:
    assert not done(read(message))


@pytest.mark.parametrize(
    "message",
    [
        "Add Ana ana@x.com, a friend of Ana Ruiz",
        "Tom Hale asked me to add his son. Add Tom, tom@hale.io",
    ],
)
def test_a_relatives_whole_name_is_not_the_clients(message: str) -> None:
    for intent in read(message):
        assert not isinstance(intent, CreateClient) or " " not in (intent.name or "")


def test_whoever_gave_the_data_of_the_client_asked_for_is_not_created() -> None:
    waiting = Situation(TODAY.today, Memory(draft=Draft()))
    said = "me la pasó Luis Soto luis@soto.es, ella es Ana Sanz ana@sanz.es"
    assert not done(OfflineUnderstanding().understand(said, waiting).intents)
