"""How often callers may ask, and how often an address may fail to sign in."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from fastapi import HTTPException, Request
from limits import RateLimitItem, parse

from api.edge.rate_windows import Count, HitCounter
from api.setting_forms import AUTO, OFF
from api.settings import EdgeSettings

AUTOMATIC = "60/minute"
"""What `auto` means for a caller who has signed in."""
NETWORK = 64
"""Bits of an IPv6 address that name a subscriber, who may use any of the rest."""


@dataclass(frozen=True)
class Rates:
    """The limits in force; one that is None does not limit."""

    counter: HitCounter
    callers: RateLimitItem | None
    strangers: RateLimitItem | None
    """For whom nobody is known to be: counted by address."""
    failures: RateLimitItem | None

    @classmethod
    def of(cls, settings: EdgeSettings) -> "Rates":
        """As the settings say; `auto` limits only who has signed in."""
        automatic = settings.rate_limit == AUTO
        return cls(
            counter=HitCounter(settings.rate_limit_storage.get_secret_value()),
            callers=_limit(AUTOMATIC if automatic else settings.rate_limit),
            strangers=None if automatic else _limit(settings.rate_limit),
            failures=_limit(settings.rate_limit_failures),
        )

    async def refuse_blocked(self, address: str) -> None:
        """Raise 429 when this address failed too often; ask before looking at its credentials."""
        if self.failures:
            count = await self.counter.look(self.failures, "failure", address)
            if not count.allowed:
                raise _too_many(count)

    async def count_failure(self, address: str) -> None:
        """Remember that somebody at this address failed to sign in."""
        if self.failures:
            await self.counter.hit(self.failures, "failure", address)


async def limited(request: Request) -> None:
    """Refuse a caller who asks too often. Runs after whatever sets `request.state.caller`."""
    rates = rates_of(request)
    caller = str(getattr(request.state, "caller", ""))
    limit = rates.callers if caller else rates.strangers
    if limit is None:
        return
    key = ("caller", caller) if caller else ("address", address_of(request))
    count = await rates.counter.hit(limit, *key)
    request.state.told = _told(limit, count)
    if not count.allowed:
        raise _too_many(count)


def rates_of(request: Request) -> Rates:
    """The limits that the service opened when it started."""
    rates: Rates = request.app.state.rates
    return rates


def address_of(request: Request) -> str:
    """Where the request comes from: an IPv4 address, or the network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(IPv6Address(int(address) >> NETWORK << NETWORK))


def _limit(text: str) -> RateLimitItem | None:
    return None if text == OFF else parse(text)


def _told(limit: RateLimitItem, count: Count) -> list[tuple[bytes, bytes]]:
    """As draft-ietf-httpapi-ratelimit-headers writes them."""
    policy = f'"default";q={limit.amount};w={limit.get_expiry()}'
    left = f'"default";r={count.remaining};t={count.wait}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


def _too_many(count: Count) -> HTTPException:
    return HTTPException(429, headers={"Retry-After": str(count.wait)})
