"""Whatever strangers and colleagues write, it is words: nothing of it runs, asks anybody or becomes a page.

Payloads stand wherever a conversation has words, for the visitor (in a page without a policy of its own) and
for the operator. A canary hears what would run; each request to another host is told.
"""

import base64
import json
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser.admin.conftest import Open, Visit
from tests.browser.admin.shop import come, put_shop
from tests.browser.admin.steps import call, find_person, person, send, sign_in, write_key
from tests.browser.admin.visitor import Visitor
from tests.browser.widget.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("shop"), pytest.mark.timeout(180)]

FAR = "https://far.example"
PAYLOADS = (
    "<script>caught(1)</script>",
    "<img src=x onerror=caught(2)>",
    f"<img src={FAR}/3.png>",
    "<svg/onload=caught(4)><svg><script>caught(4)//",
    "'\"><body onpageshow=caught(5)><input autofocus onfocus=caught(5)>",
    f'<iframe srcdoc="<script>parent.caught(6)</script>"></iframe><iframe src={FAR}/6></iframe>',
    "javascript:caught(7)",
    "[words](javascript:caught(8)) <javascript:caught(8)>",
    "data:text/html,<script>opener.caught(9)</script>",
    "{{constructor.constructor('caught(10)')()}} {% raw %}${caught(10)}",
    f"<style>@import '{FAR}/11';*{{background:url({FAR}/11)}}</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=caught(12)>",
    "--><!-- ]]><details open ontoggle=caught(13)>",
    '<a href="https://shop.example/" onmouseover=caught(14)>over</a> www.x.example"onclick=caught(14)',
    f"<link rel=stylesheet href={FAR}/15><meta http-equiv=refresh content='0;{FAR}/15'><base href={FAR}/>",
    '{"__proto__":{"dangerouslySetInnerHTML":{"__html":"<img src=x onerror=caught(16)>"}}}',
    "\u202egnp.exe\u202c \u2066\u200f \ufeff \U000e0041",
    "<otklik-chat></otklik-chat><template shadowrootmode=open><img src=x onerror=caught(18)></template>",
)
NAMES = PAYLOADS[0], PAYLOADS[1], PAYLOADS[4]
"""For places that show one at a time: a script, an element with a handler, the end of an attribute."""
ALL = " ".join((NAMES[0], NAMES[1], NAMES[2]))
CANARY = "window.caught = number => console.error(`CAUGHT ${number}`); window.alert = window.caught;"
# What only markup that was taken for markup leaves behind.
FOREIGN = """() => {
    const roots = [document, document.querySelector('otklik-chat')?.shadowRoot].filter(Boolean);
    const kinds = 'script:not([src]), iframe, object, embed, math, base, meta[http-equiv], template, '
        + 'link[href*="far.example"], img[src*="far.example"], [href^="javascript:" i], [href^="data:" i]';
    return roots.flatMap(root => [...root.querySelectorAll('*')])
        .filter(each => each.matches(kinds) || each.getAttributeNames().some(name => name.startsWith('on')))
        .map(each => each.outerHTML.slice(0, 200));
}"""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYAAAAAIAAeIhvDMAAAAASUVORK5CYII="
)
RUN = b"<script>opener ? opener.caught(99) : alert(99)</script>"
FILES = {
    "page.png": b"<!doctype html>" + RUN,
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(98)'>" + RUN + b"</svg>",
    "both.png": PNG + RUN,
    "photo.jpg.html": b"<html>" + RUN,
    "letter.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'>" + RUN + b"</html>",
    "game.exe": b"MZ" + bytes(100),
    "42.zip": b"PK\x03\x04" + bytes(26) + b"\xff" * 30,
    "annexe\u202egnp.exe": b"MZ" + bytes(100),
    "x" * 300 + ".txt": b"words",
    "<img src=x onerror=caught(97)>.txt": b"words",
    '";\r\nX-Evil: 1;.txt': b"words",
}
SHOWN = {"both.png"}
"""A picture whatever follows it; everything else is saved."""


@dataclass(slots=True)
class Canary:
    """Hears what a window runs and asks that it should not."""

    visit: Visit
    own: set[str]
    asked: list[str] = field(default_factory=list)

    def listen(self) -> None:
        self.visit.page.add_init_script(CANARY)
        self.visit.context.on("request", lambda request: self._note(request.url))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob"} and parts.netloc not in self.own:
            self.asked.append(url)

    def check(self) -> None:
        page = self.visit.page
        assert page.evaluate(FOREIGN) == [], page.url
        assert self.asked == []
        # That a sound needs a touch first is no matter of words.
        heard = [each for each in self.visit.complaints if "AudioContext" not in each]
        assert heard == [], page.url


def bring_files(visitor: Visitor) -> list[int]:
    """The ids of all files, each brought under its own name."""
    found = []
    for name, data in FILES.items():
        kept = visitor.bring(name, data)
        assert kept["is_picture"] is (name in SHOWN), name
        assert len(kept["name"].encode()) <= 255, "file systems take no longer ones"
        assert not set(kept["name"]) & set("\u202e\r\n/\\"), name
        found.append(kept["id"])
    return found


