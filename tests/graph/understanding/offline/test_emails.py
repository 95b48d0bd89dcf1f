"""Which addresses are found in a message, as written, mistyped or dictated."""

from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.understanding.offline.emails.emails import find_emails

WRITTEN = [
    ("ana@acme.es", "ana@acme.es"),
    ("<ana@acme.es>", "ana@acme.es"),
    ("(ana@acme.es)", "ana@acme.es"),
    ("Es ana@acme.es.", "ana@acme.es"),
    ("¿ana@acme.es?", "ana@acme.es"),
    ("correo:ana@acme.es", "ana@acme.es"),
    ("mailto:ana@acme.es?subject=hola", "ana@acme.es"),
    ("nombre=Ana;email=ana@acme.es", "ana@acme.es"),
    ("Ana,ana@acme.es", "ana@acme.es"),
    ("'ana@acme.es'", "ana@acme.es"),
    ('"ana@acme.es"', "ana@acme.es"),
    ("«ana@acme.es»", "ana@acme.es"),
    ("“ana@acme.es”", "ana@acme.es"),
    ("\u2018ana@acme.es\u2019", "ana@acme.es"),
    ("`ana@acme.es`", "ana@acme.es"),
    ("**ana@acme.es**", "ana@acme.es"),
    ("_ana@acme.es_", "ana@acme.es"),
    ("ana@acme.es...gracias", "ana@acme.es"),
    ("hola...ana@acme.es", "ana@acme.es"),
    ("Ana.Ruiz@Acme.ES", "Ana.Ruiz@Acme.ES"),
    ("o'neill@x.ie", "o'neill@x.ie"),
    ("a+b@x.co.uk", "a+b@x.co.uk"),
    ("_ana_@x.es", "_ana_@x.es"),
    ("peña@ñandú.cl", "peña@ñandú.cl"),
    ("pen\u0303a@x.cl", "pen\u0303a@x.cl"),
    ("ana@acme.es punto Luego sigo", "ana@acme.es"),
]
MISTYPED = [
    ("rosa@@example", "rosa@@example"),
    ("rosa@", "rosa@"),
    ("rosa@.", "rosa@"),
    ("rosa@example", "rosa@example"),
    ("rosa@example. Gracias", "rosa@example"),
    ("rosa@example..com", "rosa@example..com"),
    ("rosa..p@example.com", "rosa..p@example.com"),
    ("rosa@a@b.es", "rosa@a@b.es"),
    ("rosa @ example . com", "rosa@example.com"),
    ("rosa @example.com", "rosa@example.com"),
    ("rosa@ example.com", "rosa@example.com"),
    ("rosa@example .com", "rosa@example.com"),
    ("juan . perez @ acme . com", "juan.perez@acme.com"),
    ("Rosa @ Example.com", "Rosa@Example.com"),
]
DICTATED = [
    ("put a luis gil all one word at gmail dot com", "luisgil@gmail.com"),
    ("Ana Soto y luis gil todo junto arroba gmail punto com", "luisgil@gmail.com"),
    ("el mail: e robledo todo junto arroba yahoo punto es", "erobledo@yahoo.es"),
    ("juan arroba gmail punto com", "juan@gmail.com"),
    ("juan punto perez arroba acme punto com punto mx", "juan.perez@acme.com.mx"),
    ("maria guion bajo lopez arroba acme punto es", "maria_lopez@acme.es"),
    ("rosa, punto, vidal, arroba, uni, punto, edu, punto, co", "rosa.vidal@uni.edu.co"),
    ("jota punto gil arroba acme punto es", "j.gil@acme.es"),
    ("sol at north shore dental dot co dot uk", "sol@northshoredental.co.uk"),
    ("sol arroba talleres la loma punto com punto ar", "sol@tallereslaloma.com.ar"),
    ("Sol Ruiz sol at penrose planetarium dot org one word", "sol@penroseplanetarium.org"),
    ("mail is sol dot mirza at the rate gmail dot com", "sol.mirza@gmail.com"),
    ("sol blanco todo junto arroba notaria sol todo junto punto es", "solblanco@notariasol.es"),
    ("T-E-D dot R-E-E-D at sky dot com", "ted.reed@sky.com"),
    ("ana at mail dot b-b-c dot com", "ana@mail.bbc.com"),
    ("sol at North shore dot com all one word", "sol@northshore.com"),
    ("it's r bevan eighty one at acme dot com", "rbevan81@acme.com"),
    ("ele@acme.es", "ele@acme.es"),
    ("María guión bajo López arroba acme punto es", "maria_lopez@acme.es"),
    ("juan guion perez arroba acme punto es", "juan-perez@acme.es"),
    ("JUAN ARROBA GMAIL PUNTO COM", "juan@gmail.com"),
    ("juan at gmail dot com", "juan@gmail.com"),
    ("Juan Underscore P At Acme Dot Co Dot UK", "juan_p@acme.co.uk"),
    ("juan dot perez at gmail.com", "juan.perez@gmail.com"),
    ("juan (at) gmail (dot) com", "juan@gmail.com"),
    ("juan[at]gmail[dot]com", "juan@gmail.com"),
    ("juan arroba gmail.com", "juan@gmail.com"),
    ("juan.perez arroba gmail punto com", "juan.perez@gmail.com"),
    ("maria@gmail punto com", "maria@gmail.com"),
    ("María@gmail punto com", "María@gmail.com"),
    ("juan punto perez@gmail punto com", "juan.perez@gmail.com"),
    ("el correo es ana arroba x punto es", "ana@x.es"),
    ("'ana arroba x punto es'", "ana@x.es"),
    ("ana arroba x punto es. Luego sigo", "ana@x.es"),
    ("ana arroba x punto com punto Luego sigo", "ana@x.com"),
    ("ana arroba x punto es punto Luego sigo", "ana@x.es"),
    ("ana arroba mi guion tienda punto es", "ana@mi-tienda.es"),
    ("ana arroba x punto es guion llámame", "ana@x.es"),
    ("enroll hannah page at hannah dot page at gmail dot com", "hannah.page@gmail.com"),
]
NO_ADDRESS = [
    "",
    "@",
    "@acme.es",
    "los de @gmail",
    "clientes @acme.es",
    "el dominio arroba",
    "los de arroba gmail punto com",
    "look at this dot isn't one",
    "look at gmail dot com",
    "find Ana at acme.com",
    "ana arroba gmail",
    "arroba punto com",
    "ana guion bajo arroba x punto es",
    "vendo 3 @ 5.50",
    "nos vemos @ las 5",
    "hola amig@s",
    "^@^",
]


