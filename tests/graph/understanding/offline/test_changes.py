"""What the rules read of changes, deletions and taking back."""

from datetime import date

import pytest

from graph.understanding.intents import (
    CancelDraft,
    ChangeClient,
    ConfirmDraft,
    CreateClient,
    Intent,
    RemoveClient,
    Talk,
    UndoLast,
)
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import (
    Draft,
    KnownClient,
    Memory,
    PendingChange,
    Results,
    Situation,
)

OFFLINE = OfflineUnderstanding()
ANA = KnownClient(id=1, version=1, name="Ana López", email="ana@lopez.es")
GIL = KnownClient(id=2, version=1, name="Ana Gil", email="ana@gil.es")
REMOVAL = Memory(pending=PendingChange(kind="remove", client=ANA))
LISTED = Memory(pending=PendingChange(kind="remove", candidates=(ANA, GIL)))


NAMES = ("Yolima Cantillo", "Yolima Castillo")
JUST_CREATED = Memory(created=ANA, results=Results(ids=(1,)))
"""The session has just created Ana López, ana@lopez.es."""


def read(message: str, memory: Memory | None = None) -> list[Intent]:
    situation = Situation(date(2026, 3, 4), memory or Memory())
    return list(OFFLINE.understand(message, situation).intents)


@pytest.mark.parametrize(
    ("message", "about", "email"),
    [
        ("corrígeme el mail de Nuria: n@x.es", "Nuria", "n@x.es"),
        ("Nuria Sáez tiene correo nuevo, n@x.es", "Nuria Sáez", "n@x.es"),
        ("reemplaza v@x.es por n@x.es", "v@x.es", "n@x.es"),
        ("please update Oscar Webb's address to o@x.org", "Oscar Webb", "o@x.org"),
        ("amend the email of Oscar to o@x.org", "Oscar", "o@x.org"),
        ("ponle a Nuria Sáez el correo nuevo, n@x.es", "Nuria Sáez", "n@x.es"),
        ("el mail de Nuria Sáez pasa a ser n@x.es", "Nuria Sáez", "n@x.es"),
        ("my mail to Oscar Webb bounced, fix it please: o@x.org", "Oscar Webb", "o@x.org"),
    ],
)
def test_an_order_tells_whose_email_changes_to_what(message: str, about: str, email: str) -> None:
    [change] = read(message)
    assert isinstance(change, ChangeClient)
    assert (change.about, change.name, change.email) == (about, None, email)


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("suprime a Nuria Sáez", "Nuria Sáez"),
        ("¿me puedes quitar a Nuria?", "Nuria"),
        ("dad de baja a Nuria Sáez", "Nuria Sáez"),
        ("Could you erase Oscar Webb?", "Oscar Webb"),
        ("strike Oscar off the list", "Oscar"),
        ("Oscar Webb passed away last week. Could you take him out of the list?", "Oscar Webb"),
        ("Oscar Webb has gone elsewhere. Take him off the list would you", "Oscar Webb"),
        ("Nuria Sáez pide que eliminemos sus datos por protección de datos, bórralo", "Nuria Sáez"),
    ],
)
def test_an_order_tells_who_is_deleted(message: str, about: str) -> None:
    assert read(message) == [RemoveClient(about=about)]


@pytest.mark.parametrize(
    "message",
    [
        "jamás borres a Nuria",
        "cuando venga, elimina a Nuria",
        "el jefe dice que quites a Nuria",
        "¿se pueden editar los nombres?",
        "mañana elimina a Nuria",
        "how do I remove Oscar?",
        "if he leaves, delete Oscar",
        "please don't erase Oscar",
        "Does Oscar still exist with us or did I delete him",
    ],
)
def test_a_denial_a_condition_a_report_and_a_question_order_nothing(message: str) -> None:
    for intent in read(message):
        assert not isinstance(intent, ChangeClient | RemoveClient | UndoLast | ConfirmDraft)


@pytest.mark.parametrize("message", ["deshaz eso", "revierte el último cambio", "please undo it"])
def test_taking_back_is_read(message: str) -> None:
    assert read(message) == [UndoLast()]


@pytest.mark.parametrize(
    "message",
    [
        "caray, me colé de ficha. Deshaz eso",
        "deshaga lo último, que el señor Ruiz se lo ha pensado",
        "undo that please, it was for Dana's sister",
        "gah undo the last one because the boss changed her mind",
    ],
)
def test_reasons_beside_taking_back_name_nobody(message: str) -> None:
    assert read(message) == [UndoLast()]


