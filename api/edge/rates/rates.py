"""Rate limits: requests of each caller, and failed authentications of each address."""

from dataclasses import dataclass
from importlib import import_module
from ipaddress import IPv6Address, ip_address

from fastapi import HTTPException, Request
from limits import RateLimitItem, parse

from api.edge.rates.windows import Count, HitCounter, SharedWindows
from api.setting_forms import AUTO, MEMORY, OFF
from api.settings import EdgeSettings

AUTOMATIC = "60/minute"
"""The limit of `auto`, for an authenticated caller."""
NETWORK = 64
"""Bits of an IPv6 address that identify a subscriber, who may use any address below."""


@dataclass(frozen=True)
class Rates:
    """The limits in force and their counter; None is no limit."""

    counter: HitCounter
    callers: RateLimitItem | None
    strangers: RateLimitItem | None
    """For requests without authentication, counted by address."""
    failures: RateLimitItem | None

    @classmethod
    def of(cls, settings: EdgeSettings, shared: SharedWindows | None = None) -> "Rates":
        """The limits of these settings; `auto` limits only authenticated callers.

        The storage that they name counts, else `shared`, else this process alone.
        """
        automatic = settings.rate_limit == AUTO
        url = settings.rate_limit_storage.get_secret_value()
        return cls(
            counter=HitCounter(shared if url == MEMORY else _redis(url)),
            callers=_limit(AUTOMATIC if automatic else settings.rate_limit),
            strangers=None if automatic else _limit(settings.rate_limit),
            failures=_limit(settings.rate_limit_failures),
        )

    async def refuse_blocked(self, address: str) -> None:
        """Raise 429 when this address failed too often."""
        if self.failures:
            count = await self.counter.look(self.failures, "failure", address)
            if not count.allowed:
                raise _too_many(count)

    async def count_failure(self, address: str) -> None:
        """Count a failed authentication of this address; raise 429 when it failed too often."""
        if self.failures:
            count = await self.counter.hit(self.failures, "failure", address)
            if not count.allowed:
                raise _too_many(count)


async def limited(request: Request) -> None:
    """Raise 429 over the limit. Runs after `admitted`, which sets `request.state.caller`."""
    rates = rates_of(request)
    caller = str(getattr(request.state, "caller", ""))
    limit = rates.callers if caller else rates.strangers
    if limit is None:
        return
    key = ("caller", caller) if caller else ("address", address_of(request))
    count = await rates.counter.hit(limit, *key)
    request.state.rate_limit = _headers(limit, count)
    if not count.allowed:
        raise _too_many(count)


def rates_of(request: Request) -> Rates:
    """The limits that the application opened when it started."""
    rates: Rates = request.app.state.rates
    return rates


def address_of(request: Request) -> str:
    """The client's address: all of an IPv4 one, the network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Address(int(address) >> NETWORK << NETWORK))


def _redis(url: str) -> SharedWindows:
    """The store at the URL, whose client is loaded only for it."""
    windows: SharedWindows = import_module("api.edge.rates.redis_windows").RedisWindows(url)
    return windows


def _limit(text: str) -> RateLimitItem | None:
    return None if text == OFF else parse(text)


def _headers(limit: RateLimitItem, count: Count) -> list[tuple[bytes, bytes]]:
    """The headers of draft-ietf-httpapi-ratelimit-headers, for `hardened`."""
    policy = f'"default";q={limit.amount};w={limit.get_expiry()}'
    left = f'"default";r={count.remaining};t={count.wait}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


def _too_many(count: Count) -> HTTPException:
    return HTTPException(429, headers={"Retry-After": str(count.wait)})
