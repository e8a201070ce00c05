"""Resolves host names, and tells whether a host is on the public network.

A page can redirect to an address inside the user's own network, and a name can mean one address when it is checked and
another when it is used. So every request, redirects included, is checked after name resolution and sent to the very
address that was checked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket

from corpus.errors import FetchFailed

_ASSIGNMENTS = ipaddress.ip_network("192.0.0.0/24")  # of protocols, never a publisher's
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa")


class Unreachable(FetchFailed):
    """A host that does not answer at all: no network, no such name, connection refused."""


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public network.

    Private, loopback, link-local, shared, multicast and reserved addresses are not.
    """
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:  # fec0::/10, once the private addresses of IPv6
            return False
    elif ip in _ASSIGNMENTS:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def literal(host: str) -> str | None:
    """Return the IP address that a host is written as, in any spelling that a resolver reads (0x7f.1, 2130706433).

    Returns None for a name.
    """
    name = host.strip("[]").split("%")[0].rstrip(".")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except (OSError, UnicodeError):
        return None


def is_inside(host: str) -> bool:
    """Return whether a host is known to be private without resolving it: by its name, or as an IP address."""
    address = literal(host)
    return is_local_name(host) if address is None else not is_public(address)


def is_local_name(host: str) -> bool:
    """Return whether a name can only mean a machine inside the network: `localhost`, `printer`, `nas.local`."""
    name = host.rstrip(".").casefold()
    return (
        name == "localhost"
        or name.endswith(_LOCAL_NAMES)
        or ("." not in name and ":" not in name and not name.isdigit())
    )


def belongs(host: str, hosts: tuple[str, ...]) -> bool:
    """Return whether a host is one of `hosts` or a subdomain of one."""
    return any(host == own or host.endswith(f".{own}") for own in hosts)


def domain_of(host: str) -> str:
    """Return what stands behind the first dot of a publisher's host, whose other hosts are its too; else the host."""
    behind = host.partition(".")[2]
    return behind if "." in behind else host


def refusal(host: str) -> FetchFailed:
    """Return the Problem of a private address."""
    return FetchFailed(
        f"{host} is a private address, and Licet does not fetch from inside your network.",
        "Save the page and add the file, or set LICET_ALLOW_PRIVATE_ADDRESSES=true.",
    )


async def resolved_addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the IP addresses of a host, each of them checked.

    Raises FetchFailed for a private address, Unreachable if the name has none.
    """
    if not allow_private and is_local_name(host):
        raise refusal(host)
    try:
        # getaddrinfo also reads the odd spellings (0x7f.1, 2130706433), so that they are checked as what they mean.
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            f"{host} cannot be found: no network, or no such name.", "Check the connection; what is held keeps working."
        ) from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not allow_private:
        for address in addresses:
            if not is_public(address):
                raise refusal(host)
    return addresses
