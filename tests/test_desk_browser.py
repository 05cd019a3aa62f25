"""The desk in a real browser: from upload to decision, by mouse and by keyboard alone, in every look and language."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import holding
from tests.desk_site import CONSIGNMENTS, PASSWORD, ROOT, Site, running

CHROMIUM = Path(os.environ.get("TALLYMAN_CHROMIUM", "/usr/bin/chromium"))
pytestmark = pytest.mark.skipif(not CHROMIUM.is_file(), reason=f"waits for {CHROMIUM}, which set-up installs")
SHOTS = ROOT / "out" / "screens"
DESK, TABLET = {"width": 1280, "height": 720}, {"width": 1024, "height": 768}
UPRIGHT = {"width": 768, "height": 1024}
PLACES = ("/queue", "/upload", "/look-up?q=plastic+scrap", "/rules", "/rules/hs-differs", "/pictures", "/settings")
expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("desk"), ("clean-tiles", "clean-coffee", "granules-or-scrap")) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        with playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments) as chromium:
            yield chromium


Enter = Callable[..., Page]


@pytest.fixture
def enter(site: Site, browser: Browser) -> Iterator[Enter]:
    """Sign in by hand in a fresh window; errors in the page's console fail the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def entered(name: str = "officer", *, size: dict[str, int] = DESK, **options: str) -> Page:
        context = browser.new_context(viewport=size, base_url=site.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        page.goto("/sign-in")
        page.fill("[name=name]", name)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/queue*")
        return page

    yield entered
    for context in contexts:
        context.close()
    assert wrong == []


def shot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def opened(page: Page, site: Site, name: str) -> None:
    page.goto(f"/consignments/{site.cases[name]}")
    expect(page.locator(".stage-image[src]").first).to_be_visible()


def test_from_upload_to_decision(enter: Enter, site: Site) -> None:
    page = enter()
    page.goto("/upload")
    files = sorted((CONSIGNMENTS / "granules-or-scrap").iterdir())
    page.set_input_files("input[multiple]", files)
    shot(page, "upload-chosen")
    page.click(".start .button")
    expect(page.locator(".file")).to_have_count(len(files))
    page.locator(".ended").wait_for(timeout=120_000)
    expect(page.locator(".early li")).not_to_have_count(0)
    shot(page, "upload-ended")
    page.click(".ended .button.primary")
    expect(page.locator(".finding.open")).to_have_count(1)
    expect(page.locator(".pane")).to_have_count(3)  # the finding rests on three papers
    expect(page.locator(".pane rect.cited").first).to_be_attached()
    for turn in page.get_by_role("button", name="Turn the page").all():
        expect(turn).to_be_visible()  # a scan that lies on its side is turned without a keyboard too
    shot(page, "review-three-papers")
    number = page.locator(".finding").count()
    page.click(".side-foot .primary")
    expect(page.locator(".finding.decided")).to_have_count(1)
    expect(page.locator(".finding.open")).not_to_have_class("decided")  # the next one is open already
    page.click(".side-foot .button:nth-of-type(2)")
    page.fill("#reason", "The supplier's data sheet explains it")
    shot(page, "review-dismiss")
    page.click(".dialog .primary")
    expect(page.locator(".finding.decided")).to_have_count(2)
    expect(page.locator(".progress-note")).to_contain_text(f"2 of {number}")
    page.keyboard.press("a")
    expect(page.locator(".badge.plain")).to_have_text("Decided")
    page.goto("/queue?state=decided")
    expect(page.locator(".cases tbody tr")).to_have_count(1)
    page.goto(page.locator(".case-name a").get_attribute("href").split("?")[0] + "/trail")  # type: ignore[union-attr]
    expect(page.locator("tbody")).to_contain_text("The supplier's data sheet explains it")
    shot(page, "trail")


def test_the_first_finding_shows_while_the_last_page_is_still_to_be_read(
    enter: Enter, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.upload_work.errands.read_watched", holding.read_held)
    page = enter()
    page.goto("/upload")
    page.set_input_files("input[multiple]", holding.three_pages(tmp_path / "three.pdf"))
    page.click(".start .button")
    expect(page.locator(".early li")).to_contain_text("CSQU3054384", timeout=90_000)
    expect(page.locator(".file.reading")).to_contain_text("page 2 of 3")
    shot(page, "upload-early")
    holding.key(site.settings.data_dir / "notes").touch()
    page.locator(".ended").wait_for(timeout=120_000)


def test_keys_alone_are_enough(enter: Enter, site: Site) -> None:
    page = enter()
    page.keyboard.press("/")
    page.keyboard.type("PCFA26047719")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?text=*")
    page.locator(f".case-name a[href*={site.cases['granules-or-scrap']}]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".finding.open")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.locator(".keys")).to_be_visible()
    shot(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.type("The granules are washed flakes")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".finding.decided")).to_have_count(1)
    page.keyboard.press("v")
    page.keyboard.press("m")
    expect(page.locator(".value.missing").first).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator(".value.missing")).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator(".value.chosen")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.locator(".editor input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".editor")).to_have_count(0)
    page.keyboard.press("[")
    page.keyboard.press("f")
    expect(page.locator("rect.cited").first).to_be_attached()  # the finding's own papers are there again
    page.keyboard.press("h")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".badge.plain")).to_have_text("On hold")
    page.keyboard.press("a")
    expect(page.locator(".badge.plain")).to_have_count(0)


def test_the_second_person_agrees_by_a_key(enter: Enter, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.settings.desk.__dict__, "four_eyes", True)  # frozen for everybody else
    first = enter()
    opened(first, site, "granules-or-scrap")
    before = first.locator(".finding.decided").count()
    first.keyboard.press("c")
    expect(first.locator(".finding.decided")).to_have_count(before + 1)
    second = enter("supervisor")
    opened(second, site, "granules-or-scrap")
    second.locator(".finding-head", has_text="needs a second person").focus()
    second.keyboard.press("Enter")
    expect(second.locator(".side-foot .primary")).to_contain_text("Agree")
    second.keyboard.press("c")
    expect(second.locator(".finding-head", has_text="needs a second person")).to_have_count(0)
    expect(second.locator(".finding.decided")).to_have_count(before + 1)


def test_a_box_selects_its_value_and_a_value_its_box(enter: Enter, site: Site) -> None:
    page = enter()
    opened(page, site, "clean-coffee")
    box = page.locator(".stage-boxes rect.box:not(.chosen)").nth(3)
    key = box.get_attribute("data-id")
    box.dispatch_event("pointerdown", {"pointerId": 1, "clientX": 300, "clientY": 400, "button": 0})
    page.locator(".stage").first.dispatch_event("pointerup", {"pointerId": 1})
    expect(page.locator(".value.chosen")).to_have_attribute("id", f"value-{key}")
    expect(page.locator("rect.chosen")).to_have_attribute("data-id", str(key))


def test_a_workbook_is_shown_with_its_boxes(enter: Enter, site: Site) -> None:
    page = enter()
    opened(page, site, "clean-tiles")
    page.locator(".paper-bar .chip", has_text="Packing list").click()
    expect(page.locator(".pane-kind", has_text="Packing list")).to_be_visible()
    expect(page.locator(".pane rect.box").first).to_be_attached()
    shot(page, "review-workbook")


