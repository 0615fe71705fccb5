"""A tiny OpenID Connect provider for tests: real HTTP, real keys, tokens signed with RS256, code and PKCE checked.

`person` is who is signed in at the provider; `spoil` changes the token before it is signed, or who signs it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

Claims = dict[str, object]


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def new_key() -> RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(key: RSAPrivateKey, claims: Claims, header: Claims | None = None) -> str:
    """A JWS in compact form, put together by hand."""
    head = header or {"alg": "RS256", "typ": "JWT", "kid": "k1"}
    body = ".".join(b64(json.dumps(part).encode()) for part in (head, claims))
    return f"{body}.{b64(key.sign(body.encode(), padding.PKCS1v15(), SHA256()))}"


@dataclass
class Provider:
    """What the provider knows, and what it was asked."""

    key: RSAPrivateKey = field(default_factory=new_key)
    person: Claims = field(default_factory=lambda: {"sub": "77", "employee": "owner"})
    spoil: Callable[[Claims], str | None] = lambda claims: None
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    client: tuple[str, str] = ("halfsky", "a-secret-of-the-client")

    def token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: Claims = {
            "iss": self.issuer, "aud": "halfsky", "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.person,
        }  # fmt: skip
        return self.spoil(claims) or signed(self.key, claims)

    def keys(self) -> Claims:
        numbers = self.key.public_key().public_numbers()
        n, e = (b64(x.to_bytes((x.bit_length() + 7) // 8)) for x in (numbers.n, numbers.e))
        return {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "alg": "RS256", "n": n, "e": e}]}


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider at an address of its own, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            if path == "/.well-known/openid-configuration":
                self.say({
                    "issuer": provider.issuer,
                    "authorization_endpoint": f"{provider.issuer}/authorize",
                    "token_endpoint": f"{provider.issuer}/token",
                    "jwks_uri": f"{provider.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                })  # fmt: skip
            elif path == "/keys":
                self.say(provider.keys())
            elif path == "/authorize":
                asked = {name: values[0] for name, values in query.items()}
                code = f"code-{len(provider.codes)}"
                provider.codes[code] = asked
                self.send_response(302)
                back = urlencode({"code": code, "state": asked["state"]})
                self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked = provider.codes.pop(sent["code"][0], None)
            said = base64.b64decode(self.headers.get("Authorization", "Basic ").split(" ")[1]).decode()
            challenge = b64(hashlib.sha256(sent["code_verifier"][0].encode()).digest())
            if asked is None or said != ":".join(provider.client) or challenge != asked["code_challenge"]:
                self.say({"error": "invalid_grant"}, 400)
                return
            self.say({"access_token": "at", "token_type": "Bearer", "id_token": provider.token(asked)})

        def say(self, content: Claims, status: int = 200) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing: the test says what it found."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
