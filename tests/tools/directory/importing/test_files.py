"""Files as people have them: what is read, row by row."""

from io import BytesIO

import pytest

from tools.directory.importing.columns import Role
from tools.directory.importing.files import ClientFile, NotAList, OtherFile, Row, open_list
from tools.directory.importing.formulas import defused, restored
from tools.directory.importing.text import LONGEST

ANA, LUIS = ("Ana Gil", "ana@x.es"), ("José Ñu", "luis@x.es")
PLAIN = "Ana Gil;ana@x.es\nJosé Ñu;luis@x.es\n"


def read(text: str | bytes, roles: list[Role | None] | None = None) -> ClientFile:
    return open_list(BytesIO(text.encode() if isinstance(text, str) else text), roles)


def clients(text: str | bytes, roles: list[Role | None] | None = None) -> list[tuple[str, str]]:
    return [(row.name, row.email) for row in read(text, roles).rows()]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end(separator: str, end: str) -> None:
    text = PLAIN.replace(";", separator).replace("\n", end)
    assert clients(text) == [ANA, LUIS]
    assert read(text).separator == separator


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
def test_any_encoding(encoding: str) -> None:
    assert clients(PLAIN.encode(encoding)) == [ANA, LUIS]


def test_a_broken_byte_spoils_its_row_and_no_other() -> None:
    rows = [*read("José;a@x.es\n".encode() * 3 + b"Jos\xe9;b@x.es\n").rows()]
    assert [row.fault for row in rows] == [None, None, None, "unreadable"]
    assert rows[0].name == "José"


@pytest.mark.parametrize(
    "text",
    [
        "Nombre;Apellidos;Correo electrónico;Teléfono\nAna;Gil;ana@x.es;1\n",
        "E-mail,Surname,First name\nana@x.es,Gil,Ana\n",
        "EMAIL\tNAME\nana@x.es\tAna Gil\n",
        "Nombre;Primer apellido;Segundo apellido;Mail\nAna;Gil;;ana@x.es\n",
        "Name,Given Name,Family Name,E-mail 1 - Value\nAna Gil,Ana,Gil,ana@x.es\n",
        '"Apellidos, nombre";email\nGil, Ana;ana@x.es\n',
        "Empresa;Email\nAna Gil;ana@x.es\n",
        "Nombre completo;Apellidos;Email\nAna Gil;Gil;ana@x.es\n",
        "Vorname;Nachname;Kontakt\nAna;Gil;ana@x.es\n",
        "Dirección;Quién;Contacto\nCalle 1;Ana Gil;ana@x.es\n",
        "1;Ana;Gil;ana@x.es\n2;Eva;Roy;eva@x.es\n",
        "ana@x.es;Ana Gil;Madrid\n",
        "sep=|\nEmail|Nombre\nana@x.es|Ana Gil\n",
        "| Nombre | Email |\n|---|:--|\n| Ana Gil | ana@x.es |\n",
        'Nombre;Email\n"Ana\nGil";mailto:ana@x.es\n',
        "Nombre;Email;Email\nAna Gil;<ana@x.es>;otra@x.es\n",
    ],
)
def test_columns_are_told_by_titles_or_by_contents(text: str) -> None:
    assert clients(text)[0] == ANA


@pytest.mark.parametrize("first", ["Luis;luis@", "Luis;"])
def test_a_first_row_with_a_bad_address_or_none_is_not_taken_for_titles(first: str) -> None:
    rows = [*read(f"{first}\nAna Gil;ana@x.es\nEva;eva@x.es\n").rows()]
    assert [row.name for row in rows] == ["Luis", "Ana Gil", "Eva"]


def test_columns_that_are_given_count_and_titles_are_still_no_row() -> None:
    text = "Nombre;Alias;Email\nAna;Gil;ana@x.es\n"
    assert clients(text) == [("Ana", "ana@x.es")]
    assert clients(text, ["name", "family", "email"]) == [ANA]
    assert clients(text, [None, "name"]) == [("Gil", "")]


def test_rows_have_the_numbers_that_a_spreadsheet_gives_them() -> None:
    rows = read("Nombre;Email\n\nAna;ana@x.es\n;;\nEva;eva@x.es").rows()
    assert [(row.number, row.name) for row in rows] == [(3, "Ana"), (5, "Eva")]


