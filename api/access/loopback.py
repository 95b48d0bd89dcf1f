"""Whether an address is this machine's own."""

from ipaddress import IPv6Address, ip_address


def is_loopback(address: str) -> bool:
    """Whether it is in 127.0.0.0/8 or ::1; a name is none, because it can be anybody's."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback
