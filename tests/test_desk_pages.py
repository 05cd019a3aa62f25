"""The screens without a browser: who is let in, what stands in a page, strings in every language."""

import ast
import html
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from sqlalchemy import create_engine
from starlette.testclient import TestClient

from checks.rulebook import RULES
from desk import accounts, translations
from desk.pages.doors import inward
from desk.pages.mounting import add_pages
from desk.pages.route_map import SOUND, WRONG, route_map
from desk.pages.rule_book import plain
from desk.pages.shell import Desk, Visit
from desk.pages.worklist import query_of
from desk.people import Person
from desk.speech import CATALOGUES, LANGUAGES, Speech, catalogue
from flows import line
from flows.ledger import book, documents
from flows.ledger.place import using_ledger
from flows.originals import keep
from flows.settings import Settings, settings
from models import errors

ROOT = Path(__file__).parent.parent
COFFEE = ROOT / "fixtures" / "consignments" / "clean-coffee"
PASSWORD = "three green bales"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    chosen: Settings = settings(data_dir=tmp_path_factory.mktemp("desk"))
    with using_ledger(chosen.ledger) as engine:
        for name in ("viewer", "officer", "administrator"):
            accounts.add(engine, name, name, by="test", password=PASSWORD)  # type: ignore[arg-type]
        reading = line.read_files([COFFEE])
        for file in COFFEE.iterdir():
            keep(chosen.data_dir / "originals", file)
        consignment, unread = line.assemble([reading])
        book.keep_report(engine, "test", line.judge(consignment, unread))
        documents.keep(engine, consignment.id, [(reading.sources[0], reading)])
        app = FastAPI()
        add_pages(app, chosen, engine)
        with TestClient(app, headers={"accept": "text/html"}) as client:
            yield client, consignment.id


def enter(client: TestClient, name: str) -> None:
    client.cookies.clear()
    answer = client.post("/sign-in", data={"name": name, "password": PASSWORD}, follow_redirects=False)
    assert answer.status_code == 303


