"""Pasted material is read by its layout: labels, heads and columns are never people."""

from datetime import date

import pytest

from graph.understanding.intents import CreateClient
from graph.understanding.offline.pasted.signatures import read_signature
from graph.understanding.offline.reader import OfflineUnderstanding
from graph.understanding.situation import Situation

ANA, EVA = ("Ana Gil Soto", "ana@gil.es"), ("Eva Paz", "eva@paz.es")
CARD = """BEGIN:VCARD
VERSION:3.0
N:Gil Soto;Ana;;;
ORG:Gil y Asociados
TEL;TYPE=CELL:+34 600 123 123
EMAIL;TYPE=INTERNET:ana@gil.es
END:VCARD"""
MAIL = """De: "Gil Soto, Ana" <ana@gil.es>
Para: Eva Paz <eva@paz.es>
CC: admin@gil.es
Asunto: presupuesto"""
FORM = """Name: Ana Gil Soto
Phone: 677 888 999
Company: Gil Films
Email: ana@gil.es
Message: Hola, necesito un logo."""
HEADED = "Apellidos;Nombre;Teléfono;Correo\nGil Soto;Ana;600123123;ana@gil.es\nPaz;Eva;;eva@paz.es"
BARE = "Ana Gil Soto\t600123123\tana@gil.es\nEva Paz\t\teva@paz.es"
PIPES = """| Nombre | Tel | Email |
|---|---|---|
| Ana Gil Soto | 1 | ana@gil.es |
| Eva Paz | 2 | eva@paz.es |"""
CHAT = """[12/3/26, 10:31] Ana Gil Soto: Hola, mi correo es ana@gil.es
[12/3/26, 10:32] Eva Paz: eva@paz.es"""


def creations(message: str) -> list[CreateClient]:
    understood = OfflineUnderstanding().understand(message, Situation(date(2026, 3, 4)))
    return [intent for intent in understood.intents if isinstance(intent, CreateClient)]


def read(message: str) -> list[tuple[str | None, str | None]]:
    return [(client.name, client.email) for client in creations(message)]


@pytest.mark.parametrize("material", [CARD, MAIL, FORM], ids=["vCard", "mail", "form"])
def test_one_client_is_read_and_an_order_beside_it_is_one(material: str) -> None:
    message = f"Regístrala, porfa:\n{material}"
    assert read(message) == [ANA]
    assert not creations(message)[0].doubt


@pytest.mark.parametrize("material", [CARD, FORM], ids=["vCard", "form"])
def test_an_order_may_follow_the_material(material: str) -> None:
    assert not creations(f"{material}\n\nadd this contact please")[0].doubt


def test_a_title_in_a_form_is_no_part_of_the_name() -> None:
    form = "Name: Mr. Keith Duxbury\nTel: 0113 496 0142\nEmail: keith@duxbury.uk\n\nadd him please"
    assert read(form) == [("Keith Duxbury", "keith@duxbury.uk")]


def test_what_a_mail_says_is_no_order() -> None:
    [client] = creations(f"{MAIL}\n\nHola, registra a Ana y a Eva por favor.")
    assert client.doubt


@pytest.mark.parametrize(
    "material", [HEADED, BARE, PIPES, CHAT], ids=["heads", "bare", "pipes", "chat"]
)
def test_all_rows_are_read_and_proposed_unless_an_order_stands_beside(material: str) -> None:
    assert read(material) == [ANA, EVA]
    assert all(client.doubt for client in creations(material))
    ordered = creations(f"da de alta a estos:\n{material}")
    assert [(c.name, c.email, c.doubt) for c in ordered] == [(*ANA, None), (*EVA, None)]


def test_those_a_mail_went_to_are_read_when_the_words_beside_it_ask_for_them() -> None:
    assert read(f"crea a los destinatarios:\n{MAIL}") == [EVA]


def test_a_denial_beside_the_material_makes_it_a_proposal() -> None:
    assert creations(f"no registres todavía a nadie de esta lista:\n{BARE}")[0].doubt


def test_a_question_beside_the_material_creates_nobody() -> None:
    assert creations(f"¿tenemos a alguien de aquí?\n{HEADED}") == []


def test_more_rows_than_one_order_creates_are_proposed_as_a_whole() -> None:
    rows = "\n".join(f"Ana Gil\tana{i}@gil.es" for i in range(30))
    found = creations(f"registra a todos estos:\n{rows}")
    assert len(found) == 30
    assert all(client.doubt for client in found)


SIGNATURE = (
    "Roisin Gallagher | Consultant\nNorthgate Dental\nr.gallagher@northgate.uk | www.northgate.uk"
)


