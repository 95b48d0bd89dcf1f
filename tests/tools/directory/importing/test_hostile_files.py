"""Whatever bytes are sent, a file is read to its end, or refused as no list."""

from io import BytesIO

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tools.directory.importing.files import NotAList, open_list
from tools.directory.importing.verdicts import earlier_rows, verdict_on

PIECES = (
    *(b"\n", b"\r", b"\0", b'"', b",", b";", b"\t", b"|", b" ", b"=", b"\\", b"'", b"sep=;\n"),
    *(b"a@x.es", b"Ana", b"Nombre", b"Email", b"\xff", b"\xfe", b"\xc3\xa9", b"\xef\xbb\xbf"),
    *(b"BEGIN:VCARD\n", b"END:VCARD\n", b"EMAIL", b"FN", b"N", b":", b"ENCODING=QUOTED-PRINTABLE"),
    *(b";PREF=1", b";CHARSET=\xf1", b"=\n "),
)
BYTES = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join), st.binary(max_size=300)
)


@seed(20260108)
@settings(max_examples=500, deadline=None, database=None)
@given(BYTES)
def test_any_bytes_are_read_to_their_end_or_refused(content: bytes) -> None:
    try:
        listed = open_list(BytesIO(content))
    except NotAList:
        return
    with earlier_rows() as earlier:
        outcomes = [verdict_on(row, earlier).outcome for row in listed.rows()]
    assert set(outcomes) <= {"new", "invalid", "repeated"}
