"""The page as a folder of files in a real browser: alike, on its own, and closed to the outside."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.browser import launched, needs_chromium, violations
from tests.conftest import THOROUGH

from .papers import DOCUMENTS, FIXTURES, TRACK, answered, commanded
from .static_server import Counting, unpacked

pytest.importorskip("packaging", reason="packaging is not installed: it is in the extra 'web'")

from degreekit.ingest import Limits
from degreekit.web.bundle import CannotBundle
from degreekit.web.desk import Desk
from degreekit.web.folder import Written, write_page

pytestmark = needs_chromium

UNFINISHED = "ms-student-unfinished.pdf"
#: A busy machine is not a reason to fail.
PATIENCE = 300_000
#: Keeps the worker of the page at hand: to start one more takes six seconds.
KEEP = """window.Worker = class extends Worker {
    constructor(...how) { super(...how); window.worker = this; }
};"""
#: Asks the worker of the page.
ASK = """async ({name, data, orders}) => {
    const ask = (message) => new Promise((resolve) => {
        const id = crypto.randomUUID();
        const listen = ({data}) => {
            if (data.id !== id) return;
            window.worker.removeEventListener("message", listen);
            resolve(JSON.parse(data.text));
        };
        window.worker.addEventListener("message", listen);
        window.worker.postMessage({id, ...message});
    });
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const {document: paper} = await ask({name, bytes: bytes.buffer});
    const answers = [];
    for (const [order, more] of orders) {
        const text = JSON.stringify({documents: [paper], ...more});
        answers.push(await ask({name: order, order: text}));
    }
    return answers;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Written]:
    """The folder, made once by whichever process of the run comes first: it takes 20 seconds."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    output, result = base / "page", base / "page.json"
    try:
        (base / "page.making").mkdir()
    except FileExistsError:
        while not result.exists():  # the other process writes it even where it fails
            time.sleep(0.1)
    else:
        _made(output, result)
    made = json.loads(result.read_text())
    if "missing" in made:
        pytest.skip(f"the page cannot be made here: {made['missing']}")
    return output, Written(**made)


def _made(output: Path, result: Path) -> None:
    """Make the folder of Pyodide from DEGREEKIT_PYODIDE or from npm, and say what came of it."""
    given = os.environ.get("DEGREEKIT_PYODIDE", "")
    wheels = Path(os.environ.get("DEGREEKIT_BROWSER_WHEELS", "/nowhere")).glob("*.whl")
    made: dict[str, Any] = {"missing": "it failed in another process of this run"}
    try:
        written = write_page(
            output, Path(given) if given else None, wheels, [FIXTURES / UNFINISHED]
        )
        made = written._asdict()
    except CannotBundle as error:
        made["missing"] = str(error)
    finally:
        whole = result.with_suffix(".part")
        whole.write_text(json.dumps(made))
        whole.replace(result)


@pytest.fixture(scope="module")
def server(folder: tuple[Path, Written]) -> Iterator[Counting]:
    found = Counting(folder[0])
    yield found
    found.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Any) -> Iterator[Any]:
    found = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    found.set_default_timeout(PATIENCE)
    yield found
    found.close()


@pytest.fixture(scope="module")
def page(context: Any, server: Counting) -> Any:
    """The page, loaded once for all tests."""
    found = context.new_page()
    found.wrong = []
    found.outside = []
    found.on("console", lambda one: found.wrong.append(one.text) if one.type == "error" else None)
    found.on("pageerror", lambda one: found.wrong.append(str(one)))
    own = (server.address, "blob:", "data:")
    found.on(
        "request", lambda one: None if one.url.startswith(own) else found.outside.append(one.url)
    )
    found.add_init_script(KEEP)
    found.goto(server.address)
    found.wait_for_selector("html[data-ready]")
    return found


def audited(page: Any, name: str = UNFINISHED) -> None:
    page.set_input_files("#file", str(FIXTURES / name))
    page.wait_for_selector("#program select")
    page.locator("#programs select").first.select_option(TRACK)
    page.wait_for_selector("#audit .verdict")


def until(page: Any, expression: str) -> None:
    """Wait until something holds; Playwright's own way evaluates text, which the policy forbids."""
    for _ in range(PATIENCE // 100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {expression}")


def ordered(paper: dict[str, Any], order: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return an order about a document of a desk."""
    return order[0], {"documents": [paper["document"]], **order[1]}


def asked(page: Any, name: str, data: bytes, *orders: tuple[str, dict[str, Any]]) -> list[Any]:
    given = {"name": name, "data": base64.b64encode(data).decode(), "orders": orders}
    found: list[Any] = page.evaluate(ASK, given)
    return found


def test_from_drop_to_saved_audit_without_a_request(
    page: Any, server: Counting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(server.asked)
    audited(page)
    page.wait_for_selector("#audit .holds:has-text('Proved by degreekit')")
    page.fill("#plan-fields [name=code]", "COMS W4761")
    page.click("#plan-add")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.click("#reading details:has-text('no printed figure proves') summary")
    page.click("#reading .places li:first-child button")
    until(page, "document.querySelector('#reading figure img')?.naturalWidth > 600")
    with page.expect_download() as saving:
        page.click("[data-save=html]")
    saved = Path(saving.value.path()).read_text(encoding="utf-8")
    assert server.asked[before:] == []
    assert page.outside == []
    assert page.wrong == []
    (tmp_path / UNFINISHED).write_bytes((FIXTURES / UNFINISHED).read_bytes())
    (tmp_path / "p.json").write_text('["COMS W4761"]')
    command = ["audit", UNFINISHED, "-p", TRACK, "--plan", "p.json", "-f", "html"]
    assert saved == commanded(monkeypatch, tmp_path, command)[1]


def test_all_files_are_fetched_by_the_time_it_is_ready_and_the_large_ones_once(
    page: Any, server: Counting, folder: tuple[Path, Written]
) -> None:
    """The page says that it works without a network, which holds only if each file is kept."""
    assert page.inner_text("#place").endswith("It works without a network, too.")
    kept = page.evaluate(
        "(async () => (await (await caches.open((await caches.keys())[0])).keys())"
        ".map((one) => one.url))()"
    )
    files = {path.relative_to(folder[0]) for path in folder[0].rglob("*") if path.is_file()}
    assert len(kept) == len(files) - 1  # but for what keeps them
    for path in files:
        if (folder[0] / path).stat().st_size > 100_000:
            assert server.asked.count(f"/{path.as_posix()}") == 1, path


def test_it_is_small_enough_to_load(folder: tuple[Path, Written]) -> None:
    size = sum(path.stat().st_size for path in folder[0].rglob("*") if path.is_file())
    assert size == folder[1].size
    assert size <= 30_000_000


def test_it_is_compiled_by_the_python_that_runs_it(folder: tuple[Path, Written]) -> None:
    if shutil.which("node") is None:
        pytest.skip("no Node.js is installed, which compiles it")
    assert folder[1].is_compiled
    for archive, compiled in (
        ("packages.bin", {"degreekit/web/desk.pyc", "pydantic/main.pyc"}),
        ("packages-later.bin", {"pdfminer/layout.pyc", "jinja2/environment.pyc"}),
        ("pyodide/python_stdlib.zip", {"json/__init__.pyc", "argparse.pyc"}),
    ):
        path = folder[0] / archive
        names = set(unpacked(path) if path.suffix == ".bin" else zipfile.ZipFile(path).namelist())
        assert compiled <= names
        assert not {one.removesuffix("c") for one in compiled} & names


def test_neither_the_page_nor_its_worker_can_send_anything(page: Any, server: Counting) -> None:
    other = Counting(FIXTURES)
    try:
        tried = page.evaluate(
            """async (address) => {
                const said = [];
                for (const call of [() => fetch(address), () => fetch("./?secret=1"),
                                    () => fetch(address, {mode: "no-cors"})]) {
                    try { await call(); said.push("sent"); } catch { said.push("refused"); }
                }
                new Image().src = address + "image.png";
                return said;
            }""",
            other.address,
        )
        assert tried == ["refused"] * 3
        [worker] = page.workers[:1]
        names = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker"]
        assert worker.evaluate("(names) => names.map((name) => typeof self[name])", names) == [
            "undefined"
        ] * len(names)
        sent = worker.evaluate(
            "(address) => import(address + 'x.js').then(() => 'sent', () => 'refused')",
            other.address,
        )
        assert sent == "refused"
        assert other.asked == []
        assert not [one for one in server.asked if "secret" in one]
    finally:
        other.close()


#: What the page is asked about a document.
READ: tuple[str, dict[str, Any]] = ("save", {"programs": [{"id": TRACK}], "format": "transcript"})
AUDIT: tuple[str, dict[str, Any]] = (
    "save",
    {"programs": [{"id": TRACK}], "format": "json", "prove": False},
)
#: What only OCR could read.
_OCR = ("image_only", "unreadable_text")


def _answer(answer: dict[str, Any]) -> Any:
    """Return what has to be the same everywhere: data, or an error without its advice on OCR."""
    if "error" not in answer:
        return json.loads(answer["text"])
    error = answer["error"]
    told = "" if error.get("outcome") in _OCR else error["message"].rpartition("/")[2]
    return {"error": {**{key: error.get(key) for key in ("kind", "outcome")}, "message": told}}


#: Documents of each kind that are audited as well: to read one is what differs from one to another.
_AUDITED = 2


def _audited() -> list[str]:
    """Return some documents of each kind, those that are refused included."""
    kinds: dict[Path, list[str]] = {}
    for name in DOCUMENTS:
        kinds.setdefault(Path(name).parent, []).append(name)
    return [name for names in kinds.values() for name in names[:_AUDITED]]


def _read() -> list[str]:
    """Return the documents that are audited and a third of the others; once a week, all of them."""
    some = _audited()
    return [one for n, one in enumerate(DOCUMENTS) if THOROUGH or one in some or n % 3 == 0]


def test_every_document_is_read_and_audited_as_on_the_server_and_by_the_commands(
    page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Audits are certified, as those of several files are: a proof of each takes long."""
    names = _read()
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((FIXTURES / name).read_bytes())
    common, some = ["--no-ocr", "-f", "json"], _audited()
    readings = commanded(monkeypatch, tmp_path, ["ingest", *names, *common])[1]
    audits = commanded(monkeypatch, tmp_path, ["audit", *some, *common, "-p", TRACK])[1]
    by_command = {(name, "read"): _line(name, text) for name, text in _lines(names, readings)}
    by_command |= {(name, "audit"): _line(name, text) for name, text in _lines(some, audits)}
    desk = Desk(Limits(isolated=False, ocr=False))
    different = []
    for name in names:
        data = (FIXTURES / name).read_bytes()
        orders = {"read": READ, "audit": AUDIT} if name in some else {"read": READ}
        answers = asked(page, Path(name).name, data, *orders.values())
        found = {key: _answer(one) for key, one in zip(orders, answers, strict=True)}
        different += [(name, key) for key in orders if found[key] != by_command[name, key]]
        if name in some:
            paper = desk.add(Path(name).name, data)
            server = {key: answered(desk, *ordered(paper, one)) for key, one in orders.items()}
            different += [(name, key) for key in orders if _answer(server[key]) != found[key]]
    assert different == []


def _lines(names: Sequence[str], text: str) -> Iterator[tuple[str, str]]:
    return zip(names, text.splitlines(), strict=True)


def _line(name: str, text: str) -> Any:
    """Return what a command writes of one of several files, without the name of the file."""
    line = json.loads(text)
    assert line.pop("file") == name
    return _answer(line) if "error" in line else line


@pytest.mark.parametrize("revision", [4, 6])
def test_an_encrypted_file_that_opens_without_a_password_is_read(page: Any, revision: Any) -> None:
    plain = (FIXTURES / UNFINISHED).read_bytes()
    encrypted = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.save(encrypted, encryption=pikepdf.Encryption(owner="x", user="", R=revision))
    [one] = asked(page, "a.pdf", encrypted.getvalue(), ("read", {}))
    [other] = asked(page, "a.pdf", plain, ("read", {}))
    assert one["data"] == other["data"]


def test_it_starts_when_it_is_loaded_past_what_is_kept(context: Any, page: Any) -> None:
    """Such as by Shift and Reload, where a browser leaves aside what would answer the page."""
    found = context.new_page()
    past = context.new_cdp_session(found)
    found.goto(page.url, wait_until="commit")
    past.send("Page.enable")
    past.send("Page.reload", {"ignoreCache": True})
    found.wait_for_selector("html[data-ready]")
    assert found.inner_text("#place").endswith("It works without a network, too.")
    found.close()


@pytest.fixture(scope="module")
def offline(context: Any, page: Any) -> Iterator[Any]:
    """The page again, on a phone and without a network, which the first visit has made possible."""
    context.set_offline(True)
    found = context.new_page()
    found.set_viewport_size({"width": 360, "height": 740})
    found.add_init_script(
        "const wait = setTimeout; window.setTimeout = (call, time, ...more) =>"
        " wait(call, window.hurry && time === 120000 ? 1 : time, ...more);"
    )
    found.goto(page.url)
    found.wait_for_selector("html[data-ready]")
    yield found
    context.set_offline(False)


def test_once_loaded_it_needs_no_network_and_is_accessible_on_a_phone(offline: Any) -> None:
    """The audit itself is the same as that of the server, which is looked at in its own tests."""
    assert violations(offline) == []
    offline.click("#examples button:has-text('Ms student unfinished')")
    offline.wait_for_selector("#program select")
    offline.locator("#programs select").first.select_option(TRACK)
    offline.wait_for_selector("#audit .verdict")
    assert offline.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_document_that_takes_too_long_ends_only_its_worker(offline: Any) -> None:
    offline.click("#start-over")
    offline.wait_for_selector("#audit", state="hidden")
    offline.evaluate("window.hurry = true")
    offline.set_input_files("#file", str(FIXTURES / "official/courier.pdf"))
    offline.wait_for_selector("#transcript-mistake:visible")
    assert "was stopped" in offline.inner_text("#transcript-mistake")
    offline.evaluate("window.hurry = false")
    audited(offline)
