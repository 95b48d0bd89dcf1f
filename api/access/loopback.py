"""Loopback addresses: 127.0.0.0/8 and ::1."""

from ipaddress import IPv6Address, ip_address


def is_loopback(address: str) -> bool:
    """Whether the IP address is a loopback one; False for a name, which may resolve anywhere."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback
