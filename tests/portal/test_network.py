"""From where a request comes."""

from ipaddress import IPv4Address

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from portal.network import client_ip, network_of

OUTSIDE, PROXY = "192.0.2.7", "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, PROXY),
        (0, OUTSIDE, PROXY),
        (1, None, PROXY),
        (1, OUTSIDE, OUTSIDE),
        (1, f"198.51.100.9, {OUTSIDE}", OUTSIDE),
        (2, f"198.51.100.9,{OUTSIDE}, 10.0.0.2", OUTSIDE),
        (2, "198.51.100.9", PROXY),
        (1, f"{OUTSIDE}:4711", OUTSIDE),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, f"::ffff:{OUTSIDE}", OUTSIDE),
        (1, "nonsense", str(IPv4Address(0))),
    ],
)
def test_as_many_entries_are_believed_as_there_are_proxies(
    settings: Settings, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.PROXIES = proxies
    named = {} if forwarded is None else {"X-Forwarded-For": forwarded}

    assert client_ip(RequestFactory(REMOTE_ADDR=PROXY).get("/", headers=named)) == expected


def test_the_addresses_of_one_ipv6_line_count_as_one_visitor() -> None:
    def asked_from(address: str) -> str:
        return network_of(RequestFactory(REMOTE_ADDR=address).get("/"))

    assert asked_from("2001:db8:1:2::5") == asked_from("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert asked_from("2001:db8:1:3::5") == "2001:db8:1:3::/64"
    assert asked_from(OUTSIDE) == OUTSIDE