@pytest.mark.parametrize(
    "message",
    [
        "sorry, scratch that, undo it. I've the wrong file open.",
        "y deshaz, que ha preferido irse a otro sitio",
        "undo, he's cash only, doesn't want the government knowing",
        "uf, me dice que mejor no. deshaz el cambio",
    ],
)
def test_reasons_with_verbs_order_nothing_beside_taking_back(message: str) -> None:
    assert read(message, JUST_CREATED) == [UndoLast()]


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        (
            "Nisha Thomas has asked under data privacy that we erase her record. Kindly delete.",
            RemoveClient(about="Nisha Thomas"),
        ),
        (
            "oiga, Nidia me escribió que se cambió de correo: nidia@marimbas.co. Actualícelo",
            ChangeClient(about="Nidia", email="nidia@marimbas.co"),
        ),
    ],
)
def test_an_order_behind_a_report_is_shown_and_asked_about(message: str, intent: Intent) -> None:
    assert read(message) == [intent]


@pytest.mark.parametrize(
    "message",
    [
        "deshaz el nudo",
        "deshaz eso y lo anterior",
        "undo that and find Ana",
        "who wants to undo that?",
        "revert. Add Bo",
    ],
)
def test_more_than_taking_back_takes_nothing_back(message: str) -> None:
    assert UndoLast() not in read(message)


def test_a_draft_that_is_filled_in_takes_undo_for_a_cancellation() -> None:
    assert read("undo", Memory(language="en", draft=Draft(name="Ana"))) == [CancelDraft()]


@pytest.mark.parametrize("message", ["sí", "dale, bórrala", "yes, delete her", "sí, borra a Ana"])
def test_a_yes_to_a_deletion_is_read(message: str) -> None:
    assert read(message, REMOVAL) == [ConfirmDraft()]


@pytest.mark.parametrize("message", ["claro que no", "¿sí?", "sí, borra a Luis", "espera", "ok no"])
def test_what_is_no_plain_yes_confirms_nothing(message: str) -> None:
    assert ConfirmDraft() not in read(message, REMOVAL)


PROPOSED = Memory(draft=Draft(name="Ana Gil", email="ana@gil.es", proposed=True))


@pytest.mark.parametrize("waiting", [PROPOSED, REMOVAL], ids=["client", "deletion"])
@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("fire away", ConfirmDraft()),
        ("aye, on you go", ConfirmDraft()),
        ("eso es, tal cual", ConfirmDraft()),
        ("crack, dale", ConfirmDraft()),
        ("no need, she changed her mind", CancelDraft()),
        ("no, al final se lo ha pensado mejor", CancelDraft()),
    ],
)
def test_consent_in_words_that_no_list_has_is_understood(
    waiting: Memory, message: str, answer: Intent
) -> None:
    assert read(message, waiting) == [answer]


@pytest.mark.parametrize("waiting", [PROPOSED, REMOVAL], ids=["client", "deletion"])
@pytest.mark.parametrize(
    "message",
    [
        "hmm",
        "who knows",
        "ah so it is just like that",
        "maybe",
        "supongo",
        "do it tomorrow",
        "ask me later",
    ],
)
def test_what_may_be_no_consent_confirms_nothing(waiting: Memory, message: str) -> None:
    assert ConfirmDraft() not in read(message, waiting)


def test_a_no_to_a_doubtful_name_leaves_the_client_without_one() -> None:
    asked = Memory(draft=Draft(candidate="Exit"))
    assert read("nah that isn't one mate", asked) == [CreateClient(fresh=False)]


@pytest.mark.parametrize("message", ["la Gil", "ana@gil.es", "Ana Gil, porfa"])
def test_one_of_the_listed_is_named(message: str) -> None:
    assert read(message, LISTED) == [RemoveClient(about="ana@gil.es")]


def test_one_of_the_listed_is_counted() -> None:
    assert read("el primero", LISTED) == [RemoveClient(position=1)]


def test_all_clients_are_not_deleted_at_once() -> None:
    assert read("elimina a todos los clientes") == [Talk(topic="unsupported")]


