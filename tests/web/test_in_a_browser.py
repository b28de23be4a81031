"""The page of `degreekit serve` in a real browser, from drop to saved audit."""

from __future__ import annotations

import http.server
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import launched, needs_chromium, violations

from .papers import FIXTURES, TRACK, commanded

pytest.importorskip("starlette", reason="starlette is not installed: it is in the extra 'web'")

from .test_desk import CERTIFICATE
from .test_serve import SIZE, Served

pytestmark = needs_chromium

UNFINISHED = "ms-student-unfinished.pdf"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1400, "height": 900}
#: A busy machine is not a reason to fail.
PATIENCE = 120_000


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    server = Served()
    yield server
    server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def window(browser: Any, served: Served) -> Any:
    """One window for all tests: a new one each costs seconds of processor time."""
    return opened(browser, served.origin + served.path)


@pytest.fixture
def page(window: Any, served: Served) -> Iterator[Any]:
    """The page, loaded anew in the window."""
    window.wrong.clear()
    window.set_viewport_size(DESK)
    window.emulate_media(media="screen", color_scheme="light")
    window.goto(served.origin + served.path)
    window.wait_for_selector("html[data-ready]")
    yield window
    window.goto("about:blank")  # what is still asked for is not answered to the next test


def opened(browser: Any, address: str, viewport: dict[str, int] = DESK, **how: Any) -> Any:
    """Open the page, and collect what goes wrong on it."""
    context = browser.new_context(viewport=viewport, accept_downloads=True, **how)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.wrong = []
    page.on("console", lambda one: page.wrong.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: page.wrong.append(str(one)))
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    return page


def drop(page: Any, *names: str) -> None:
    """Drop files on the page."""
    page.set_input_files("#file", [str(FIXTURES / name) for name in names])


def chosen(page: Any) -> None:
    """Choose the program, where several are installed."""
    page.wait_for_selector("#program select")
    if page.locator("#programs select").first.input_value() != TRACK:
        page.locator("#programs select").first.select_option(TRACK)


def audited(page: Any, name: str = UNFINISHED) -> Any:
    """Drop a transcript, and wait until it is audited."""
    drop(page, name)
    chosen(page)
    page.wait_for_selector("#audit .verdict")
    return page


def until(page: Any, expression: str) -> None:
    """Wait until something holds; Playwright's own way evaluates text, which the policy forbids."""
    for _ in range(PATIENCE // 100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never: {expression}")


def test_from_drop_to_saved_audit(
    page: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(page)
    page.wait_for_selector("#audit .holds:has-text('Proved by degreekit')")
    assert page.inner_text("#reading .standing").startswith("Proved:")
    sections = page.locator("#audit > section")
    assert (
        "Proved: the printed figures prove all 7 finished courses" in sections.nth(0).inner_text()
    )
    assert sections.nth(1).inner_text().startswith("○ Incomplete:")
    page.select_option("#decision-kind", "force_complete")
    page.select_option("#decision-fields [name=requirement]", "total-points")
    page.fill("#decision-fields [name=reason]", "an exchange term")
    page.click("#decision-add")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.wait_for_selector("#decision-list .effect:not(.none)")
    page.fill("#plan-fields [name=code]", "COMS W4761")
    page.click("#plan-add")
    page.wait_for_selector("#plan-list li")
    page.wait_for_selector("#audit .figures:has-text('with your plan: COMS W4761')")
    with page.expect_download() as saving:
        page.click("[data-save=html]")
    saved = Path(saving.value.path()).read_text(encoding="utf-8")
    shutil.copy(FIXTURES / UNFINISHED, tmp_path)
    decided = [
        {"kind": "force_complete", "requirement": "total-points", "reason": "an exchange term"}
    ]
    (tmp_path / "d.json").write_text(json.dumps(decided))
    (tmp_path / "p.json").write_text('["COMS W4761"]')
    command = ["audit", UNFINISHED, "-p", TRACK, "--adjustments", "d.json", "--plan", "p.json"]
    assert saved == commanded(monkeypatch, tmp_path, [*command, "-f", "html"])[1]
    with page.expect_download() as saving:
        page.click("[data-save=decisions]")
    assert json.loads(Path(saving.value.path()).read_text()) == decided
    assert page.wrong == []


def test_a_mistake_is_said_where_it_was_typed(page: Any) -> None:
    audited(page)
    page.select_option("#decision-kind", "waive")
    page.fill("#decision-fields [name=course]", "nonsense")
    page.click("#decision-add")
    field = page.locator("#decision-fields [data-field=requirement]")
    field.locator(".mistake:visible").wait_for()
    assert field.locator("select").get_attribute("aria-invalid") == "true"
    assert page.evaluate("document.activeElement.name") == "requirement"
    described = field.locator("select").get_attribute("aria-describedby").split()[0]
    assert page.inner_text(f"#{described}") == "This is needed"
    assert "is not a course code" in page.inner_text(
        "#decision-fields [data-field=course] .mistake"
    )
    assert page.locator("#decision-list li").count() == 0
    page.fill("#plan-fields [name=code]", "COMS 4111")
    page.fill("#plan-fields [name=term]", "Someday")
    page.click("#plan-add")
    page.wait_for_selector("#plan-fields [data-field=term] .mistake:visible")


def test_what_was_changed_can_be_undone(page: Any) -> None:
    audited(page)
    page.fill("#plan-fields [name=code]", "COMS W4761")
    page.click("#plan-add")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.click("#plan-list button")
    page.wait_for_selector("#audit .verdict.incomplete")
    assert page.inner_text("#undo").startswith("Undo: removed COMS W4761")
    page.focus("#save-redact")
    page.keyboard.press("Control+z")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.click("#files button")
    page.wait_for_selector("#audit", state="hidden")
    page.click("#undo")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.click("#undo")
    page.wait_for_selector("#audit .verdict.incomplete")
    page.wait_for_selector("#undo", state="hidden")
    assert page.evaluate("document.activeElement.id") == "audit"


def test_a_proof_that_was_saved_can_be_checked(page: Any, tmp_path: Path) -> None:
    audited(page)
    page.click("#save summary")
    page.select_option("#save-format", "proof")
    with page.expect_download() as saving:
        page.click("#save-other")
    saving.value.save_as(tmp_path / "proof.json")
    page.set_input_files("#file", tmp_path / "proof.json")  # dropped like any other file
    page.wait_for_selector("#proof-answer:has-text('The proof holds.')")
    page.fill("#plan-fields [name=code]", "COMS W4761")
    page.click("#plan-add")
    page.wait_for_selector("#audit .verdict.complete-if")
    page.set_input_files("#proof-file", tmp_path / "proof.json")
    page.wait_for_selector("#proof-mistake:has-text('The proof is rejected')")


def test_a_doubtful_place_is_one_click_from_its_picture(page: Any) -> None:
    audited(page)
    page.click("#reading details:has-text('no printed figure proves') summary")
    page.click("#reading .places li:first-child button")
    picture = page.locator("#reading .places li:first-child figure img")
    picture.wait_for()
    until(page, "document.querySelector('#reading figure img')?.naturalWidth > 600")
    assert "COMS E6111" in picture.get_attribute("alt")


def test_a_file_that_is_no_transcript_is_named_where_it_was_dropped(page: Any) -> None:
    drop(page, "refused/invoice.pdf")
    page.wait_for_selector("#transcript-mistake:visible")
    assert "no installed reader recognizes it" in page.inner_text("#transcript-mistake")
    assert page.locator("#audit").is_hidden()
    page.click("#files button")
    page.wait_for_selector("#transcript-mistake", state="hidden")
    audited(page)
    page.click("#start-over")
    page.wait_for_selector("#audit", state="hidden")
    assert page.locator("#files li").count() == 0


def test_each_file_that_is_not_taken_is_named_beside_those_that_are(page: Any) -> None:
    large = {"name": "large.pdf", "mimeType": "application/pdf", "buffer": b"x" * (SIZE + 1)}
    good = (FIXTURES / UNFINISHED).read_bytes()
    page.set_input_files(
        "#file", [large, {"name": "my own.pdf", "mimeType": "application/pdf", "buffer": good}]
    )
    chosen(page)
    page.wait_for_selector("#audit .verdict")
    assert page.inner_text("#transcript-mistake").startswith("large.pdf: it is larger than")
    assert page.locator("#files li").count() == 1
    drop(page, "refused/invoice.pdf")
    page.wait_for_selector("#transcript-mistake:has-text('invoice.pdf')")
    page.set_input_files("#file", large)
    page.wait_for_selector("#transcript-mistake:has-text('large.pdf')")
    assert "invoice.pdf" in page.inner_text("#transcript-mistake")
    assert not [one for one in page.wrong if "413" in one]  # it was not sent


def test_the_structure_of_a_document_that_is_not_read_can_be_saved(page: Any) -> None:
    drop(page, "refused/invoice.pdf")
    page.wait_for_selector("#transcript-mistake:visible")
    page.click("#reading-options summary")
    with page.expect_download() as saving:
        page.click("#structure")
    assert saving.value.suggested_filename == "structure.txt"
    assert Path(saving.value.path()).read_text().startswith("not_a_transcript")


def test_from_the_table_of_all_programs_each_audit_is_a_click_away(page: Any) -> None:
    drop(page, UNFINISHED)
    page.wait_for_selector("#program select")
    rules = {"name": "own.yaml", "mimeType": "text/yaml", "buffer": CERTIFICATE}
    page.set_input_files("#rules-file", rules)
    page.wait_for_selector("#audit .verdict.complete")
    page.click("#what-if")
    page.click("#what-if-answer summary")
    page.wait_for_selector("#what-if-answer .answer:has-text('COMS W4111')")
    page.click("#what-if-answer button:has-text('Show the audit')")
    page.wait_for_selector("#audit .verdict.incomplete")
    assert page.locator("#programs select").first.input_value() == TRACK
    assert page.evaluate("document.activeElement.id") == "audit"


def test_the_page_works_by_keyboard_alone(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the audit"
    drop(page, UNFINISHED)
    page.wait_for_selector("#programs select")
    page.focus("#programs select")
    page.keyboard.type("Columbia MS in Computer Science, Machine")
    page.wait_for_selector("#audit .verdict")
    assert page.evaluate("document.activeElement.name") == "program"  # it was made anew meanwhile
    page.focus(".skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "audit"
    page.focus("#decision-kind")
    page.keyboard.type("Declare")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "requirement"
    page.keyboard.type("30 grad")
    page.keyboard.press("Tab")
    page.keyboard.type("an exchange term")
    page.keyboard.press("Enter")
    page.wait_for_selector("#audit .verdict.complete-if")
    assert page.evaluate("document.activeElement.id") == "decision-kind"


def test_every_state_is_accessible_and_fits_its_width(page: Any) -> None:
    assert violations(page) == []
    audited(page)
    page.select_option("#decision-kind", "waive_limit")
    page.click("#decision-add")
    page.wait_for_selector("#decision-fields .mistake:visible")
    page.click("#what-if")
    page.wait_for_selector("#what-if-answer li")
    for viewport, scheme in ((PHONE, "dark"), (DESK, "light")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], (viewport, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_paper_stands_the_audit_and_nothing_else(page: Any) -> None:
    audited(page)
    page.emulate_media(media="print")
    assert page.locator("#audit .verdict").is_visible()
    for name in ("#papers", "#changes", "#nav"):
        assert page.locator(name).is_hidden(), name


def test_a_page_of_another_origin_reaches_nothing(browser: Any, served: Served) -> None:
    class Evil(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>evil</title>")

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    target = served.origin + served.path  # even if it knew the secret
    for origin in (
        f"http://127.0.0.1:{other.server_port}/",
        f"http://localhost:{other.server_port}/",
    ):
        page.goto(origin)
        got = page.evaluate(
            """async (target) => {
                const tried = {};
                const attempt = async (name, call) => {
                    try { tried[name] = await call(); } catch (error) { tried[name] = "refused"; }
                };
                await attempt("get", async () => (await fetch(target)).status);
                await attempt("opaque", async () => (await fetch(target,
                    {mode: "no-cors"})).type);
                await attempt("json", async () => (await fetch(target + "api/about", {
                    method: "POST",
                    headers: {"Content-Type": "application/json"}, body: "{}"})).status);
                await attempt("text", async () => (await fetch(target + "api/forget",
                    {method: "POST", body: "{}"})).status);
                await attempt("script", () => new Promise((resolve) => {
                    const script = document.createElement("script");
                    script.src = target + "page.js";
                    script.onload = () => resolve("loaded");
                    script.onerror = () => resolve("refused");
                    document.head.append(script);
                }));
                await attempt("frame", () => new Promise((resolve) => {
                    const frame = document.createElement("iframe");
                    frame.src = target;
                    frame.onload = () => {
                        try { resolve(frame.contentWindow.document.title || "refused"); }
                        catch { resolve("refused"); }
                    };
                    document.body.append(frame);
                }));
                return tried;
            }""",
            target,
        )
        assert set(got.values()) == {"refused"}, got
    other.shutdown()
    other.server_close()
    context.close()


def test_a_hostile_title_stays_text(page: Any) -> None:
    record = {
        "code": "COMS W4771",
        "title": "<img src=x onerror=\"document.title='owned'\"><script>1</script>",
        "credits": "3",
        "grade": "A",
        "term": "Fall 2023",
    }
    data = json.dumps({"institution": "columbia", "records": [record]}).encode()
    page.set_input_files(
        "#file", {"name": "<b>x</b>.json", "mimeType": "application/json", "buffer": data}
    )
    chosen(page)
    page.wait_for_selector("#audit .verdict")
    assert "owned" not in page.title()
    assert page.locator("#audit img, #audit script, #files b").count() == 0
    assert page.wrong == []


def test_doubtful_places_of_a_scan_are_answered_next_to_their_pictures(browser: Any) -> None:
    pytest.importorskip("rapidocr", reason="OCR is not installed: it is the extra 'ocr'")
    server = Served(ocr=True)
    page = opened(browser, server.origin + server.path)
    try:
        drop(page, "scans/record-coarse.pdf")
        chosen(page)
        page.wait_for_selector("#questions .question")
        count = page.locator("#questions .question").count()
        assert count > 1
        page.locator("#questions img").nth(count - 1).wait_for()
        assert page.locator("#questions .question .picture img").count() == count
        assert violations(page, "#questions") == []
        first = page.locator("#questions .question").first
        first.locator("[name=credits]").fill("many")
        first.locator("button:has-text('Save my correction')").click()
        first.locator(".mistake[role=alert]:visible").wait_for()
        assert "credits" in first.locator(".mistake[role=alert]").inner_text()
        first.locator("button:has-text('There is no course here')").click()
        page.wait_for_selector("#questions :text('1 answered by you')")
        assert page.locator("#questions .question").count() < count
        with page.expect_download() as saving:
            page.select_option("#save-format", "answers")
            page.click("#save-other")
        answers = json.loads(Path(saving.value.path()).read_text())
        assert [one["answer"] for one in answers] == ["drop"]
        page.click("#questions button:has-text('Undo the last answer')")
        page.wait_for_selector("#questions :text('answered by you')", state="detached")
        assert page.locator("#questions .question").count() == count
    finally:
        page.context.close()
        server.close()


#: A requirement that no rule can decide.
JUDGED = CERTIFICATE + b"  - confirm: talk\n    title: A talk about the work\n    by: the chair\n"


@pytest.mark.parametrize(("kind", "verdict"), [("approve", "complete"), ("deny", "incomplete")])
def test_what_only_a_person_judges_is_approved_or_refused_on_the_page(
    page: Any, kind: str, verdict: str
) -> None:
    drop(page, UNFINISHED)
    page.wait_for_selector("#program select")
    rules = {"name": "own.yaml", "mimeType": "text/yaml", "buffer": JUDGED}
    page.set_input_files("#rules-file", rules)
    page.wait_for_selector("#audit .verdict.complete-if")
    page.select_option("#decision-kind", kind)
    page.select_option("#decision-fields [name=requirement]", "talk")
    page.fill("#decision-fields [name=by]", "chair of the committee")
    page.click("#decision-add")
    page.wait_for_selector("#decision-list .effect:not(.none)")
    page.wait_for_selector(f"#audit .verdict.{verdict}")
    page.click("#decision-list button:has-text('Remove')")
    page.wait_for_selector("#audit .verdict.complete-if")
    assert page.wrong == []


def test_an_answer_can_be_saved_as_data(page: Any) -> None:
    audited(page)
    page.fill("#why-fields [name=course]", "COMS W4111")
    page.select_option("#why-fields [name=requirement]", "required")
    page.click("#why-form button")
    page.click("#what-if")
    page.select_option(
        "#compare-other", label=page.locator("#compare-other option").nth(1).inner_text()
    )
    page.click("#compare-form button")
    page.wait_for_selector("#compare-answer summary:has-text('Rules that differ')")
    for place in ("why-answer", "what-if-answer", "compare-answer"):
        with page.expect_download() as saving:
            page.click(f"#{place} button:has-text('as data')")
        assert json.loads(Path(saving.value.path()).read_text()), place
    assert violations(page, "#compare") == []
    assert page.wrong == []


def test_what_was_read_is_marked_on_the_pages(page: Any) -> None:
    audited(page)
    page.click("#reading summary:has-text('with what was read marked')")
    until(page, "document.querySelector('#reading .marked img')?.naturalWidth > 600")
    assert page.locator("#reading .marked rect.course").count() == 9
    assert "Proved field: 14" in page.inner_text("#reading .legend")
    picture = page.locator("#reading .marked img").bounding_box()
    over = page.locator("#reading .marked svg").bounding_box()
    assert all(abs(picture[side] - over[side]) < 2 for side in ("x", "y", "width", "height"))
    page.click("#reading summary:has-text('courses as they were read')")
    first = page.locator("#reading .records-read tbody tr").first
    assert "(proved by a printed figure)" in first.inner_text()
    page.set_viewport_size(PHONE)
    first.locator("button").click()
    page.wait_for_selector("#reading .records-read figure img")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page, "#reading") == []
    assert page.wrong == []