def test_nobody_gets_past_the_door(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    client.cookies.clear()
    for path in ("/queue", f"/consignments/{case}"):
        answer = client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")
    assert client.get(f"/pages/{case}/{'0' * 64}/1", headers={"accept": "*/*"}).status_code == 401


def test_a_wrong_password_is_told_and_lets_nobody_in(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    client.cookies.clear()
    answer = client.post("/sign-in", data={"name": "officer", "password": "wrong"})
    assert answer.status_code == 401
    assert catalogue("en")["door.wrong"][:30] in answer.text


def test_the_queue_shows_what_there_is_and_what_was_asked(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    enter(client, "officer")
    assert f"/consignments/{case}" in client.get("/queue").text
    assert f"/consignments/{case}" in client.get("/queue?text=coffee").text
    assert f"/consignments/{case}" not in client.get("/queue?verdict=mismatch").text


def test_a_viewer_is_not_shown_the_way_to_what_only_officers_do(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    for name in ("viewer", "officer"):
        enter(client, name)
        assert ('href="/upload"' in client.get("/queue").text) is (name == "officer")
        assert client.get("/upload").status_code == (403 if name == "viewer" else 200)


def test_one_consignment_is_counted_as_one(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "viewer")
    assert ">1 consignment<" in client.get("/queue").text
    assert ">0 consignments<" in client.get("/queue?text=nothing-like-it").text


def test_what_is_no_query_is_left_out() -> None:
    assert query_of({"verdict": "nonsense", "text": "tiles", "foo": "1"}).model_dump(exclude_defaults=True) == {
        "text": "tiles"
    }


def test_a_form_of_another_site_assigns_nothing(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    enter(client, "officer")
    answer = client.post("/queue/assign", data={"consignment": case, "to": "officer", "csrf": "guessed"})
    assert answer.status_code == 403


def test_an_officer_assigns_a_consignment(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    enter(client, "officer")
    found = re.search(r'name="csrf" value="(\w+)"', client.get("/queue").text)
    assert found is not None
    answer = client.post("/queue/assign", data={"consignment": case, "to": "officer", "csrf": found[1]})
    assert answer.status_code == 200
    assert f"/consignments/{case}" in client.get("/queue?assignee=officer").text


def test_a_page_is_drawn_for_those_who_may_see_it(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    enter(client, "viewer")
    page = re.search(rf"/pages/{case}/\w+/1", client.get(f"/consignments/{case}").text)
    assert page is not None
    answer = client.get(f"{page[0]}?dpi=72")
    assert answer.headers["content-type"] == "image/webp"
    assert float(answer.headers["x-page-width"]) == pytest.approx(595, abs=2)
    assert client.get(f"/pages/{case}/{'0' * 64}/1", headers={"accept": "*/*"}).status_code == 404


def test_a_consignment_that_is_not_there_is_told_in_a_page(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "viewer")
    for path in ("/consignments/c0", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert catalogue("en")["error.not_found"] in answer.text


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(to: str) -> None:
    assert inward(to) == "/queue"


def test_every_language_says_everything() -> None:
    said = {language: catalogue(language) for language in LANGUAGES}
    for language, words in said.items():
        assert words.keys() == said["en"].keys(), language
        for key, text in words.items():
            assert text.strip(), (language, key)
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", said["en"][key])), (language, key)
    assert {path.stem for path in CATALOGUES.glob("*.toml")} == set(LANGUAGES)


def figures_in(text: str) -> list[str]:
    """Return the codes, numbers and dates of a text: a rule that changes one has to change it in every language."""
    return sorted(re.findall(r"\b[A-Z]?\d[\d.*/-]*\d\*?|\b[A-Z]\d\b", text))


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_rule_and_refusal_is_told_in_every_language(language: str) -> None:
    for code in RULES:
        said = translations.rule(code, language)
        assert said is not None, code
        assert all(part.strip() for part in said), code
        english = plain(code)
        for name in ("compares", "why", "basis"):
            assert figures_in(getattr(said, name)) == figures_in(getattr(english, name)), (code, name)
    for kind in [errors.PaperError, *errors.PaperError.__subclasses__()]:
        assert translations.refusal(kind.code, language), kind.code


REFUSING = ("desk/accounts", "desk/corrections", "desk/decisions", "desk/intake", "desk/tokens", "desk/views",
            "flows/corrected", "flows/typed")  # fmt: skip


def refusals(module: str) -> Iterator[str]:
    """Yield the messages that a module raises, with {} for what is filled in."""
    for node in ast.walk(ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            message = node.exc.args[0]
            parts = message.values if isinstance(message, ast.JoinedStr) else [message]
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_every_refusal_is_told_in_every_language(language: str) -> None:
    raised = {message for module in REFUSING for message in refusals(module)}
    assert len(raised) > 30
    told = tomllib.loads((CATALOGUES / "translations" / f"{language}.toml").read_text(encoding="utf-8"))["told"]
    assert told.keys() == raised
    for message in raised:
        given = message.replace("{}", "X-1")
        assert translations.told(given, language) != given
        assert "{}" not in translations.told(given, language)


def test_a_finding_is_headed_in_the_language_of_the_reader(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "viewer")
    told = {
        language: html.unescape(client.get("/rules/hs-differs", headers={"accept-language": language}).text)
        for language in LANGUAGES
    }
    for language in ("fr", "es"):
        said = translations.rule("hs-differs", language)
        assert said is not None
        assert all(part in told[language] for part in said)
        assert "Compares" not in told[language]
        assert said.clear not in told["en"]


def test_every_string_that_is_asked_for_is_there() -> None:
    pages = [*(ROOT / "desk").rglob("*.html"), *(ROOT / "desk").rglob("*.js"), *(ROOT / "desk").rglob("*.py")]
    for path in pages:
        for key in re.findall(r"""\bsay\(["'](\w+\.\w+)["'][,)]""", path.read_text(encoding="utf-8")):
            assert key in catalogue("en"), (path.name, key)


def test_no_template_or_component_says_a_word_of_its_own() -> None:
    for path in (ROOT / "desk" / "templates").glob("*.html"):
        text = re.sub(
            r'{%.*?%}|{{.*?}}|{#.*?#}|<script.*?</script>|<(?:[^>"]|"[^"]*")*>|&\w+;', " ", path.read_text(), flags=re.S
        )
        assert re.findall(r"[^\W\d_]{2,}", text) == [], path.name
    for path in (ROOT / "desk" / "viewer").glob("*.js"):
        for template in re.findall(r"template: `(.*?)`", path.read_text(), flags=re.S):
            text = re.sub(r'{{.*?}}|<(?:[^>"]|"[^"]*")*>', " ", template, flags=re.S)
            assert re.findall(r"[^\W\d_]{2,}", text) == [], path.name


def csrf_of(client: TestClient, path: str) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', client.get(path).text)
    assert found is not None
    return found[1]


def test_a_token_of_the_api_opens_no_page() -> None:
    def visited(scopes: frozenset[str] | None) -> Person | None:
        person = Person("anna", "administrator", scopes=scopes)
        request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "state": {"person": person}})
        return Visit(request, Desk(Settings(), create_engine("sqlite://"))).person

    assert visited(None) is not None
    assert visited(frozenset({"read", "admin"})) is None


def test_an_invitation_works_once(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "administrator")
    made = client.post("/people/invite", data={"csrf": csrf_of(client, "/people"), "role": "officer"})
    link = re.search(r"/welcome/[\w-]+", made.text)
    assert link is not None
    client.cookies.clear()
    sent = {"name": "newcomer", "full_name": "New Comer", "password": PASSWORD, "again": "another"}
    refused = client.post(link[0], data=sent).text
    assert catalogue("en")["door.passwords_differ"] in refused
    assert 'value="New Comer"' in refused  # what was typed is not lost, but for the passwords
    entered = client.post(link[0], data={**sent, "again": PASSWORD})
    assert entered.status_code == 200
    assert "New Comer" in entered.text
    client.cookies.clear()
    assert client.post(link[0], data={**sent, "again": PASSWORD}).status_code == 410


def test_only_administrators_see_people_and_the_log(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    for name, status in (("viewer", 403), ("officer", 403), ("administrator", 200)):
        enter(client, name)
        assert {client.get(path).status_code for path in ("/people", "/log")} == {status}
        assert ("/people" in client.get("/queue").text) is (status == 200)


def test_the_log_says_that_its_chain_is_sound(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "administrator")
    assert catalogue("en")["trail.sound"].split("{")[0] in client.get("/log").text


def test_a_token_is_shown_once_and_can_be_revoked(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "officer")
    csrf = csrf_of(client, "/settings")
    made = client.post("/settings/tokens", data={"csrf": csrf, "name": "nightly", "may-read": "1"}).text
    assert re.search(r">tm_[\w-]+<", made)
    listed = client.get("/settings").text
    assert "tm_" not in listed
    number = re.search(r'name="token" value="(\d+)"', listed)
    assert number is not None
    gone = client.post("/settings/tokens/revoke", data={"csrf": csrf, "token": number[1]}).text
    assert catalogue("en")["settings.token_revoked"] in gone


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "zip"])
def test_a_consignment_is_taken_out(desk: tuple[TestClient, str], form: str) -> None:
    client, case = desk
    enter(client, "viewer")
    answer = client.get(f"/consignments/{case}/export.{form}")
    assert answer.status_code == 200
    assert f'filename="{case}.{form}"' in answer.headers["content-disposition"]


def test_what_the_queue_shows_is_taken_out(desk: tuple[TestClient, str]) -> None:
    client, case = desk
    enter(client, "viewer")
    assert case in client.get("/export.json?text=coffee").text
    assert case not in client.get("/export.json?text=nothing-like-it").text
    assert client.get(f"/export.zip?consignment={case}").content[:2] == b"PK"
    assert client.get("/export.exe").status_code == 404


def test_a_view_is_saved_and_removed(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "officer")
    csrf = csrf_of(client, "/queue")
    saved = client.post("/queue/views", data={"csrf": csrf, "name": "Beans", "query": "text=coffee"}).text
    assert "/queue?text=coffee" in saved
    number = re.search(r'name="view" value="(\d+)"', saved)
    assert number is not None
    assert "Beans" not in client.post("/queue/views/remove", data={"csrf": csrf, "view": number[1]}).text


def test_things_are_looked_up_and_rules_explained(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "viewer")
    assert "3915.90" in client.get("/look-up?q=391590").text
    assert catalogue("en")["lookup.nothing_more"] in client.get("/look-up?q=%3F").text
    assert catalogue("en")["rules.clear"] in client.get("/rules/hs-differs").text
    assert client.get("/rules/no-such-rule").status_code == 404


def test_the_map_of_routes_is_as_broad_as_they_are_busy_and_red_where_papers_disagree() -> None:
    told = [{"origin": "DE", "destination": "GH", "cases": 7, "mismatches": 2, "findings": 3},
            {"origin": "DE", "destination": "DE", "cases": 1, "mismatches": 0, "findings": 0}]  # fmt: skip
    _, options, table = route_map(told, Speech("fr"))
    assert options is not None
    drawn = options["series"][0]
    assert [each["name"] for each in drawn["data"]] == ["Allemagne", "→ Ghana", "→ Allemagne"]
    assert [(each["value"], each["lineStyle"]["color"]) for each in drawn["links"]] == [(7, WRONG), (1, SOUND)]
    assert table[1] == ["Allemagne", "Ghana", 7, 2]
    assert route_map([], Speech("en"))[1] is None


def test_a_password_is_changed_by_who_knows_it(desk: tuple[TestClient, str]) -> None:
    client, _ = desk
    enter(client, "viewer")
    csrf, new = csrf_of(client, "/settings"), "four blue barrels"
    wrong = client.post("/settings/password", data={"csrf": csrf, "old": "no", "new": new, "again": new})
    assert wrong.status_code == 400
    done = client.post("/settings/password", data={"csrf": csrf, "old": PASSWORD, "new": new, "again": new})
    assert done.url.path == "/sign-in"
    back = client.post("/sign-in", data={"name": "viewer", "password": new}, follow_redirects=False)
    assert back.status_code == 303
    client.get("/settings")
    csrf = csrf_of(client, "/settings")
    client.post("/settings/password", data={"csrf": csrf, "old": new, "new": PASSWORD, "again": PASSWORD})