def write_everywhere(desk: Visit, visitor: Visitor) -> None:
    """Words in each place that has some, by whoever may write there."""
    send(desk, {**person("hostile@shop.example"), "traits": {"email": "hostile@shop.example", "name": ALL}})
    for payload in PAYLOADS:
        visitor.say(payload)
    files = bring_files(visitor)
    visitor.say("Files", files=files[:10])
    visitor.say("A file", files=files[10:])
    visitor.call("contact", {"name": ALL, "email": "stranger@shop.example"})
    talk = visitor.conversation
    call(desk, "PATCH", "/me", {"name": ALL[:100]})
    tags = [str(call(desk, "POST", "/tags", {"name": name})["tag"]) for name in NAMES[:2]]
    team = call(desk, "POST", "/inbox/teams", {"name": NAMES[1], "mode": "take"})["id"]
    changed = {"subject": ALL, "tags_add": tags, "team": team}
    call(desk, "PATCH", f"/inbox/conversations/{talk}", changed)
    for number, payload in enumerate(PAYLOADS):
        part = {"kind": "message", "body": payload, "client_key": f"a{number}", "force": True}
        call(desk, "POST", f"/inbox/conversations/{talk}/parts", part)
    note = {"kind": "note", "body": ALL, "client_key": "note"}
    call(desk, "POST", f"/inbox/conversations/{talk}/parts", note)
    call(desk, "POST", "/inbox/replies", {"title": NAMES[1], "body": ALL, "shortcut": "x"})
    call(desk, "POST", "/tasks", {"title": ALL, "note": ALL, "conversation_id": talk})
    told = {"en": ALL}
    settings = call(desk, "GET", "/inbox/chat-settings")
    changed = {"title": {"en": NAMES[0]}, "greeting": told, "offline_text": told}
    call(desk, "PUT", "/inbox/chat-settings", {**settings, **changed})


def look_at_the_desk(desk: Visit, canary: Canary, visitor: Visitor) -> None:
    page = desk.go(f"/inbox/{visitor.conversation}?view=open")
    feed = page.get_by_role("log")
    for payload in PAYLOADS[-4:]:
        expect(feed.get_by_text(payload.split("\u202e")[0] or "gnp.exe").first).to_be_visible()
    expect(page.get_by_role("list").get_by_role("listitem").first).to_contain_text("<script>")
    visitor.call("typing", {"conversation_id": visitor.conversation, "text": ALL})
    canary.check()
    page.get_by_role("textbox", name="Reply", exact=True).press_sequentially("#x")
    expect(page.get_by_role("option").first).to_contain_text("<img src=x")
    canary.check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Search all conversations").click()
    page.get_by_role("searchbox").fill("<script>caught")
    expect(page.get_by_role("region", name="What was found").locator("mark").first).to_be_visible()
    canary.check()
    card = find_person(desk, "stranger@shop.example")
    paths = ("visitors", "replies", "statistics?by=team")
    for path in (
        *(f"/inbox/{each}" for each in paths),
        f"/people/{card}",
        "/tasks",
        "/settings/teams",
        "/people",
    ):
        desk.go(path)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        expect(page.get_by_text("onerror=caught(2)").first).to_be_attached()
        canary.check()


def arrive(shopper: Visit, site: Site, desk: Visit) -> Visitor:
    """A page without a policy, whose title is hostile too; what follows is said with its browser's token."""
    key = write_key(desk)
    put_shop(site, desk.url, key, does=f"document.title = {json.dumps(ALL)};")
    with shopper.page.expect_response("**/chat/hello") as heard:
        come(shopper, f"{site.url}/?q={quote(ALL)}")
    return Visitor(desk.url, key, token=heard.value.json()["token"])


def look_at_the_chat(page: Page, canary: Canary) -> None:
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_text("<script>caught(1)</script>").first).to_be_visible()
    canary.check()
    row, words = page.get_by_role("button").filter(has_text="<otklik-chat>"), page.get_by_text(PAYLOADS[7])
    expect(row.or_(words).first).to_be_attached()
    if words.count() == 0:  # it opened with the list
        row.first.click()
    for payload in (PAYLOADS[-1], PAYLOADS[7], PAYLOADS[2]):
        expect(page.get_by_text(payload).first).to_be_attached()
    canary.check()


def open_files(page: Page, visitor: Visitor, url: str) -> None:
    """Each link by itself, as if it were sent to somebody: a picture, or something to save."""
    parts = visitor.call(f"conversations/{visitor.conversation}")["parts"]
    links = {file["name"]: file["url"] for part in parts for file in part["data"].get("files", [])}
    assert len(links) == len(FILES)
    for name, link in sorted(
        links.items(), key=lambda each: each[0] in SHOWN
    ):  # from its page nothing is saved
        if name in SHOWN:
            answer = page.goto(url + link)
            assert answer is not None
            assert page.evaluate("document.contentType") == "image/png"
            continue
        with page.expect_download() as saved:
            page.evaluate("href => { location.href = href; }", url + link)
        assert "\u202e" not in saved.value.suggested_filename


def test_nothing_that_is_written_runs_anywhere(open_window: Open, site: Site) -> None:
    desk, shopper = open_window(), open_window()
    sign_in(desk)
    own = {urlsplit(desk.url).netloc, urlsplit(site.url).netloc}
    seen, heard = Canary(desk, own), Canary(shopper, own)
    for each in (seen, heard):
        each.listen()
    visitor = arrive(shopper, site, desk)
    write_everywhere(desk, visitor)
    look_at_the_desk(desk, seen, visitor)
    look_at_the_chat(shopper.page, heard)
    open_files(shopper.page, visitor, desk.url)
    # What shows a picture alone is the browser's own page, whose styles the file's policy forbids.
    assert [each for each in shopper.complaints if "CAUGHT" in each] == []
    assert heard.asked == []
    desk.page.evaluate("caught(0)")
    assert "CAUGHT 0" in desk.complaints, "the canary sings"
