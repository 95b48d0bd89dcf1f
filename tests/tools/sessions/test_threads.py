"""Owner and session id together name a thread."""

from hypothesis import given
from hypothesis import strategies as st

from tools.sessions.threads import owner_and_session, thread_of

OWNERS = st.text(st.characters(codec="utf-8"))
IDS = st.from_regex(r"[A-Za-z0-9._:@-]{1,128}", fullmatch=True)


@given(owner=OWNERS, session_id=IDS)
def test_a_thread_tells_its_owner_and_session(owner: str, session_id: str) -> None:
    assert owner_and_session(thread_of(owner, session_id)) == (owner, session_id)


@given(one=st.tuples(OWNERS, IDS), other=st.tuples(OWNERS, IDS))
def test_two_threads_have_one_name_only_if_they_are_the_same(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert (thread_of(*one) == thread_of(*other)) == (one == other)
