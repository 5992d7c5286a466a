"""From where a request comes: one answer for limits, logs and the list of devices."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """Return the network address that a request comes from; 0.0.0.0 when it can't be known.

    Each of settings.PROXIES proxies in front appends to X-Forwarded-For whom it was asked by; what stands
    before those entries comes from outside and proves nothing.
    """
    named = request.headers.get("X-Forwarded-For", "")
    hops = [*(named.split(",") if named else []), request.META.get("REMOTE_ADDR", "")]
    trusted = settings.PROXIES if 0 < settings.PROXIES < len(hops) else 0
    try:
        found = ip_address(_without_port(hops[-1 - trusted].strip()))
    except ValueError:
        return str(IPv4Address(0))
    return str((found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found)


def network_of(request: HttpRequest) -> str:
    """Return what counts as one visitor: the IPv4 address, or the /64 of an IPv6 address."""
    found = client_ip(request)
    return str(IPv6Network((found, 64), strict=False)) if ":" in found else found


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
