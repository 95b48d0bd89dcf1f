"""The page as files over HTTP: who gets it, how it stays fresh, what it may never contain."""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.application import create_app
from api.web.page import STATIC, prefers_html, release
from tests.api.service import Files, Service, app_on, assert_problem, serving
from tests.servers import ROOT

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
HEAVIEST = 80 * 1024
"""Bytes on the line."""
NAMES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
SCRIPTS = [name for name in NAMES if name.endswith(".js")]
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    r"|DOMParser|createContextualFragment|setAttribute\(\"(style|on)"
)
ELSEWHERE = re.compile(r"(?:https?:)?//[\w-]+\.")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|javascript:", re.I)
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}


def text_of(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    files = Files(tmp_path_factory.mktemp("files"))
    with serving(app_on(files), files) as running:
        yield running


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("TEXT/HTML ; charset=utf-8", True),
        ("application/json;q=0.5, text/html;q=0.5", True),
        ("*/*", False),
        ("", False),
        ("text/*", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=0", False),
        ("text/html;q=much", False),
        ("application/json", False),
    ],
)
def test_only_who_asks_for_html_gets_the_page(accept: str, html: bool) -> None:
    assert prefers_html(accept) is html


@pytest.mark.parametrize("accept", ["*/*", "application/json"])
def test_programs_get_the_index_byte_for_byte(service: Service, accept: str) -> None:
    index = service.http.get("/", headers={"Accept": accept})
    assert index.headers["content-type"] == "application/json"
    body = index.text
    assert body.startswith('{"message":"API Multi-Agente con Memoria Persistente","endpoints":{')
    assert "static" not in body


def test_the_page_is_in_no_document() -> None:
    assert not any("static" in path for path in create_app().openapi()["paths"])


@pytest.mark.parametrize("path", ["/", *(f"/static/{name}" for name in NAMES)])
def test_every_file_is_served_strictly_and_asked_for_again(service: Service, path: str) -> None:
    plain = {"Accept": BROWSER, "Accept-Encoding": "identity"}
    first = service.http.get(path, headers=plain)
    assert first.status_code == 200
    policy = dict(
        part.split(" ", 1) for part in first.headers["content-security-policy"].split("; ")
    )
    assert policy == STRICT
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert first.headers["cache-control"] == "no-cache"
    kind = {"": "html", ".html": "html", ".css": "css", ".js": "javascript", ".svg": "svg+xml"}
    assert kind[Path(path).suffix] in first.headers["content-type"]

    known = plain | {"If-None-Match": f'"other", W/{first.headers["etag"]}'}
    assert service.http.get(path, headers=known).status_code == 304
    head = service.http.head(path, headers=plain)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(first.content))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "index.html"])
def test_the_page_s_addresses_name_a_version_and_are_kept(service: Service, name: str) -> None:
    versioned = service.http.get(f"/static/{release().version}/{name}")
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert versioned.content == (STATIC / name).read_bytes()
    assert versioned.headers["content-security-policy"]
    another = service.http.get(f"/static/{'0' * 16}/{name}")
    assert another.headers["cache-control"] == "no-cache"
    assert another.content == versioned.content