@pytest.mark.parametrize(
    ("message", "name", "email"),
    [
        ("uy, no le leí bien la letra: ana.lopez@lopez.es", None, "ana.lopez@lopez.es"),
        ("she has rung back, it should be ana.lopez@lopez.es", None, "ana.lopez@lopez.es"),
        ("ana_lopez@gmail.com, sorry about that", None, "ana_lopez@gmail.com"),
        ("no, espera, que se llama Anna López", "Anna López", None),
        ("Sorry love, she says it's anna@lopez.es, with two n", None, "anna@lopez.es"),
        ("uy perdón, me dice la hija que es ana_lopez@lopez.es", None, "ana_lopez@lopez.es"),
        ("híjole, me equivoqué, el correo es analopez@lopez.es", None, "analopez@lopez.es"),
        ("it's Anna with two n. Anna López", "Anna López", None),
        ("me dice que le falta el segundo apellido: Ana López Soria", "Ana López Soria", None),
    ],
)
def test_the_client_just_created_is_corrected_at_once(
    message: str, name: str | None, email: str | None
) -> None:
    [change] = read(message, JUST_CREATED)
    assert isinstance(change, ChangeClient)
    assert (change.name, change.email, change.plain) == (name, email, True)


@pytest.mark.parametrize(
    "message",
    [
        "y luis@gil.es",
        "Crea un cliente llamado Q13 con email ana@lopez.org",
        "la siguiente es Eva Paz, eva@paz.es",
        "and her brother Luis López, luis@lopez.es",
        "gracias, Ana López es clienta desde hoy",
        "no, ana@lopez.es está bien",
    ],
)
def test_whoever_comes_next_corrects_nobody(message: str) -> None:
    assert not any(isinstance(intent, ChangeClient) for intent in read(message, JUST_CREATED))


@pytest.mark.parametrize(
    "message",
    [
        "if her email were ana@lopes.es it'd bounce",
        "they said it was ana@lopes.es but it isn't",
        "me dijo que ya no usa ana@lopes.es",
        "maybe it's ana@lopes.es",
        "ask her if it's ana@lopes.es",
        "wrong person, that's Luis López's email",
        "undo, but don't delete Ana",
        "if I change the email, undo",
        "undo that. Instead add Bo Lee",
        "Deshaz. Quería cambiar el correo de Ana",
        "please never erase Ana López",
    ],
)
def test_what_is_supposed_denied_or_ordered_beside_is_not_done_at_once(message: str) -> None:
    for intent in read(message, JUST_CREATED):
        assert not isinstance(intent, UndoLast | RemoveClient)
        assert not (isinstance(intent, ChangeClient) and intent.plain)


def test_an_address_of_somebody_else_is_never_taken_over_at_once() -> None:
    for intent in read("got it now, luis.perez@gil.es", JUST_CREATED):
        assert not (isinstance(intent, ChangeClient) and intent.plain)


@pytest.mark.parametrize(
    ("message", "about", "name"),
    [
        (
            "a Nuria Sáez cámbiale el nombre a Nuria Sáez Gil, que hay dos",
            "Nuria Sáez",
            "Nuria Sáez Gil",
        ),
        ("the name of Stephen Webb is wrong, he's Steven Webb", "Stephen Webb", "Steven Webb"),
    ],
)
def test_a_whole_new_name_is_told_from_the_one_before(message: str, about: str, name: str) -> None:
    [change] = read(message)
    assert isinstance(change, ChangeClient)
    assert (change.about, change.name) == (about, name)


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("remove Oscar Webb from the clients, he sold the whole herd", "Oscar Webb"),
        ("Nuria Sáez pidió que borremos sus datos, elimínala", "Nuria Sáez"),
        ("Oscar Webb has emigrated to Spain, delete him from the clients would you", "Oscar Webb"),
        ("elimine por favor el cliente Prueba Sistema, lo dejó el informático", "Prueba Sistema"),
    ],
)
def test_a_sure_deletion_with_a_reason_is_proposed(message: str, about: str) -> None:
    assert read(message) == [RemoveClient(about=about)]


@pytest.mark.parametrize(
    "message",
    [
        "if Oscar Webb calls, delete him",
        "mañana borra a Nuria Sáez",
        "borra a Nuria o a Oscar",
        "Oscar Webb told me that you deleted him",
        "how do I delete Oscar Webb?",
        "bórrame la lista de clientes",
    ],
)
def test_what_is_no_sure_deletion_deletes_nobody(message: str) -> None:
    assert not any(isinstance(intent, RemoveClient) for intent in read(message))


