"""A function that blocks is handed to a thread once, and not again to validate its result."""

import asyncio
import threading
from inspect import isasyncgenfunction, iscoroutinefunction

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.application import create_app
from api.edge.bodies import BoundedRoute


def blocks() -> int:
    return threading.get_ident()


async def asked(app: FastAPI) -> int:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        return int((await http.get("/")).text)


@pytest.mark.parametrize("route_class", [APIRoute, BoundedRoute])
def test_it_runs_beside_the_event_loop(route_class: type[APIRoute]) -> None:
    app, router = FastAPI(), APIRouter(route_class=route_class)
    router.add_api_route("/", blocks)
    app.include_router(router)
    assert asyncio.run(asked(app)) != threading.get_ident()


def test_fastapi_hands_none_of_our_routes_to_a_thread() -> None:
    endpoints = [route.endpoint for route in iter_route_contexts(create_app().routes)]
    ours = [each for each in endpoints if each.__module__.startswith("api.routes")]
    assert len(ours) > 20
    assert all(iscoroutinefunction(each) or isasyncgenfunction(each) for each in ours)