@pytest.mark.parametrize(
    "bad",
    ['"Eva;eva@x.es', "E" * 1_000_000 + ";eva@x.es", "E" * LONGEST, '"' + "E" * 2 * LONGEST],
)
def test_a_row_that_does_not_end_is_one_fault_and_the_others_are_read(bad: str) -> None:
    rows = [*read(f"Nombre;Email\nAna;ana@x.es\n{bad}\nLuis;luis@x.es\nRoy;roy@x.es\n").rows()]
    assert [(row.number, row.fault) for row in rows] == [
        *((2, None), (3, "overlong"), (4, None), (5, None)),
    ]
    assert len(rows[1].name) <= LONGEST


def test_a_quotation_mark_that_is_never_closed_costs_one_row_in_a_long_file() -> None:
    lines = [f"Ana {i};ana{i}@x.es\n" for i in range(5_000)]
    lines[1_000] = '"Ana;ana@x.es\n'
    rows = [*read("".join(lines)).rows()]
    assert [row.number for row in rows if row.fault] == [1_001]
    assert len(rows) == 5_000


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"\xef\xbb\xbf", b"PK\x03\x04...", b"%PDF-1.7\nA;a@x.es"]
)
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(NotAList):
        read(content)


def test_a_file_without_addresses_is_read_and_shows_its_columns() -> None:
    found = read("Ana;Gil\nEva;Roy\n")
    assert [column.role for column in found.columns] == ["name", "family"]
    assert [column.examples for column in found.columns] == [("Ana", "Eva"), ("Gil", "Roy")]


def test_the_fingerprint_is_that_of_content_and_columns() -> None:
    known = read(PLAIN).fingerprint()
    read(PLAIN, ["name", "email"]).refuse_other(known)
    for other in (read(PLAIN + "\n"), read(PLAIN, ["email", "name"])):
        with pytest.raises(OtherFile):
            other.refuse_other(known)


CARDS = r"""BEGIN:VCARD
VERSION:3.0
N:Gil;Ana;;;
FN:Ana Gil\, hija
item1.EMAIL;type=INTERNET:otra@x.es
EMAIL;TYPE=INTERNET,PREF:an
 a@x.es
PHOTO;ENCODING=b:AAAA
 BEGIN:VCARD
END:VCARD

BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:P=C3=A9=
rez;Jos=C3=A9
EMAIL:jose@x.es
END:VCARD
begin:vcard
VERSION:4.0
ORG:Acme\; Hijos;Ventas
EMAIL;PREF=2:x@x.es
EMAIL;PREF=1:y@x.es
"""
CONTACTS = [
    ("Ana Gil, hija", "ana@x.es"),
    ("José Pérez", "jose@x.es"),
    ("Acme; Hijos", "y@x.es"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_cards_of_all_versions(end: str, encoding: str) -> None:
    text = CARDS.replace("\n", end).encode(encoding)
    assert read(text).format == "vcard"
    assert clients(text) == CONTACTS
    assert [row.number for row in read(text).rows()] == [1, 2, 3]


def test_a_picture_of_megabytes_in_a_card_is_passed_over() -> None:
    picture = "PHOTO:" + "A" * 3_000_000 + "\n" + " BBBB\n" * 100_000
    text = CARDS.replace("PHOTO;ENCODING=b:AAAA\n", picture)
    assert clients(text) == CONTACTS


def test_charsets_that_nobody_knows_and_cards_without_values_do_no_harm() -> None:
    text = "BEGIN:VCARD\nFN;CHARSET=X-9;ENCODING=QUOTED-PRINTABLE:Ana=20Gil\nnonsense\nEND:VCARD\n"
    assert [*read(text + "BEGIN:VCARD\nEND:VCARD\n").rows()] == [
        Row(1, "Ana Gil", ""),
        Row(2, "", ""),
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1", "''-1", "Ana;=1", "-", "'Ana", "O'Neil", "a\t@b", "\uff1d1", "+@,-"]
)
def test_a_defused_formula_comes_back_as_it_was(text: str) -> None:
    assert restored(defused(text)) == text