def test_a_value_is_corrected_from_a_drawn_box_and_the_original_stays(enter: Enter, site: Site) -> None:
    page = enter()
    opened(page, site, "clean-coffee")
    page.keyboard.press("v")
    page.keyboard.press("j")
    expect(page.locator("rect.chosen")).to_have_count(1)
    read = page.locator(".value.chosen .value-text").inner_text().splitlines()[0]
    page.keyboard.press("e")
    page.wait_for_timeout(400)  # the page glides to the box
    page.keyboard.press("Tab")
    page.locator(".editor .button", has_text="Draw a box").click()
    box = page.locator("rect.chosen").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] - 3, box["y"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] + 3, box["y"] + box["height"] + 2)
    page.mouse.up()
    expect(page.locator(".read-note")).to_contain_text("100 %")
    expect(page.locator(".editor input")).to_have_value(read)
    page.fill(".editor input", "CORRECTED-77")
    shot(page, "review-correct")
    page.keyboard.press("Enter")
    expect(page.locator(".value.chosen .was")).to_contain_text(read)
    expect(page.locator(".value.chosen .value-text")).to_contain_text("CORRECTED-77")
    shot(page, "review-corrected")


def test_what_cannot_be_read_is_named_with_what_to_do(enter: Enter, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and then nothing")
    page = enter()
    page.goto("/upload")
    page.set_input_files("input[multiple]", broken)
    page.click(".start .button")
    page.locator(".ended").wait_for(timeout=60_000)
    expect(page.locator(".file.rejected")).to_contain_text("broken.pdf")
    expect(page.locator(".file.rejected .wrong")).to_contain_text("ask for it again")
    expect(page.locator(".ended .problem")).to_contain_text("No paper could be read")  # and not in green
    shot(page, "upload-broken")
    page.goto("/upload")
    page.set_input_files("input[multiple]", [broken, CONSIGNMENTS / "clean-coffee" / "invoice.pdf"])
    page.click(".start .button")
    page.locator(".ended").wait_for(timeout=60_000)
    expect(page.locator(".ended .problem")).to_contain_text("without the files that are named")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_passes_the_accessibility_check(enter: Enter, site: Site, scheme: str) -> None:
    page = enter("administrator", color_scheme=scheme)
    told = []
    for place in (*PLACES, "/people", "/log", f"/consignments/{site.cases['granules-or-scrap']}"):
        page.goto(place)
        page.wait_for_load_state("networkidle")
        shot(page, f"{scheme}-{place.strip('/').split('?')[0].split('/c')[0].replace('/', '-')}")
        found = [each for each in Axe().run(page).response["violations"] if each["impact"] in ("serious", "critical")]
        told += [(place, each["id"], [node["html"][:150] for node in each["nodes"][:4]]) for each in found]
    assert told == []


WIDER = """() => [document.documentElement, ...document.querySelectorAll(".table-frame, .review-head, .bulk")]
    .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.className || each.tagName)"""


BROKEN = """() => [...document.querySelectorAll("time")].filter((each) => each.getClientRects().length > 1).length"""


@pytest.mark.parametrize(
    ("size", "language"), [(DESK, "en"), (TABLET, "es"), (UPRIGHT, "en"), (UPRIGHT, "fr"), (UPRIGHT, "es")]
)
def test_no_page_is_wider_than_the_screen(enter: Enter, site: Site, size: dict[str, int], language: str) -> None:
    page = enter("administrator", size=size, locale=language)
    for place in (*PLACES, "/people", "/log", f"/consignments/{site.cases['granules-or-scrap']}"):
        page.goto(place)
        page.wait_for_load_state("networkidle")
        if place == "/queue":
            page.locator("[data-ticks-all]").check()
            expect(page.locator(".bulk")).to_be_visible()
        assert page.evaluate(WIDER) == [], place
        assert page.evaluate(BROKEN) == 0, place  # a date is on one line
        if size is not DESK:
            held = "tablet" if size is TABLET else f"upright-{language}"
            shot(page, f"{held}-{place.strip('/').split('?')[0].split('/c')[0].replace('/', '-')}")


@pytest.mark.parametrize(("language", "queue"), [("fr", "File"), ("es", "Cola")])
def test_the_desk_speaks_the_language_of_the_browser(enter: Enter, site: Site, language: str, queue: str) -> None:
    page = enter(locale=language)
    expect(page.locator("h1")).to_have_text(queue)
    opened(page, site, "clean-tiles")
    assert page.evaluate("document.documentElement.lang") == language
    shot(page, f"review-{language}")