@pytest.mark.parametrize(
    ("message", "name", "email"),
    [
        (
            "alamak missed the dot, should be ana.lopez@lopez.es, fix pls",
            None,
            "ana.lopez@lopez.es",
        ),
        (
            "no, mi amor, el nombre completo es Ana López Soria, arréglalo ahí",
            "Ana López Soria",
            None,
        ),
    ],
)
def test_words_that_are_no_name_are_no_client_to_be_changed(
    message: str, name: str | None, email: str | None
) -> None:
    [change] = read(message, JUST_CREATED)
    assert isinstance(change, ChangeClient)
    assert (change.about, change.name, change.email) == (None, name, email)


@pytest.mark.parametrize(
    "message", ["bai, sí, bórrala", "sí, elimínela tranquilo", "yes, can delete", "sí, de una"]
)
def test_a_yes_in_other_words_agrees_to_the_deletion(message: str) -> None:
    assert read(message, REMOVAL) == [ConfirmDraft()]


@pytest.mark.parametrize(
    "message", ["sí, borra a Luis", "sí, pero mañana", "yes, delete Oscar Webb", "sí, no la borres"]
)
def test_a_yes_to_something_else_agrees_to_no_deletion(message: str) -> None:
    assert ConfirmDraft() not in read(message, REMOVAL)


@pytest.mark.parametrize(
    "message",
    [
        "Undo please, he walked out when he heard the price",
        "uh no, deshacé eso que se arrepintió y se fue",
        "undo the last one, the man change him mind and drive gone",
    ],
)
def test_an_undo_is_done_whatever_reason_is_told(message: str) -> None:
    assert read(message, JUST_CREATED) == [UndoLast()]


@pytest.mark.parametrize(
    "message",
    [
        "if he calls, undo",
        "undo. no, forget it",
        "undo that tomorrow",
        "undo it when he calls",
        "he said to undo it, don't",
        "¿cómo se deshace?",
    ],
)
def test_an_undo_that_hangs_on_something_undoes_nothing(message: str) -> None:
    assert UndoLast() not in read(message, JUST_CREATED)


def test_the_whole_name_counts_where_only_its_first_word_is_beside_the_address() -> None:
    [made] = read(
        "Her co-worker is Leontyne Davies, so add Leontyne too: leontyne.davies@gmail.com"
    )
    assert isinstance(made, CreateClient)
    assert made.name == "Leontyne Davies"


@pytest.mark.parametrize(
    "message",
    [
        "nobody said, undo that",
        "the customer said, undo it",
        "when she complains, undo that",
        "undo that, in case she refuses",
        "deshaz eso, cuando ella lo pida",
        "deshaz eso, siempre que se queje",
        "undo that, hmm, leave it",
        "deshaz eso, bueno, déjalo",
        "when she asks, undo eso",
        "deshaz el cambio que hiciste a Luis Pérez",
        "deshaz eso que hiciste ayer",
        "no undo",
        "actually no undo",
        "mañana, deshaz eso",
        "Luke said in the meeting: undo that",
    ],
)
def test_an_undo_that_is_told_bound_or_taken_back_undoes_nothing(message: str) -> None:
    assert UndoLast() not in read(message, JUST_CREATED)


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("change Ana Ruiz to Ana Ruiz Gil", "Ana Ruiz"),
        ("change the plumber's address to ana@lopez.com", "plumber"),
        ("cambia el correo del fontanero a ana@lopez.com", "fontanero"),
    ],
)
def test_a_change_of_somebody_else_is_none_of_the_client_just_created(
    message: str, about: str
) -> None:
    [change] = read(message, JUST_CREATED)
    assert isinstance(change, ChangeClient)
    assert change.about == about


@pytest.mark.parametrize(
    "message",
    [
        "delete all but Ana Gil",
        "borra a todos menos a Ana Gil",
        "remove everyone named Gil",
        "how do I remove Ana Gil",
        "is it possible to delete Ana Gil",
        "how would I change Ana Gil's email to ana@gil.com",
    ],
)
def test_all_but_one_and_how_it_is_done_change_nobody(message: str) -> None:
    assert not any(isinstance(i, ChangeClient | RemoveClient) for i in read(message))


@pytest.mark.parametrize(
    "message",
    [
        "sí, cámbiale el correo",
        "yes, change it",
        "sí, borra a la otra",
        "yes, delete the second",
        "yes, remove everyone",
        "she told me yes",
        "my boss says go ahead",
        "ayer dijo que sí",
    ],
)
def test_a_yes_with_another_order_or_of_somebody_else_deletes_nobody(message: str) -> None:
    assert ConfirmDraft() not in read(message, REMOVAL)


