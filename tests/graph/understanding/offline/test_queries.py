from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import HumanMessage

from graph.understanding.intents import (
    CancelDraft,
    ConfirmDraft,
    CreateClient,
    Intent,
    QueryClients,
    Talk,
    Topic,
)
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Draft, Memory, Results, Situation

TODAY = date(2026, 11, 22)
OFFLINE = OfflineUnderstanding()


def read(message: str, memory: Memory | None = None, *earlier: str) -> tuple[Intent, ...]:
    window = [HumanMessage(text) for text in earlier]
    return OFFLINE.understand(message, Situation(TODAY, memory or Memory(), window)).intents


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("Lista todos los clientes", QueryClients()),
        ("¿cuántos clientes hay?", QueryClients(count=True)),
        ("how mnay clients do we hav", QueryClients(count=True)),
        ("busca a nuñez", QueryClients(text="nuñez")),
        ("bsca a iñigo xfa", QueryClients(text="iñigo")),
        ("¿quién es victor@hale.com?", QueryClients(email="victor@hale.com")),
        ("clientes de gmail", QueryClients(domain="gmail")),
        ("los de norvia", QueryClients(domain="norvia")),
        ("clients with a .ca domain", QueryClients(domain="ca")),
        ("any Duffys with a gmail address?", QueryClients(text="Duffy", domain="gmail")),
        ("the ones from acme.es", QueryClients(domain="acme.es")),
        ("el último cliente", QueryClients(newest_first=True, limit=1)),
        ("the last 3 clients", QueryClients(newest_first=True, limit=3)),
        ("busca clientes con % en el nombre", QueryClients(text="%")),
        ("how many Langs do we have?", QueryClients(text="Lang", count=True)),
        ("how many Walshes do we have?", QueryClients(text="Walsh", count=True)),
        ("show both Okafors", QueryClients(text="Okafor")),
        ("show the two Novaks", QueryClients(text="Novak")),
        ("busca los correos que sean @norvia.es", QueryClients(domain="norvia.es")),
        ("clients whose emails are @norvia.es", QueryClients(domain="norvia.es")),
        ("los de logística, clientes de @norvia.es", QueryClients(domain="norvia.es")),
        ("muestrme tdos los cleintes", QueryClients()),
        ("clientes de hoy", QueryClients(created_from=TODAY, created_to=TODAY)),
        ("did anyone ever register Tom Hale?", QueryClients(text="Tom Hale", exists=True)),
        ("Sírvase mostrar los clientes de la A a la Z", QueryClients(by_name=True)),
        ("all clients from Z to A", QueryClients(by_name=True, newest_first=True)),
        ("dame el top 3 de los más nuevos", QueryClients(newest_first=True, limit=3)),
        ("quién lleva más tiempo", QueryClients(limit=1)),
        ("¿cuántos clientes hay, que lo pide Secretaría?", QueryClients(count=True)),
        ("de quién es satur@gil.es", QueryClients(email="satur@gil.es")),
        (
            "is maude@perrin.fr in my address book",
            QueryClients(email="maude@perrin.fr", exists=True),
        ),
        ("¿Pilar Sanz ya es clienta?", QueryClients(text="Pilar Sanz", exists=True)),
        (
            "fíjese si Itzel Ríos quedó registrada, que me llama",
            QueryClients(text="Itzel Ríos", exists=True),
        ),
        ("would you find Pilar Sanz?", QueryClients(text="Pilar Sanz")),
        ("alta de Bielsa, ¿fecha?", QueryClients(text="Bielsa", details=True)),
        ("¿qué clientes tienen correo punto cat?", QueryClients(domain="cat")),
        ("¿Consta Antía Rial como paciente?", QueryClients(text="Antía Rial", exists=True)),
    ],
)
def test_questions_become_filters(message: str, query: QueryClients) -> None:
    assert read(message) == (query,)


@pytest.mark.parametrize(
    "message",
    [
        "a qué hora sale el próximo tren a Toledo",
        "what time is it in tokyo",
        "qué frío está haciendo hoy",
        "¿qué plazo hay para recurrir una multa?",
        "is the breakfast ready?",
        "una consultita",
        "búscame un restaurante japonés",
    ],
)
def test_a_question_without_a_word_for_clients_is_talk(message: str) -> None:
    [intent] = read(message)
    doubtful = isinstance(intent, QueryClients) and intent.doubtful == "question"
    assert doubtful or isinstance(intent, Talk)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("¿por quién íbamos?", "pending"),
        ("¿se ha guardado?", "pending"),
        ("did that save?", "pending"),
        ("¿para qué quieres el correo?", "needed"),
    ],
)
def test_questions_about_the_job_are_answered_from_it(message: str, topic: Topic) -> None:
    assert read(message, NAMED) == (Talk(topic=topic),)


def test_after_a_creation_it_is_shown_as_saved() -> None:
    created = Memory(results=Results(ids=(3,)))
    assert read("¿se guardó?", created) == (QueryClients(refers_back=True, exists=True),)


def test_a_creation_and_a_question_share_a_message() -> None:
    message = "apunta a Delfina Prado, d@prado.es, y después sácame el listado completo"
    assert read(message) == (CreateClient(name="Delfina Prado", email="d@prado.es"), QueryClients())


SHOWN = Memory(results=Results(query=QueryClients(text="ana"), ids=(4, 7, 9)))


