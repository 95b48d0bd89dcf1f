"""Stock LangGraph behind FastAPI: MessagesState, a tool node and AsyncSqliteSaver.

As LangGraph's documentation shows it: `add_messages`, default durability, one saver for the app.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import aiosqlite
from fastapi import FastAPI, Header, Request
from langchain_core.messages import AIMessage, HumanMessage, ToolCall
from langchain_core.runnables import RunnableConfig
from langchain_core.tools import tool
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode, tools_condition

from tests.prove.peers.listener import serve
from tests.prove.peers.model import GREETING, created, wanted


@tool
async def create_client(name: str, email: str) -> str:
    """Create a client."""
    async with aiosqlite.connect(os.environ["PEER_CLIENTS"]) as database:
        await database.execute("INSERT INTO clients (name, email) VALUES (?, ?)", (name, email))
        await database.commit()
    return created(name, email)


async def assistant(state: MessagesState) -> dict[str, Any]:
    last = state["messages"][-1]
    if last.type == "tool":
        return {"messages": [AIMessage(last.text)]}
    client = wanted(last.text)
    if client is None:
        return {"messages": [AIMessage(GREETING)]}
    arguments = dict(zip(("name", "email"), client, strict=True))
    call = ToolCall(name="create_client", args=arguments, id=f"call-{client[1]}")
    return {"messages": [AIMessage("", tool_calls=[call])]}


builder = (
    StateGraph(MessagesState)
    .add_node("assistant", assistant)
    .add_node("tools", ToolNode([create_client]))
    .add_edge(START, "assistant")
    .add_conditional_edges("assistant", tools_condition)
    .add_edge("tools", "assistant")
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with aiosqlite.connect(os.environ["PEER_CLIENTS"]) as database:
        await database.execute("CREATE TABLE IF NOT EXISTS clients (name TEXT, email TEXT)")
    async with AsyncSqliteSaver.from_conn_string(os.environ["PEER_CHECKPOINTS"]) as saver:
        app.state.graph = builder.compile(checkpointer=saver)
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/chat")
async def chat(
    body: dict[str, str], session_id: Annotated[str, Header()], request: Request
) -> dict[str, str]:
    asked = {"messages": [HumanMessage(body["mensaje"])]}
    state = await request.app.state.graph.ainvoke(asked, thread(session_id))
    return {"respuesta": state["messages"][-1].text, "session_id": session_id}


@app.get("/history/{session_id}")
async def history(session_id: str, request: Request) -> dict[str, Any]:
    state = await request.app.state.graph.aget_state(thread(session_id))
    said = [m for m in state.values.get("messages", []) if m.type in ("human", "ai") and m.text]
    roles = {"human": "user", "ai": "assistant"}
    return {"historial": [{"role": roles[m.type], "content": m.text} for m in said]}


def thread(session_id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session_id}}


def main() -> int:
    return serve(app)