def test_an_address_in_place_of_another_one_is_a_change() -> None:
    [change] = read(
        "ponle a Mayte Correoso el correo mayte.correoso@tigo.com.pa en vez del que tiene"
    )
    assert isinstance(change, ChangeClient)
    assert (change.about, change.email) == ("Mayte Correoso", "mayte.correoso@tigo.com.pa")


def test_what_is_told_beside_a_new_address_is_no_new_name() -> None:
    said = (
        "Change Niamh Lacey's email to niamh.lacey@tcd.ie, she's got into Trinity fair play to her"
    )
    [change] = read(said)
    assert isinstance(change, ChangeClient)
    assert (change.about, change.name) == ("Niamh Lacey", None)


def test_an_undo_that_breaks_off_is_read() -> None:
    assert read("deshaz eso que", JUST_CREATED) == [UndoLast()]


@pytest.mark.parametrize(
    "message",
    [
        "sorry can u undo that",
        "go back a step please, she is not a client at all",
        "can you roll back that last one, I had the wrong person",
        "take that registration back out, he hasn't paid",
        "híjole, me equivoqué de señora, revierte lo último que guardaste",
        "deshaz esa inscripción, que el chico al final no viene",
    ],
)
def test_taking_back_in_words_that_no_list_has_is_understood(message: str) -> None:
    assert read(message, JUST_CREATED) == [UndoLast()]


@pytest.mark.parametrize(
    "message",
    [
        "don't undo it",
        "he wants to undo the contract with the builder",
        "how do I roll something back?",
        "undo the last two",
        "undo that and add Bo Lee, bo@lee.com",
        "anula la cita de las cinco",
        "take the last bus back home",
        "go back to work",
        "go back to the list",
        "take it back to the shop",
        "reverse that payment",
        "undo those stitches",
        "deshaz el pedido",
        "undo everything",
        "back",
        "deshaz la maleta",
    ],
)
def test_what_only_sounds_like_taking_back_takes_nothing_back(message: str) -> None:
    assert UndoLast() not in read(message, JUST_CREATED)


@pytest.mark.parametrize(
    ("message", "about", "name"),
    [
        ("en la ficha de Yolima Cantillo el nombre está mal, corríjalo a Yolima Castillo", *NAMES),
        ("Yolima Cantillo's record has a mistake in the name, make it Yolima Castillo", *NAMES),
        ("el nombre de Ana Gil está incompleto, ponle Ana Gil Ruiz", "Ana Gil", "Ana Gil Ruiz"),
    ],
)
def test_a_name_that_is_wrong_in_a_record_is_changed(message: str, about: str, name: str) -> None:
    [change] = [each for each in read(message) if isinstance(each, ChangeClient)]
    assert (change.about, change.name) == (about, name)


def test_where_somebody_has_gone_is_no_client_to_be_deleted() -> None:
    gone = [RemoveClient(about="Santa Cruz", pointed=True)]
    assert read("bórrelo, se ha ido a Santa Cruz", JUST_CREATED) == gone
    for said in ("bórrelo a Juan Gil", "bórralo, digo a Juan Gil", "bórralo, a Juan Gil"):
        [removal] = read(said, JUST_CREATED)
        assert isinstance(removal, RemoveClient)
        assert removal.about == "Juan Gil"


def test_a_yes_with_a_courteous_word_is_one() -> None:
    pending = PendingChange(kind="change", client=ANA, email="ana@gil.es")
    assert read("sí mi reina", Memory(pending=pending)) == [ConfirmDraft()]
    asked = PendingChange(kind="change", client=ANA)
    assert read("yes, anna lopes", Memory(pending=asked)) == [ChangeClient(name="anna lopes")]


def test_two_addresses_alone_are_no_answer_to_a_question_for_one() -> None:
    pending = PendingChange(kind="change", client=ANA)
    assert ConfirmDraft() not in read("a@b.es, b@c.es", Memory(pending=pending))


def test_a_name_that_is_not_to_change_is_none() -> None:
    said = "en la ficha de Ana Gil no cambies el nombre a Ana Gil Ruiz"
    assert not any(isinstance(each, ChangeClient) for each in read(said))


def test_how_an_address_is_spelt_denies_nothing() -> None:
    said = "small mistake in the mail, it is anal@lopez.es without the dot"
    [change] = read(said, JUST_CREATED)
    assert isinstance(change, ChangeClient)
    assert change.email == "anal@lopez.es"
