"""The server on this machine: who is answered, and who is not."""

from __future__ import annotations

import http.client
import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import pytest

pytest.importorskip("starlette", reason="starlette is not installed: it is in the extra 'web'")
pytest.importorskip("uvicorn", reason="uvicorn is not installed: it is in the extra 'web'")

from degreekit.ingest import Limits
from degreekit.web import serve
from degreekit.web.guard import DOCUMENT_TYPE, HEADERS, ORDER_TYPE
from degreekit.web.serve import HOST, PageServer, listening

from .papers import FIXTURES, TRACK

SIZE = 300_000


class Answer(NamedTuple):
    """What the server sent."""

    status: int
    headers: dict[str, str]
    body: bytes


class Served:
    """A server that runs in a thread."""

    def __init__(self, idle: float = 600.0, *, ocr: bool = False, patience: float = 600.0) -> None:
        self.listener = listening()
        self.port = self.listener.getsockname()[1]
        limits = Limits(size=SIZE, ocr=ocr)
        server = PageServer(self.listener, idle=idle, limits=limits, patience=patience)
        self.path = server.address.removeprefix(f"http://{HOST}:{self.port}")
        self.origin = f"http://{HOST}:{self.port}"
        self.idle: list[bool] = []
        self._server = server
        self.thread = threading.Thread(target=lambda: self.idle.append(server.run()))
        self.thread.start()

    def close(self) -> None:
        self._server._server.should_exit = True
        self.thread.join()
        self.listener.close()

    def send(
        self,
        method: str = "GET",
        path: str | None = None,
        body: bytes | None = None,
        **headers: str | None,
    ) -> Answer:
        """Send a request; the headers are those of the page, unless they are given."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=600)
        usual: dict[str, str | None] = {"Host": f"{HOST}:{self.port}"}
        if method == "POST":
            usual |= {"Origin": self.origin, "Content-Type": ORDER_TYPE}
        given = usual | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.putrequest(
            method, self.path if path is None else path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        if body is not None and "Transfer-Encoding" not in given:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        found = connection.getresponse()
        answer = Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        connection.close()
        return answer

    def order(self, name: str, data: Any, **headers: str | None) -> Answer:
        return self.send("POST", f"{self.path}api/{name}", json.dumps(data).encode(), **headers)

    def document(self, name: str, data: bytes, **headers: str | None) -> Answer:
        path = f"{self.path}api/documents?name={name}"
        return self.send("POST", path, data, **{"Content_Type": DOCUMENT_TYPE, **headers})


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    server = Served()
    yield server
    server.close()


# ------------------------------------------------------------------------- what the page can do


def test_a_transcript_is_read_and_audited(served: Served) -> None:
    data = (FIXTURES / "ms-student-unfinished.pdf").read_bytes()
    sent = served.document("unfinished.pdf", data)
    assert sent.status == 200
    order = {"documents": [json.loads(sent.body)["document"]], "programs": [{"id": TRACK}]}
    audit = served.order("audit", order)
    assert (audit.status, json.loads(audit.body)["words"]) == (200, "Incomplete")
    picture = served.order("page", {"document": order["documents"][0], "page": 1})
    assert (picture.headers["content-type"], picture.body[:4]) == ("image/png", b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("", "text/html; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("backend.js", "text/javascript; charset=utf-8"),
        ("page.css", "text/css; charset=utf-8"),
        ("audit.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ],
)
def test_the_page_is_there(served: Served, name: str, kind: str) -> None:
    found = served.send(path=served.path + name)
    assert (found.status, found.headers["content-type"]) == (200, kind)


# ------------------------------------------------------------------------------------- the host


HOSTS = [
    "evil.test:{port}",
    "evil.test",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1:{port}.evil.test",
    "127.0.0.1.evil.test:{port}",
    "evil.test@127.0.0.1:{port}",
    "localhost.evil.test:{port}",
    "localhost.:{port}",
    "127.1:{port}",
    "2130706433:{port}",
    "0.0.0.0:{port}",
    "[::]:{port}",
    "127.0.0.2:{port}",
    "127.0.0.1:0{port}",
    " ",
]


@pytest.mark.parametrize("host", HOSTS)
def test_every_other_host_is_refused_before_anything_else(served: Served, host: str) -> None:
    host = host.format(port=served.port)
    for path in (served.path, "/", f"{served.path}api/about"):
        for method in ("GET", "POST", "OPTIONS"):
            found = served.send(method, path, Host=host)
            assert found.status in (400, 421), (host, path, method)
            assert b"degreekit" not in found.body
            assert b"<html" not in found.body


UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}"])
def test_the_loopback_names_with_this_port_are_answered(served: Served, host: str) -> None:
    assert served.send(Host=host.format(port=served.port)).status == 200


@pytest.mark.parametrize(
    "request_",
    [
        "GET {path} HTTP/1.1\r\n\r\n",
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.test\r\n\r\n",
        "GET {path} HTTP/1.1\r\nHost: evil.test\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET {path} HTTP/1.0\r\n\r\n",
        "GET http://evil.test{path} HTTP/1.1\r\nHost: evil.test\r\n\r\n",
        "GET {path} HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: 127.0.0.1:{port}\r\n\r\n",
        f"GET {{path}} HTTP/1.1\r\nHost: evil.test\r\n{UPGRADE}\r\n\r\n",
    ],
)
def test_no_host_two_hosts_and_hosts_elsewhere_are_refused(served: Served, request_: str) -> None:
    assert status(served, request_) in (400, 421)


OWN = "Host: 127.0.0.1:{port}\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        f"GET http://evil.test{{path}} HTTP/1.1\r\n{OWN}\r\n",
        f"GET http://127.0.0.1:{{port}}{{path}} HTTP/1.1\r\n{OWN}\r\n",
        f"GET {{path}}../page.js HTTP/1.1\r\n{OWN}\r\n",
        f"CONNECT 127.0.0.1:{{port}} HTTP/1.1\r\n{OWN}\r\n",
        f"OPTIONS * HTTP/1.1\r\n{OWN}\r\n",
        f"GET {{path}} HTTP/1.1\r\n{OWN}Origin: http://evil.test\r\n{UPGRADE}\r\n\r\n",
        f"GET {{path}}api/about HTTP/1.1\r\n{OWN}{UPGRADE}\r\n\r\n",
        f"POST {{path}}api/about HTTP/1.1\r\n{OWN}Content-Length: -2\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01",
    ],
)
def test_other_forms_of_a_request_get_nothing(served: Served, request_: str) -> None:
    assert 400 <= status(served, request_) < 500


def status(served: Served, request_: str) -> int:
    """Send a request as it is written, and return its status."""
    with socket.create_connection((HOST, served.port), timeout=600) as connection:
        connection.sendall(request_.format(path=served.path, port=served.port).encode("latin-1"))
        return int(connection.recv(65536).split(maxsplit=2)[1])


# ----------------------------------------------------------------------- the secret, and the origin


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/page.js", "/api/about", "/x/", "//", "/%2f"]
)
def test_without_the_secret_nothing_is_there(served: Served, path: str) -> None:
    for method in ("GET", "POST"):
        assert served.send(method, path, b"{}" if method == "POST" else None).status == 404


def test_a_secret_that_is_almost_right_is_wrong(served: Served) -> None:
    for path in (
        served.path[:-2] + "/",
        served.path[:-1] + "x/",
        served.path.upper(),
        "/" + served.path,
    ):
        assert served.send(path=path).status == 404


def test_the_secret_is_new_at_every_start(served: Served) -> None:
    other = Served()
    other.close()
    assert other.path != served.path
    assert len(served.path) > 30
    assert served.send(path=other.path).status == 404  # such as one of the day before


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.test",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://localhost:{port}",  # another origin than the one asked
        "http://127.0.0.1:{port}.evil.test",
        "http://127.0.0.1:{port}/",
    ],
)
def test_another_origin_changes_nothing(served: Served, origin: str | None) -> None:
    given = origin and origin.format(port=served.port)
    assert served.order("about", {}, Origin=given).status == 403
    assert served.document("a.pdf", b"x", Origin=given).status == 403
    if given:
        assert served.send(Origin=given).status == 403  # an older browser says nothing else


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_another_page_caused_is_refused(served: Served, site: str) -> None:
    assert served.send(Sec_Fetch_Site=site).status == 403
    assert served.order("about", {}, Sec_Fetch_Site=site).status == 403
    assert served.order("about", {}, Sec_Fetch_Site="same-origin").status == 200


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "application/json; charset=utf-8",
    ],
)
def test_a_content_type_that_a_form_can_send_is_refused(served: Served, kind: str | None) -> None:
    assert served.order("about", {}, Content_Type=kind).status == 415
    assert served.document("a.pdf", b"x", Content_Type=kind).status == 415


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_and_preflights_are_refused(served: Served, method: str) -> None:
    for origin, refused in (("http://evil.test", 403), (served.origin, 405)):
        found = served.send(
            method,
            f"{served.path}api/about",
            Origin=origin,
            Access_Control_Request_Method="POST",
            Access_Control_Request_Headers="content-type",
        )
        assert found.status == refused


def test_an_order_is_not_given_by_opening_an_address(served: Served) -> None:
    assert served.send(path=f"{served.path}api/forget").status == 405


# ------------------------------------------------------------------------------------ the headers


def test_every_answer_has_the_headers_and_none_allows_another_origin(served: Served) -> None:
    answers = [
        served.send(),
        served.send(path="/"),
        served.send(Host="evil.test"),
        served.order("about", {}),
        served.order("nothing", {}),
        served.order("about", {}, Origin="http://evil.test"),
        served.send(path=f"{served.path}missing"),
        served.send("OPTIONS", f"{served.path}api/about", Origin="http://evil.test"),
    ]
    for found in answers:
        for name, value in HEADERS.items():
            assert found.headers.get(name.lower()) == value, (found.status, name)
        assert not [name for name in found.headers if name.startswith("access-control-")]
        assert "set-cookie" not in found.headers
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert (HEADERS["X-Content-Type-Options"], HEADERS["Cache-Control"]) == ("nosniff", "no-store")


# ----------------------------------------------------------------------------------------- caps


def test_what_is_too_large_is_refused_whether_it_says_so_or_not(served: Served) -> None:
    large = b"x" * (SIZE + 2)
    assert served.document("a.pdf", large).status == 413
    parts = b"".join(b"8000\r\n" + b"x" * 0x8000 + b"\r\n" for _ in range(20)) + b"0\r\n\r\n"
    found = served.document("a.pdf", parts, Transfer_Encoding="chunked", Content_Length=None)
    assert found.status == 413


def test_what_takes_too_long_to_arrive_is_refused(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "_SECONDS", 0.1)
    head = [
        f"POST {served.path}api/read HTTP/1.1",
        f"Host: {HOST}:{served.port}",
        f"Origin: {served.origin}",
        f"Content-Type: {ORDER_TYPE}",
        "Content-Length: 100",
    ]
    with socket.create_connection((HOST, served.port), timeout=60) as connection:
        connection.sendall("\r\n".join([*head, "", "{"]).encode())
        assert connection.recv(65536).split()[1] == b"408"


def test_connections_that_send_nothing_keep_nobody_out(served: Served) -> None:
    silent = [socket.create_connection((HOST, served.port)) for _ in range(40)]
    assert served.send().status == 200
    for one in silent:
        one.close()


@pytest.fixture(scope="module")
def impatient() -> Iterator[Served]:
    """A server that waits for nobody: whatever it does not cut off keeps a test from ending."""
    server = Served(patience=0.05)
    yield server
    server.close()


def cut_off(connection: socket.socket, milliseconds: int = 600_000) -> bool:
    """Wait until a connection is ended from the other side, without taking what it sent."""
    waiting = select.poll()
    waiting.register(connection, select.POLLRDHUP)
    return bool(waiting.poll(milliseconds))


needs_poll = pytest.mark.skipif(
    not hasattr(select, "POLLRDHUP"), reason="this system does not say when a connection was ended"
)


@needs_poll
@pytest.mark.parametrize(
    "sent", ["", "GET", "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX: "]
)
def test_a_connection_that_asks_nothing_is_cut_off(impatient: Served, sent: str) -> None:
    text = sent.format(path=impatient.path, port=impatient.port)
    with socket.create_connection((HOST, impatient.port)) as connection:
        connection.sendall(text.encode())
        assert cut_off(connection)


@needs_poll
def test_headers_that_arrive_a_letter_at_a_time_are_not_waited_for(impatient: Served) -> None:
    with socket.create_connection((HOST, impatient.port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(ConnectionError):
            while not cut_off(connection, milliseconds=10):
                connection.sendall(b"x")
            assert connection.recv(100) == b""  # such as what is said of headers that are too long


@needs_poll
def test_nor_is_the_second_request_of_a_connection(impatient: Served) -> None:
    request = f"GET {impatient.path} HTTP/1.1\r\nHost: 127.0.0.1:{impatient.port}\r\n\r\n"
    with socket.create_connection((HOST, impatient.port)) as connection:
        connection.sendall(request.encode() + b"GET / HTT")
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert cut_off(connection)


@needs_poll
def test_nor_is_a_client_that_leaves_answers_lying(impatient: Served) -> None:
    request = f"GET {impatient.path}page.js HTTP/1.1\r\nHost: 127.0.0.1:{impatient.port}\r\n\r\n"
    with socket.create_connection((HOST, impatient.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(request.encode() * 400)
        assert cut_off(connection)


def test_a_document_that_passes_a_limit_is_named(served: Served) -> None:
    found = served.document("large.pdf", b"x" * (SIZE + 1))
    assert found.status == 422
    assert json.loads(found.body)["error"]["outcome"] == "too_large"


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b'{"a": 1, "a": 2}', b"[" * 10000])
def test_an_order_that_is_no_object_is_refused(served: Served, body: bytes) -> None:
    assert served.send("POST", f"{served.path}api/read", body).status in (400, 422)


@pytest.mark.parametrize(
    "path", ["../desk.py", "..%2fdesk.py", "api/", "%2e%2e/serve.py", "server.js"]
)
def test_only_the_files_of_the_page_are_served(served: Served, path: str) -> None:
    assert served.send(path=served.path + path).status in (404, 405)


def test_only_this_machine_is_listened_to(served: Served) -> None:
    assert served.listener.getsockname()[0] == "127.0.0.1"


def test_it_ends_when_nobody_uses_it() -> None:
    server = Served(idle=0.01)
    server.thread.join(60)
    assert server.idle == [True]
    server.listener.close()