@pytest.mark.parametrize(("text", "address"), [*WRITTEN, *MISTYPED, *DICTATED])
def test_an_address_is_found(text: str, address: str) -> None:
    assert [found.address for found in find_emails(text)] == [address]


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_is_left_out(text: str) -> None:
    assert find_emails(text) == []


@pytest.mark.parametrize(("text", "address"), WRITTEN)
def test_the_span_of_a_written_address_is_the_address(text: str, address: str) -> None:
    (found,) = find_emails(text)
    assert text[found.start : found.end] == address


def test_the_span_of_a_dictated_address_covers_all_its_words() -> None:
    text = "su correo: «Juan punto p arroba x punto es», gracias"
    (found,) = find_emails(text)
    assert text[found.start : found.end] == "Juan punto p arroba x punto es"


def test_several_addresses_come_in_order() -> None:
    text = "ana@a.es,bob@b.es; eva arroba c punto es y luz@, y sol @ d.es"
    assert [found.address for found in find_emails(text)] == [
        "ana@a.es",
        "bob@b.es",
        "eva@c.es",
        "luz@",
        "sol@d.es",
    ]


def test_a_local_part_of_too_many_words_is_not_cut_short() -> None:
    assert find_emails("a punto " * 20 + "b arroba x punto es") == []


TEXTS = st.text() | st.lists(
    st.sampled_from(
        ["ana", "@", "arroba", "at", "punto", "dot", "guion", "bajo", ".", " ", ",", "es", "\u0301"]
    )
).map("".join)


@given(TEXTS)
@example("\ud800@\udfff")
def test_any_text_gives_ordered_spans_within_it(text: str) -> None:
    end = 0
    for found in find_emails(text):
        assert end <= found.start < found.end <= len(text)
        assert found.address
        end = found.end


NAMES = st.from_regex(r"[a-zñ0-9](?:[.+_'-]?[a-zñ0-9]){0,8}", fullmatch=True)
HOSTS = st.from_regex(
    r"[a-zñ](?:-?[a-z0-9]){0,8}(?:\.[a-z]{3,5})?\.(?:com|es|mx|museum)", fullmatch=True
)
OPENINGS = st.sampled_from(
    ["", " ", "Ana ", "es: ", "(", "<", '"', "«", "“", "¿", "email=", "Ana,"]
)
CLOSINGS = st.sampled_from(
    ["", " ", ". ", ", y", ")", ">", '"', "»", "”", "?", "!", ";", "...", "'"]
)


@given(NAMES, HOSTS, OPENINGS, CLOSINGS)
def test_a_written_address_is_found_exactly(
    name: str, host: str, opening: str, closing: str
) -> None:
    address = f"{name}@{host}"
    (found,) = find_emails(opening + address + closing)
    assert found.address == address
    assert (found.start, found.end) == (len(opening), len(opening) + len(address))


