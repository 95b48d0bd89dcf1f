"""The plain service: insert the message, load the whole history, call the model, insert the answer.

SQLAlchemy on SQLite, as its documentation shows it with FastAPI: a session for each request.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tests.prove.peers.listener import serve
from tests.prove.peers.model import GREETING, created, wanted


class Base(DeclarativeBase):
    pass


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str]
    role: Mapped[str]
    content: Mapped[str]


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]


app = FastAPI()


def database(request: Request) -> Iterator[Session]:
    with Session(request.app.state.engine) as session:
        yield session


OneSession = Annotated[Session, Depends(database)]


@app.post("/chat")
def chat(
    body: dict[str, str], session_id: Annotated[str, Header()], database: OneSession
) -> dict[str, str]:
    database.add(Message(session_id=session_id, role="user", content=body["mensaje"]))
    database.commit()
    history = load(database, session_id)
    answer = call_model(database, history)
    database.add(Message(session_id=session_id, role="assistant", content=answer))
    database.commit()
    return {"respuesta": answer, "session_id": session_id}


@app.get("/history/{session_id}")
def history(session_id: str, database: OneSession) -> dict[str, Any]:
    found = load(database, session_id)
    return {"historial": [{"role": m.role, "content": m.content} for m in found]}


def load(database: Session, session_id: str) -> list[Message]:
    query = select(Message).where(Message.session_id == session_id).order_by(Message.id)
    return list(database.scalars(query))


def call_model(database: Session, history: list[Message]) -> str:
    client = wanted(next(m.content for m in reversed(history) if m.role == "user"))
    if client is None:
        return GREETING
    database.add(Client(name=client[0], email=client[1]))
    database.commit()
    return created(*client)


def main() -> int:
    app.state.engine = create_engine(os.environ["PEER_URL"])
    Base.metadata.create_all(app.state.engine)
    return serve(app)