def test_every_address_in_the_page_is_relative_and_names_the_version(service: Service) -> None:
    """So that a proxy may add a prefix, and an upgrade is seen at once."""
    shell = service.http.get("/", headers={"Accept": BROWSER}).text
    addresses = re.findall(r'(?:href|src)="([^"#]+)"', shell)
    assert len(addresses) > 40
    assert all(each.startswith(f"static/{release().version}/") for each in addresses)


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_has_an_absolute_address(name: str) -> None:
    text = text_of(name)
    imported = re.findall(r'(?:from |import\()"([^"]+)"', text)
    assert all(each.startswith("./" if name == "main.js" else "../") for each in imported)
    assert "/static" not in text
    fetched = re.findall(r"(?<!async )(?<!\.)\bfetch\((.{9})", text)
    assert fetched == (["`.${path}"] if name == "http/wire.js" else [])


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip, deflate, br", True),
        ("*", True),
        ("br;q=1.0, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("*, gzip;q=0", False),
        ("identity", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/main.js", "/docs/swagger-ui.css"])
def test_files_are_compressed_for_who_accepts_it(
    service: Service, path: str, accepted: str, compressed: bool
) -> None:
    asked = {"Accept": BROWSER, "Accept-Encoding": accepted}
    found = service.http.get(path, headers=asked)
    assert ("content-encoding" in found.headers) is compressed
    assert "Accept-Encoding" in found.headers["vary"]
    plain = service.http.get(path, headers=asked | {"Accept-Encoding": "identity"})
    assert plain.content == found.content
    assert (plain.headers["etag"] != found.headers["etag"]) is compressed
    assert int(found.headers["content-length"]) < len(plain.content) or not compressed
    again = service.http.get(path, headers=asked | {"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304


def test_the_page_says_that_it_depends_on_what_was_asked_for(service: Service) -> None:
    page = service.http.get("/", headers={"Accept": BROWSER})
    assert page.headers["vary"] == "Accept, Accept-Encoding"
    assert service.http.get("/", headers={"Accept": "*/*"}).headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "name",
    [
        *("nothing.js", "index", "..%2fpage.py", "..%2f..%2fpyproject.toml", "%2e%2e/page.py"),
        *("../page.py", "%00index.html", "static%2findex.html", "index.html%00.js", "..\\page.py"),
        *(f"{'0' * 16}/", f"{'0' * 16}/..%2fpage.py", f"{'0' * 16}/../page.py", "0/main.js"),
        *("shell", "shell/", "shell/../../page.py", "shell//dom.js", "shell/%2e%2e/index.html"),
    ],
)
def test_nothing_but_the_files_of_the_page_is_reachable(service: Service, name: str) -> None:
    assert_problem(service.http.get(f"/static/{name}"), 404, "not_found")


def test_files_are_only_read(service: Service) -> None:
    refused = assert_problem(service.http.post("/static/main.js"), 405, "method_not_allowed")
    assert refused["status"] == 405


def test_the_page_is_light() -> None:
    assert sum(len(each.compressed) for each in release().files.values()) <= HEAVIEST


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith((".js", ".html"))])
def test_no_script_makes_markup_or_code_of_text(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not MARKUP.search(text)
    assert not (name.endswith(".html") and INLINE.search(text))


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".svg")])
def test_nothing_comes_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not ELSEWHERE.search(text)


def test_no_colour_needs_a_browser_of_this_year() -> None:
    sheets = "".join(text_of(name) for name in NAMES if name.endswith(".css"))
    sheets = re.sub(r"/\*.*?\*/", "", sheets)
    assert "light-dark(" not in sheets
    light, dark = (
        set(re.findall(r"(--[\w-]+):", sheets.split(f":root{rule} {{")[1].split("}")[0]))
        for rule in ("", '[data-colours="dark"]')
    )
    assert light == dark | {"--radius"}


def test_only_one_module_keeps_anything_in_the_browser() -> None:
    """So signing out, which empties it, misses nothing; `early.js` only reads."""
    keeping = re.compile(r"(local|session)Storage|indexedDB|caches\b|\.cookie|serviceWorker")
    keepers = {name for name in SCRIPTS if keeping.search(text_of(name))}
    assert keepers == {"shell/keep.js", "shell/early.js"}
    assert "setItem" not in text_of("shell/early.js")
    assert 'OF_THE_DEVICE = ["tema", "idioma"];' in text_of("shell/keep.js")


def test_both_languages_say_the_same_things() -> None:
    spoken = [
        set(
            re.findall(
                r"^  (\w+):", (STATIC / f"language/texts-{each}.js").read_text("utf-8"), re.M
            )
        )
        for each in ("es", "en")
    ]
    only = spoken[0] ^ spoken[1]
    # The service's own sentences are Spanish, so only English needs words of its own for them.
    assert not {key for key in only if not key.startswith("problem_")}
    used = "".join((STATIC / name).read_text("utf-8") for name in NAMES)
    assert not {key for key in spoken[0] if not re.search(rf"[\"`_]{key.split('_')[-1]}\b", used)}


def test_all_modules_are_asked_for_at_once() -> None:
    """Otherwise a browser learns of each only from the one that imports it."""
    shell = (STATIC / "index.html").read_text("utf-8")
    scripts = {name for name in NAMES if name.endswith(".js")} - {"main.js", "shell/early.js"}
    assert set(re.findall(r'rel="modulepreload" href="static/([^"]+)"', shell)) == scripts


def test_an_installed_copy_has_the_files(tmp_path: Path) -> None:
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("api", "graph", "tools", "pyproject.toml", "README.md", "LICENSE"):
        (copy / name).symlink_to(ROOT / name)
    subprocess.run(  # noqa: S603 - our own fixed command
        [sys.executable, "-W", "ignore", "-c", build, str(tmp_path)],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert {f"api/web/static/{name}" for name in NAMES} <= packed
