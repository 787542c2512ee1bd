"""What every page of the site holds, whatever the figures say."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.site.conftest import Made
from tests.site.fixture import EMPTY, GEMEENTE, SCRIPT, WIJKEN
from tests.site.reading import Element, loads, read, section

MAX_BYTES = 150_000
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
)
# The order of 05-site.md, by the id of the heading.
PARTS = [
    "kort", "wie", "profiel", "verandert", "ervaren", "gehoord", "helpt", "team", "inkoop", "raad",
    "niet-gehoord", "klopt", "zekerheid",
]  # fmt: skip
CLASS_WORDS = re.compile(r"\b(hoge?|lage?|gemiddelde?) behoefte")


@pytest.fixture(scope="module")
def read_pages(made: Made) -> dict[Path, Element]:
    return {path: read(path) for path in made.pages}


@pytest.fixture(scope="module")
def wijk_pages(made: Made, read_pages) -> dict[str, Element]:
    return {code: read_pages[made.wijk(code)] for code in WIJKEN}


def _bad(read_pages, is_good) -> list[str]:
    return [path.name for path, page in read_pages.items() if not is_good(page)]


def test_a_gemeente_and_each_wijk_have_their_pages(made: Made):
    names = {str(path.relative_to(made.folder)) for path in made.pages}
    wijken = {f"{GEMEENTE}/{code}.html" for code in WIJKEN}
    teams = {f"{GEMEENTE}/team/{code}.html" for code in WIJKEN}
    # 2026-11-28: a summary for the council of each wijk.
    raad = {f"{GEMEENTE}/raad/{code}.html" for code in WIJKEN}
    top = {"index.html", "methode.html", "samenhang.html", "bronnen.html"}
    top.add(f"{GEMEENTE}/index.html")
    top |= {"klopt-het.html", f"{GEMEENTE}/inkoop.html"}
    # 2026-11-28: the files to take along, of the edition and of the gemeente.
    top |= {"download.html", f"{GEMEENTE}/download.html"}
    # 2026-11-28: a page of what-if for each gemeente.
    top.add(f"{GEMEENTE}/watals.html")
    # 2026-11-28: what changed since the edition before.
    top.add(f"{GEMEENTE}/veranderd.html")
    # 2026-11-28: words, accessibility and search.
    top |= {"begrippen.html", "toegankelijkheid.html", "zoek.html"}
    # 2026-11-28: two wijken side by side.
    top.add("vergelijk.html")
    # 2026-11-28: charts to explore for each gemeente.
    top.add(f"{GEMEENTE}/verken.html")
    # 2026-11-28: a page on the buurten of each wijk that has several with a score.
    buurten = {f"{GEMEENTE}/buurt/{code}.html" for code in ("WK990601", "WK990602")}
    assert names == wijken | teams | raad | buurten | top


def test_every_page_says_that_it_is_dutch(read_pages):
    assert _bad(read_pages, lambda page: page.all("html")[0].attrs["lang"] == "nl") == []


def test_every_page_carries_the_content_security_policy(read_pages):
    def policy(page: Element) -> list[str]:
        metas = page.all("meta")
        return [
            m.attrs["content"]
            for m in metas
            if m.attrs.get("http-equiv") == "Content-Security-Policy"
        ]

    assert _bad(read_pages, lambda page: policy(page) == [CSP]) == []


def test_every_page_of_the_sample_says_fictief_in_title_and_text(read_pages):
    def says(page: Element) -> bool:
        title, body = page.all("title")[0].text, page.all("body")[0].text
        return title.startswith("Fictief") and body.startswith("Naar de inhoud Fictief voorbeeld.")

    assert _bad(read_pages, says) == []


def test_a_real_gemeente_is_nowhere_called_fictitious(made_local: Made):
    assert [p.name for p in made_local.pages if "fictief" in p.read_text("utf-8").lower()] == []


def test_every_page_names_the_publishers_of_what_is_used(read_pages):
    def names(page: Element) -> bool:
        footer = page.all("footer", "voet")[0].text
        return "Met cijfers van CBS en RIVM." in footer

    assert _bad(read_pages, names) == []


def test_every_link_inside_the_site_leads_somewhere(made: Made, read_pages):
    ids = {path: {e.attrs.get("id") for e in page.all()} for path, page in read_pages.items()}
    broken = []
    for path, page in read_pages.items():
        for href in (a.attrs["href"] for a in page.all("a")):
            if href.startswith(("https://", "data:")):
                continue
            name, _, fragment = unquote(href).partition("#")
            # 2026-11-28: a page may be opened with a choice in its address.
            name = name.partition("?")[0]
            target = (path.parent / name).resolve() if name else path.resolve()
            known = ids.get(made.folder.resolve() / target.relative_to(made.folder.resolve()))
            if known is None and not fragment and target.is_file():
                continue  # a file to take along
            if known is None or (fragment and fragment not in known):
                broken.append(f"{path.name}: {href}")
    assert broken == []


def test_no_page_loads_anything_from_elsewhere(read_pages):
    wrong = [
        f"{path.name}: {address}"
        for path, page in read_pages.items()
        for address in loads(page)
        # 2026-11-28: the search field of each page leads to the search page, on the reader's word.
        if not re.match(r"#|data:image/|(\.\./)*(static/[a-z.]+|zoek\.html)$", address)
    ]
    assert wrong == []


def test_no_page_holds_a_script_of_its_own(read_pages):
    handlers = [
        (path.name, name)
        for path, page in read_pages.items()
        for e in page.all()
        for name in e.attrs
        if name.startswith("on") or (e.tag == "script" and name not in ("src", "defer"))
    ]
    assert handlers == []


def test_no_id_stands_twice_on_a_page(read_pages):
    def once(page: Element) -> bool:
        ids = [e.attrs["id"] for e in page.all() if "id" in e.attrs]
        return len(ids) == len(set(ids))

    assert _bad(read_pages, once) == []


def test_headings_start_at_one_and_skip_no_level(read_pages):
    def in_order(page: Element) -> bool:
        levels = [int(e.tag[1]) for e in page.all() if re.fullmatch("h[1-6]", e.tag)]
        steps = (b - a for a, b in pairwise(levels))
        return levels.count(1) == 1 and levels[0] == 1 and max(steps) <= 1

    assert _bad(read_pages, in_order) == []


def test_a_page_about_a_wijk_weighs_at_most_150_kilobytes(made: Made):
    wijken = [p for p in made.pages if p.name.startswith("WK") and p.parent.name != "buurt"]
    # 2026-11-28: the wijkfoto, the team sheet and the summary for the council.
    assert len(wijken) == 3 * len(WIJKEN)
    heavy = {p.name: p.stat().st_size for p in wijken if p.stat().st_size > MAX_BYTES}
    assert heavy == {}


def test_a_name_that_looks_like_a_script_is_shown_and_never_run(made: Made, read_pages):
    page = read_pages[made.wijk("WK9906AA")]
    assert page.all("h1")[0].text == SCRIPT
    scripts = [e for page in read_pages.values() for e in page.all("script")]
    # 2026-11-28: pages load files that every site carries; no page holds a script itself.
    shared = {f"static/{path.name}" for path in (made.folder / "static").glob("*.js")}
    loaded = {(e.attrs.get("src", "").removeprefix("../"), e.text) for e in scripts}
    assert loaded
    assert loaded <= {(name, "") for name in shared}
    listed = [p for p in made.pages if SCRIPT in p.read_text("utf-8")]
    assert listed == []


def test_text_from_the_wijk_is_shown_as_it_was_written(made_local: Made):
    heard = section(read(made_local.wijk("WK990601")), "gehoord")
    assert "Een plek om binnen te lopen <b>'s avonds</b>." in heard.text
    assert heard.all("b") == []


def test_what_was_said_without_consent_is_nowhere(made_local: Made):
    assert [p for p in made_local.pages if "Dit mag niemand lezen" in p.read_text("utf-8")] == []


def test_a_wijk_page_has_its_parts_in_the_fixed_order(wijk_pages):
    wrong = {
        code: found
        for code, page in wijk_pages.items()
        if (found := [h.attrs.get("id") for h in page.all("h2")]) != PARTS
    }
    assert wrong == {}


def test_every_part_of_a_wijk_page_says_something(wijk_pages):
    silent = [
        (code, part)
        for code, page in wijk_pages.items()
        for part in PARTS
        if len(section(page, part).text) < 60
    ]
    assert silent == []


@pytest.mark.parametrize("part", ["verandert", "ervaren", "gehoord", "helpt"])
def test_what_was_not_collected_is_called_so(wijk_pages, part):
    silent = [
        c for c, p in wijk_pages.items() if "Nog niet opgehaald." not in section(p, part).text
    ]
    assert silent == []


def test_all_seven_fields_stand_there_also_when_only_some_are_filled(made, made_local):
    for site in (made, made_local):
        text = section(read(site.wijk("WK990601")), "gehoord").text
        fields = (
            "Hoe bewoners de wijk ervaren", "Vragen en behoeften", "Ontmoetingspunten",
            "Sterke punten", "Wat wordt gemist", "Welzijn- en zorgaanbieders", "Buurtinitiatieven",
        )  # fmt: skip
        assert [field for field in fields if field not in text] == []


def test_the_survey_shows_its_range_and_how_many_answered(made_local: Made):
    page = read(made_local.wijk("WK990601"))
    text = section(page, "ervaren").text
    assert "14% (tussen 10% en 19%)" in text
    cells = [cell.text for cell in section(page, "ervaren").all("td")]
    assert "63" in cells
    assert "12%" in cells
    assert "geheim" in text
    assert "14% (tussen 10% en 19%) indicatie" in text
    assert "Burgerpeiling 2022" in text
    order = [text.index(f"Zegt iets over {name}") for name in ("veilig", "contacten", "eenzaam")]
    assert order == sorted(order)
    silent = section(page, "niet-gehoord").text
    assert "mensen van 18 tot 30 jaar" in silent
    assert "mensen van 75 jaar of ouder" in silent
    assert "30 tot 75" not in silent


def test_a_wijk_without_a_shown_estimate_says_that_too_few_took_part(made_local: Made):
    page = read(made_local.wijk("WK990602"))
    text = section(page, "ervaren").text
    assert "Burgerpeiling 2022" in text
    assert "te weinig mensen mee" in text
    assert "geheim" not in text
    assert "te weinig mensen mee" in section(page, "niet-gehoord").text


def test_a_profile_with_figures_of_rivm_says_how_origin_is_dealt_with(wijk_pages):
    words = "Wij gebruiken herkomst niet. Het RIVM gebruikt herkomst wel in zijn schatting."
    missing = [
        code
        for code, page in wijk_pages.items()
        if code not in EMPTY and words not in section(page, "profiel").text
    ]
    assert missing == []


def test_a_score_with_figures_of_rivm_says_what_it_would_be_without_them(wijk_pages):
    # The score of this one rests on registered figures alone, as its evidence says.
    registered = ("WK990601", "Werk, inkomen en schulden")
    for code, page in wijk_pages.items():
        for domain in page.all("details", "domein"):
            name = domain.all("span", "naam")[0].text
            is_scored = "te weinig cijfers" not in domain.all("summary")[0].text
            expected = is_scored and (code, name) != registered
            assert ("Zonder RIVM-cijfers" in domain.text) == expected, (code, name)


def test_a_council_gets_three_questions_and_one_is_about_safety_at_home(wijk_pages):
    for code, page in wijk_pages.items():
        asked = section(page, "raad").all("li")
        assert len(asked) == 3, code
        assert any("geweld thuis" in question.text for question in asked), code


UNCERTAIN = re.compile(
    r"weten wij niet|te weinig cijfers|niet zeker|spre(?:ekt|ken) .* tegen|geen open cijfer"
)


def test_each_question_for_the_council_is_tied_to_what_is_uncertain_or_contradicted(
    wijk_pages, made_local: Made
):
    local = read(made_local.wijk("WK990601"))
    for page in (*wijk_pages.values(), local):
        for question in section(page, "raad").all("li"):
            assert UNCERTAIN.search(question.text), question.text


@pytest.mark.parametrize("code", sorted(EMPTY))
def test_a_wijk_of_nobody_or_a_few_claims_nothing(wijk_pages, code):
    page = wijk_pages[code]
    kort = section(page, "kort")
    assert "Wij doen geen uitspraak" in kort.text
    assert not re.search(r"\d", kort.text)
    assert page.all("", "merk") == []
    assert page.all("svg", "strip") == []
    assert page.all("div", "advies") == []
    assert page.all("div", "staven") == []
    assert page.all("table", "cijfers") == []
    assert not CLASS_WORDS.search(page.text)


def test_a_wijk_of_a_few_is_pointed_to_the_team_of_its_area(wijk_pages):
    team = section(wijk_pages["WK990610"], "team")
    assert [a.attrs["href"] for a in team.all("a")] == ["index.html#team-TG9906-05"]


def test_one_word_of_blame_or_ranking_is_too_many(read_pages):
    words = re.compile(
        r"\b(slechtste|beste wijk|achterstandswijk|probleemwijk|scoort slecht)\b", re.I
    )
    assert _bad(read_pages, lambda page: not words.search(page.text)) == []


def test_a_link_to_a_made_up_table_is_not_shown(made: Made, made_local: Made):
    assert "https://" not in " ".join(
        a.attrs["href"] for a in read(made.folder / "bronnen.html").all("a")
    )
    real = read(made_local.folder / "bronnen.html").all("a")
    assert any(a.attrs["href"].startswith("https://") for a in real)


def test_equal_rows_give_equal_pages(made: Made, tmp_path: Path):
    from tests.site.conftest import OPTIONS
    from wijkfoto.site import render_site

    render_site(made.database, tmp_path, OPTIONS, downloads=made.downloads)
    differ = [
        p.name
        for p in made.pages
        if p.read_bytes() != (tmp_path / p.relative_to(made.folder)).read_bytes()
    ]
    assert differ == []