WORDS = st.from_regex("[a-z]{2}x[a-z0-9]{0,5}", fullmatch=True)
SIGNS = {".": ["punto", "dot"], "_": ["guion bajo", "underscore"], "-": ["guión", "dash"]}
ENDINGS = st.sampled_from(["com", "es", "com.mx", "co.uk"])


@given(st.data(), st.lists(WORDS, min_size=1, max_size=3), WORDS, ENDINGS)
def test_a_dictated_address_is_found_exactly(
    data: st.DataObject, names: list[str], host: str, ending: str
) -> None:
    signs = [data.draw(st.sampled_from(sorted(SIGNS))) for _ in names[1:]]
    spoken = [data.draw(st.sampled_from(SIGNS[sign])) for sign in signs]
    local = names[0] + "".join(f"{sign}{name}" for sign, name in zip(signs, names[1:], strict=True))
    said = [names[0]]
    for word, name in zip(spoken, names[1:], strict=True):
        said += [word, name]
    dot = data.draw(st.sampled_from(SIGNS["."]))
    said += [data.draw(st.sampled_from(["arroba", "at", "Arroba"])), host]
    said += [part for label in ending.split(".") for part in (dot, label)]
    text = " ".join(said)
    (found,) = find_emails(f"El correo es {text}, gracias")
    assert found.address == f"{local}@{host}.{ending}"
    assert (found.start, found.end) == (13, 13 + len(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("correo luismi 82 arroba gmail punto com", "luismi82@gmail.com"),
        ("es tapia ocho cinco arroba x punto es", "tapia85@x.es"),
        ("es marisol punto tapia ocho cinco arroba x punto es", "marisol.tapia85@x.es"),
        ("es nico noventa y tres arroba x punto es", "nico93@x.es"),
        ("es elena guion bajo dos mil cuatro arroba x punto es", "elena_2004@x.es"),
        ("es mil novecientos ochenta y cuatro arroba x punto es", "1984@x.es"),
        ("es canal ciento uno arroba x punto es", "canal101@x.es"),
        ("email jake underscore 2 0 1 at outlook dot com", "jake_201@outlook.com"),
        ("it's owen nineteen eighty four at yahoo dot com", "owen1984@yahoo.com"),
        ("email l f e r r e r at gmail dot com", "lferrer@gmail.com"),
        ("correo juan perez todo junto arroba gmail punto com", "juanperez@gmail.com"),
        ("correo ana en minúsculas arroba gmail punto com", "ana@gmail.com"),
        ("es contacto arroba empresa 24 punto com", "contacto@empresa24.com"),
        ("es luis 82 @gmail.com", "luis82@gmail.com"),
        ("tel 55 1234 ramon arroba sosa punto mx", "ramon@sosa.mx"),
    ],
)
def test_digits_and_letters_that_are_dictated_belong_to_the_address(
    text: str, address: str
) -> None:
    (found,) = find_emails(text)
    assert (found.address, found.doubtful) == (address, False)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("su correo es juan perez arroba gmail punto com", "juanperez@gmail.com"),
        ("su correo es luis miguel 82 arroba gmail punto com", "luismiguel82@gmail.com"),
        ("becky stone at gmail dot com", "beckystone@gmail.com"),
        ("registra a juan perez arroba gmail punto com", "perez@gmail.com"),
        ("hector vidal hector vidal 3 arroba x punto es", "hectorvidal3@x.es"),
        ("contacto arroba tienda dos punto es", "contacto@tienda2.es"),
        ("registra a Luis, luis.ferrer 82@gmail.com", "82@gmail.com"),
        ("alta: Ana Gil, ana gil@gmail.com", "gil@gmail.com"),
        ("Ana María Gil. ana gil@gmail.com", "gil@gmail.com"),
        ("ana arroba kaiser con k punto es", "ana@kaiserconk.es"),
        ("add Nathaniel Crabbe, email nat crabbe@gmail.com", "crabbe@gmail.com"),
    ],
)
def test_an_address_that_may_be_cut_short_is_doubted(text: str, address: str) -> None:
    (found,) = find_emails(text)
    assert (found.address, found.doubtful) == (address, True)


def seconds(text: str) -> float:
    began = process_time()
    find_emails(text)
    return process_time() - began


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        ".",
        "a@",
        "@ ",
        "at dot ",
        "arroba ",
        "a punto ",
        "a . ",
        "a at b dot ",
        "1 ",
        "uno arroba ",
    ],
)
def test_the_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    short, long = (unit * size for size in (1_000, 8_000))
    once = min(seconds(short) for _ in range(5))
    assert min(seconds(long) for _ in range(3)) < 32 * once + 0.001


def test_a_name_on_a_social_network_is_no_address() -> None:
    assert find_emails("agenda a Brayan Sotelo, ig @brayan.sotelo") == []