@pytest.mark.parametrize(
    ("message", "query"),
    [
        ("el segundo", QueryClients(refers_back=True, position=2)),
        ("the third one", QueryClients(refers_back=True, position=3)),
        ("¿y el último?", QueryClients(refers_back=True, position=-1)),
        ("más", QueryClients(more=True)),
        ("¿y los de gmail?", QueryClients(domain="gmail")),
        ("¿cuántos son?", QueryClients(text="ana", count=True)),
        ("y pedro?", QueryClients(text="pedro")),
        ("y a su hermano joaquin?", QueryClients(text="joaquin")),
        ("¿y el primero de todos?", QueryClients(limit=1)),
        ("y con qué correo", QueryClients(refers_back=True)),
        ("cuál es su correo para mandarle el recibo", QueryClients(refers_back=True)),
        ("give me all the data you have of him", QueryClients(refers_back=True)),
    ],
)
def test_follow_ups_live_on_what_was_shown(message: str, query: QueryClients) -> None:
    assert read(message, SHOWN) == (query,)


@pytest.mark.parametrize("message", ["y el último que entró quién fue", "and the last one added?"])
def test_the_last_one_is_shown_not_counted(message: str) -> None:
    counted = Memory(results=Results(query=QueryClients(count=True)))
    assert read(message, counted) == (QueryClients(newest_first=True, limit=1),)


NAMED = Memory(draft=Draft(name="Ana Gil"))
PROPOSED = Memory(draft=Draft(name="Ana Gil", email="ana@gil.es", proposed=True))


@pytest.mark.parametrize(
    ("message", "memory", "intent"),
    [
        ("ana@gil.es", NAMED, CreateClient(email="ana@gil.es", fresh=False)),
        ("perdón, es Ana Gill", NAMED, CreateClient(name="Ana Gill", fresh=False)),
        ("es Anabel Gil, no Ana", NAMED, CreateClient(name="Anabel Gil", fresh=False)),
        ("Ana's is ana@gil.es", NAMED, CreateClient(email="ana@gil.es", fresh=False)),
        ("mejor no, olvídalo", NAMED, CancelDraft()),
        ("¿qué datos hacen falta para registrar un cliente?", NAMED, Talk(topic="help")),
        ("hold on, who is v@hale.com?", NAMED, QueryClients(email="v@hale.com")),
        ("May List", Memory(draft=Draft()), CreateClient(name="May List", fresh=False)),
        (
            "It's Sunrise Foods",
            Memory(draft=Draft(email="b@s.com")),
            CreateClient(name="Sunrise Foods", fresh=False),
        ),
        ("sí", PROPOSED, ConfirmDraft()),
        ("no, gracias", PROPOSED, CancelDraft()),
        ("go ahead", PROPOSED, ConfirmDraft()),
    ],
)
def test_answers_are_read_against_the_draft(message: str, memory: Memory, intent: Intent) -> None:
    assert read(message, memory) == (intent,)


def test_a_pronoun_means_the_client_of_the_message_before() -> None:
    before = "¿Ya quedó registrado Ulises Prado, ulises@prado.mx?"
    client = CreateClient(name="Ulises Prado", email="ulises@prado.mx")
    assert read("entonces regístralo", None, before) == (client,)


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("hola", "greeting"),
        ("muchas gracias", "thanks"),
        ("hasta luego", "farewell"),
        ("what can you do?", "help"),
        ("registra mi coche para pasar la ITV", "off_topic"),
        ("add milk and eggs to my shopping list", "off_topic"),
        ("asdfgh qwerty", "unknown"),
    ],
)
def test_small_talk_has_a_topic(message: str, topic: str) -> None:
    (intent,) = read(message)
    assert isinstance(intent, Talk)
    assert intent.topic == topic


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Lista todos los clientes", "es"),
        ("list all clients", "en"),
        ("Create a new client named La Casa de las Flores, info@norvia.es", "en"),
        ("Registra a Sunrise Foods of London, info@norvia.es", "es"),
        ("ana@acme.es", "en"),
    ],
)
def test_the_language_is_that_of_the_words_around_the_names(message: str, language: str) -> None:
    memory = Memory(language="en")
    assert OFFLINE.understand(message, Situation(TODAY, memory)).language == language


MEMORIES = st.builds(
    Memory,
    language=st.sampled_from(["es", "en"]),
    draft=st.sampled_from([None, Draft(), *(m.draft for m in (NAMED, PROPOSED))]),
    results=st.sampled_from([None, Results(ids=(1,)), SHOWN.results]),
)
WORDS = """
    crea registra a Ana Gil ana@gil.es y , . : ¿ ? " « » no si cliente clientes nuevo busca add the
    client with email please de la con correo > 1 2 - | su es él segundo más % @ S.L. arroba punto
"""
JUMBLES = st.lists(st.sampled_from([*WORDS.split(), "\n", "'", "王小明", "\u200d"]), min_size=1)


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.text(min_size=1, max_size=400),
        st.text(min_size=1, max_size=20).map(lambda text: (text * 4000)[:4000]),
        JUMBLES.map(" ".join),
        JUMBLES.map(lambda words: (" ".join(words) * 4000)[:4000]),
    ),
    MEMORIES,
)
def test_any_text_is_understood_as_something(message: str, memory: Memory) -> None:
    understood = OFFLINE.understand(message, Situation(TODAY, memory))
    assert understood.intents
    assert understood.language in ("es", "en")


@pytest.mark.parametrize(
    "message", ["a ver, nombres", "their addresses, please", "¿y quiénes son?"]
)
def test_data_of_those_who_were_counted_are_listed(message: str) -> None:
    counted = Memory(results=Results(query=QueryClients(text="Duffy", count=True)))
    [found] = read(message, counted)
    assert isinstance(found, QueryClients)
    assert (found.text, found.count) == ("Duffy", False)