def test_bars_of_a_signature_make_no_table() -> None:
    read_name, read_email = "Roisin Gallagher", "r.gallagher@northgate.uk"
    assert read(f"can you add her as a client?\n--\n{SIGNATURE}") == [(read_name, read_email)]


@pytest.mark.parametrize(
    "form",
    [
        "Surname: Gil Soto\nGiven name: Ana\nEmail add: ana@gil.es\nCivil status: single",
        "NOMBRE Y APELLIDOS: Ana Gil Soto / DNI: 1234 / MAIL: ana@gil.es",
    ],
)
def test_labels_of_forms_in_many_countries_are_known(form: str) -> None:
    assert read(f"registra este formulario:\n{form}") == [ANA]


@pytest.mark.parametrize(
    "written",
    [
        '{"nombre": "Ana Gil Soto", "correo": "ana@gil.es", "edad": 40}',
        '"Ana Gil Soto";"ana@gil.es"',
    ],
)
def test_what_programs_write_is_an_order_only_beside_one(written: str) -> None:
    assert read(f"añade este {written}") == [ANA]
    assert [client.doubt for client in creations(f"añade este {written}")] == [None]
    assert [client.doubt for client in creations(written)] == ["not_ordered"]
    assert [client.doubt for client in creations(f"no añadas esto: {written}")] == ["revoked"]


FOOTER = """
--
{name}
Head of Purchasing | Harlow & Finch Ltd
Unit 4, Mill Road, Leeds
T: 0113 496 0199
E: {email}
"""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Marianne Harlow", "Marianne Harlow"),
        ("Dr Marianne Harlow", "Marianne Harlow"),
        ("Marianne Harlow | Partner", "Marianne Harlow"),
    ],
)
def test_a_signature_has_one_client_whatever_else_stands_in_it(line: str, name: str) -> None:
    pasted = FOOTER.format(name=line, email="m.harlow@harlowfinch.co.uk")
    assert creations(f"please add her\n{pasted}") == [
        CreateClient(name=name, email="m.harlow@harlowfinch.co.uk")
    ]
    assert creations(pasted)[0].doubt == "not_ordered"


def test_a_signature_whose_address_repeats_another_line_is_left_to_the_rules() -> None:
    pasted = FOOTER.format(name="Marianne Harlow", email="otto.brandt@x.de")
    assert read_signature(pasted.replace("Unit 4, Mill Road, Leeds", "Otto Brandt")) is None


def test_material_is_ordered_in_words_that_no_rule_knows_too() -> None:
    rows = "nombre;correo\nSaúl Reyes;saul@reyes.mx\nIrma Tejada;irma@tejada.mx\n\n"
    assert [c.doubt for c in creations(f"{rows}incorpora estos dos al sistema porfa")] == [None] * 2
    for told in ("hace calor", "qué calor hace hoy"):
        assert [c.doubt for c in creations(f"{rows}{told}")] == ["not_ordered"] * 2


def test_the_owner_is_the_client_and_not_the_patient() -> None:
    rows = "Paciente | Propietario | Correo\nLuna | Otto Brandt | otto@brandt.de\n"
    assert read(f"da de alta a este:\n\n{rows}") == [("Otto Brandt", "otto@brandt.de")]


def test_an_owner_beside_a_name_that_is_no_patient_is_not_the_client() -> None:
    rows = "Owner,Name,Email\nOtto Brandt,Ana Gil,ana@gil.es\nOtto Brandt,Eva Soto,eva@soto.es\n"
    assert read(f"register these:\n{rows}") == [
        ("Ana Gil", "ana@gil.es"),
        ("Eva Soto", "eva@soto.es"),
    ]


def test_an_order_behind_a_signature_is_one_and_initials_belong_to_the_name() -> None:
    pasted = FOOTER.format(name="J. Carlos Ruiz", email="carlos@harlowfinch.co.uk")
    assert creations(f"{pasted}\nRegister this one please") == [
        CreateClient(name="J. Carlos Ruiz", email="carlos@harlowfinch.co.uk")
    ]


def test_the_owner_comes_before_the_patient_of_a_form() -> None:
    form = "Paciente: Milanesa (felino)\nPropietario: Ana Gil Soto\nMail: ana@gil.es"
    assert read(f"{form}\n\ncárgalo como cliente") == [ANA]


def test_a_line_that_points_to_the_mail_above_orders_its_sender() -> None:
    mail = "De: Ana Gil Soto <ana@gil.es>\nAsunto: agosto\n\nLlegamos el 3. Un saludo"
    [client] = creations(f"{mail}\n\n^ esta es nueva, hazle ficha")
    assert (client.name, client.email, client.doubt) == (*ANA, None)
