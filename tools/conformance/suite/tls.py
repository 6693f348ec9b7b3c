"""TLS clients of every kind that the cases need."""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Sequence

from suite.certificates import Certificates, Pair


def client(
    certificates: Certificates,
    *,
    identity: Pair | None = None,
    alpn: Sequence[str] = (),
    version: ssl.TLSVersion | None = None,
) -> ssl.SSLContext:
    """A client that trusts the run's authority, with exactly that version if one is given."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificates.ca)
    if identity is not None:
        context.load_cert_chain(identity.cert, identity.key)
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if version is not None:
        if version < ssl.TLSVersion.TLSv1_2:
            context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = version
            context.maximum_version = version
    return context
