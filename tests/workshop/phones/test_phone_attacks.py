"""Everything that somebody with a phone and bad intentions may send: what it answers, and what is stored then."""

import json
import socket
import time

import pytest
from jinja2.filters import escape

from cxresearch.errors import SurveyFileError
from cxresearch.workshop.board import Workshop
from cxresearch.workshop.phones import keys
from cxresearch.workshop.phones.limits import PhoneLimits
from tests.workshop.phone_client import FORM, Phone, raw, read_all, status_of


@pytest.fixture
def room(tmp_path):
    with Workshop(tmp_path / "room") as workshop:
        workshop.serve()
        yield workshop


@pytest.fixture
def phone(room):
    return Phone(room.serve()).join()


@pytest.fixture
def quick(tmp_path):
    """A room whose server waits one second, not fifteen."""
    with Workshop(tmp_path / "quick") as workshop:
        workshop.serve(limits=PhoneLimits(patience=1.0, connections=50))
        yield workshop


def stored(room) -> list[str]:
    return room.answers(everything=True, exact=True).text.tolist()


def head_of(phone: Phone, step: str = "", method: str = "GET", *more: str) -> bytes:
    cookie = "; ".join(f"{name}={value}" for name, value in phone.cookies.items())
    lines = [f"{method} {phone.path}{step} HTTP/1.1", f"Host: {phone.netloc}", f"Cookie: {cookie}", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


# -- the token -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token",
    ["", "0", "wrong", "0" * 20, "0" * 19, "0" * 21, "0" * 5000, "%00", "%2e%2e", "t\u00f6ken", "..", "who", "{{1}}"],
)
def test_a_wrong_token_finds_nothing(room, phone, token):
    page, told = phone.get(), Phone(room.serve()).ask("GET", "/favicon.ico")
    path = "/" + token.encode("utf-8").decode("latin-1") + "/"
    head = f"GET {path} HTTP/1.1\r\nHost: {phone.netloc}\r\nConnection: close\r\n\r\n"
    assert status_of(raw(phone.address, head.encode("latin-1"))) == 404
    if token.isascii():
        got = phone.ask(
            "POST", f"/{token}/answer", f"form={page.form}&key={page.key}&question=1&text=x".encode(), Content_Type=FORM
        )
        assert (got.status, got.text) == (404, told.text), "a wrong token must look like any wrong address"
    assert stored(room) == []


def test_a_nearly_right_token_finds_nothing(room, phone):
    token = phone.path.strip("/")
    for at in (0, 10, 19):
        other = "1" if token[at] != "1" else "2"
        got = phone.ask("GET", f"/{token[:at]}{other}{token[at + 1 :]}/")
        assert got.status == 404
        assert "Staff" not in got.text
    assert phone.ask("GET", f"/{token[:-1]}/").status == phone.ask("GET", f"/{token}0/").status == 404


def test_the_token_is_compared_in_constant_time(room, phone, monkeypatch):
    compared = []
    honest = keys.hmac.compare_digest

    def spy(given, token):
        compared.append((given, token))
        return honest(given, token)

    monkeypatch.setattr(keys.hmac, "compare_digest", spy)
    token = phone.path.strip("/")
    for given in (token, "", "0", token[:-1], "z" * 20):
        compared.clear()
        phone.ask("GET", f"/{given}/")
        assert (given.encode(), token.encode()) in compared


def test_the_token_has_a_hundred_bits_and_is_not_shown_by_mistake(room):
    token = room.serve().strip("/").rsplit("/", 1)[1]
    assert len(token) * 5 >= 96
    assert len({keys.new_keys().token for _ in range(1000)}) == 1000
    assert token not in repr(room)
    assert token not in repr(keys.kept_keys(room.folder))


@pytest.mark.parametrize(
    "rest",
    ["../../etc/passwd", "..%2f..%2fetc%2fpasswd", "....//etc/passwd", "%2e%2e/%2e%2e/phones.json", "style.css",
     "write.html", "../phones.json", "phones.json", "workshop.sqlite", "\\..\\phones.json", "who/", "answer/../who",
     "_room_for_more", "__class__"],
)  # fmt: skip
def test_there_are_no_files_behind_the_pages(room, phone, rest):
    got = raw(phone.address, head_of(phone, rest, "GET", "Connection: close"))
    assert status_of(got) == 404
    for secret in (b"root:", b"secret", b"SQLite", b"{%"):
        assert secret not in got


# -- who sends -------------------------------------------------------------------------------------


def test_without_a_cookie_nothing_is_stored(room, phone):
    page = phone.get()
    fields = {"form": page.form, "key": page.key, "question": 1, "text": "not mine"}
    got = Phone(phone.address).post("answer", fields)
    assert got.status == 403
    assert "not mine" in got.text, "the words come back"
    assert stored(room) == []


def test_a_forged_cookie_is_nobody(room, phone):
    page = phone.get()
    (name, value), = [pair for pair in phone.cookies.items() if "person" in pair[0]]  # fmt: skip
    other = '1"' if value[-2] == "0" else '0"'
    broken = value[:-2] + other
    for forged in (broken, value.replace("2|1", "1|1"), '"e30="', "x", value.replace("|", "||"), "A" * 5000):
        thief = Phone(phone.address, {name: forged})
        assert "I am here as" in thief.get().text
        got = thief.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": "forged"})
        assert got.status == 403
    assert stored(room) == []


def test_a_cookie_of_another_workshop_is_nobody(room, phone, tmp_path):
    with Workshop(tmp_path / "other") as other:
        stranger = Phone(other.serve()).join()
        mark = next(name for name in phone.cookies if "person" in name)
        taken = next(value for name, value in stranger.cookies.items() if "person" in name)
        stranger.get()
        got = Phone(phone.address, {mark: taken}).get()
        assert "I am here as" in got.text
        assert other.answers().empty
    assert stored(room) == []


@pytest.mark.parametrize("code", [None, "", "0" * 64, "stolen", "f\u00f6rm"])
def test_without_the_code_of_the_form_nothing_is_stored(room, phone, code):
    page, fields = phone.get(), {"key": "k" * 20, "question": 1, "text": "from elsewhere"}
    thief = Phone(phone.address).join("Customers")
    given = {None: {}, "stolen": {"form": thief.get().form}}.get(code, {"form": code})
    assert phone.post("answer", fields | given).status == 403
    assert phone.post("change", {"answer": "a1", "do": "withdraw"} | given).status == 403
    assert phone.post("vote", {"answer": "a1"} | given).status == 403
    assert phone.post("who", {"audience": "Customers", "table": "1"} | given).status == 403
    assert stored(room) == []
    assert phone.post("answer", fields | {"form": page.form}).status == 303


def test_a_form_on_another_site_is_refused(room, phone):
    page = phone.get()
    fields = {"form": page.form, "key": page.key, "question": 1, "text": "from another site"}
    for site in ("cross-site", "same-site"):
        assert phone.post("answer", fields, Sec_Fetch_Site=site).status == 403
    assert stored(room) == []
    assert phone.post("answer", fields, Sec_Fetch_Site="same-origin").status == 303


def test_cookies_stay_in_this_workshop(room):
    phone = Phone(room.serve())
    page = phone.get()
    joined = phone.post("who", {"form": page.form, "audience": "Staff", "table": "1"})
    for got in (page, joined):
        cookie = got.headers["Set-Cookie"]
        for part in ("HttpOnly", "SameSite=Strict", f"Path={phone.path}"):
            assert part in cookie
        assert "Domain" not in cookie


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "", "127.0.0.1:{port}@evil.example",
             "localhost.evil.example:{port}", "127.0.0.1:{port}\x00", "10.0.0.1:{port}"],
)  # fmt: skip
def test_a_name_that_was_pointed_here_finds_nothing(room, phone, host):
    page = phone.get()
    body = f"form={page.form}&key={page.key}&question=1&text=x".encode()
    name = host.format(port=phone.port)
    more = (f"Content-Type: {FORM}", f"Content-Length: {len(body)}", "Connection: close")
    head = head_of(phone, "answer", "POST", *more)
    got = raw(phone.address, head.replace(f"Host: {phone.netloc}".encode(), f"Host: {name}".encode()) + body)
    assert status_of(got) in (404, 400)
    assert stored(room) == []


def test_two_hosts_or_none_find_nothing(room, phone):
    two = head_of(phone, "", "GET", "Host: evil.example", "Connection: close")
    assert status_of(raw(phone.address, two)) in (400, 404)
    none = head_of(phone, "", "GET", "Connection: close").replace(f"Host: {phone.netloc}\r\n".encode(), b"")
    assert status_of(raw(phone.address, none)) in (400, 404)
    assert b"Staff" not in raw(phone.address, none)


# -- too much, too slow ----------------------------------------------------------------------------


def test_a_body_over_the_limit_is_refused_in_words(room, phone):
    page = phone.get()
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": "x" * 70_000})
    assert got.status == 413
    assert "smaller pieces" in got.text
    assert stored(room) == []


def test_a_huge_body_is_not_read(room, phone):
    head = head_of(phone, "answer", "POST", f"Content-Type: {FORM}", "Content-Length: 50000000")
    began = time.monotonic()
    got = raw(phone.address, head + b"text=" + b"x" * 5000)
    assert status_of(got) == 400
    assert time.monotonic() - began < 9, "told at once, not after a silence"
    assert stored(room) == []


def test_an_endless_body_is_cut_off(room, phone):
    head = head_of(phone, "answer", "POST", f"Content-Type: {FORM}", "Transfer-Encoding: chunked")
    sent = 0
    with socket.create_connection((phone.host, phone.port), timeout=10) as link:
        link.sendall(head)
        try:
            while sent < 50_000_000:
                link.sendall(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
                sent += 0x2000
        except OSError:
            pass
    assert sent < 20_000_000, "the connection must be closed long before"
    assert stored(room) == []
    assert phone.answer("still there").status == 303


@pytest.mark.parametrize("part", [b"GET ", b"header", b"body"])
def test_a_slow_client_is_dropped_and_others_are_served(quick, part):
    phone = Phone(quick.serve()).join()
    slow = {
        b"GET ": f"GET {phone.path} HT".encode(),
        b"header": head_of(phone)[:-2] + b"X-Slow: ",
        b"body": head_of(phone, "answer", "POST", f"Content-Type: {FORM}", "Content-Length: 5000") + b"text=",
    }[part]
    with socket.create_connection((phone.host, phone.port), timeout=20) as link:
        link.sendall(slow)
        began, alive = time.monotonic(), True
        while alive and time.monotonic() - began < 15:
            time.sleep(0.1)
            try:
                link.sendall(b"a")
                link.settimeout(0.01)
                alive = link.recv(100) != b""
            except TimeoutError:
                continue
            except OSError:
                alive = False
        assert not alive, "one byte at a time must not hold a connection"
        assert time.monotonic() - began < 10
    assert phone.answer("meanwhile").status == 303
    assert stored(quick) == ["meanwhile"]


def test_many_silent_connections_shut_nobody_out(quick):
    phone = Phone(quick.serve()).join()
    links = [socket.create_connection((phone.host, phone.port), timeout=5) for _ in range(200)]
    try:
        assert phone.answer("in between").status == 303
    finally:
        for link in links:
            link.close()
    assert stored(quick) == ["in between"]


@pytest.mark.parametrize("bomb", ["one", "many", "line"])
def test_too_many_headers_are_refused(room, phone, bomb):
    more = {"one": ["X: " + "x" * 30_000], "many": [f"X-{n}: y" for n in range(4000)], "line": []}[bomb]
    head = head_of(phone, "x" * 30_000 if bomb == "line" else "", "GET", *more)
    try:
        got = raw(phone.address, head, timeout=5)
    except OSError:
        got = b""
    assert status_of(got) in (0, 400, 431)
    assert phone.answer("after").status == 303


@pytest.mark.parametrize("method", "PUT DELETE PATCH OPTIONS TRACE CONNECT post GETPOST HEAD2".split())
def test_other_methods_do_nothing(room, phone, method):
    phone.answer("stays")
    body = f"form={phone.get().form}&answer=a1&do=withdraw".encode()
    head = head_of(
        phone, "change", method, f"Content-Type: {FORM}", f"Content-Length: {len(body)}", "Connection: close",
        "X-HTTP-Method-Override: POST",
    )  # fmt: skip
    got = raw(phone.address, head + body)
    assert status_of(got) in (400, 405)
    assert room.answers().text.tolist() == ["stays"]


def test_a_method_in_a_header_or_field_counts_for_nothing(room, phone):
    page = phone.get()
    got = phone.ask(
        "GET", f"{phone.path}answer?form={page.form}&key={page.key}&question=1&text=x", X_HTTP_Method_Override="POST"
    )
    assert got.status == 405
    assert got.headers["Allow"] == "POST"
    assert phone.ask("GET", f"{phone.path}?_method=POST&text=x").status == 200
    assert stored(room) == []


def test_a_head_has_no_body(room, phone):
    got = raw(phone.address, head_of(phone, "", "HEAD", "Connection: close"))
    assert status_of(got) == 200
    assert got.endswith(b"\r\n\r\n")
    assert stored(room) == []


def test_one_request_hidden_in_another_is_refused(room, phone):
    page = phone.get()
    inner = head_of(phone, "answer", "POST", f"Content-Type: {FORM}", "Content-Length: 0")
    outer = head_of(
        phone, "answer", "POST", f"Content-Type: {FORM}", f"Content-Length: {len(inner) + 5}",
        "Transfer-Encoding: chunked",
    )  # fmt: skip
    got = raw(phone.address, outer + b"0\r\n\r\n" + inner, timeout=3)
    assert status_of(got) == 400
    assert got.count(b"HTTP/1.1") == 1
    assert page.status == 200
    assert stored(room) == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", json.dumps({"text": "x", "question": 1}).encode()),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--x--'),
        ("text/plain", b"text=x"),
        ("", b"text=x"),
        (FORM, b"text=%ff%fe"),
        (FORM, b"text=\xff\xfe"),
        (FORM, b"&".join(b"a%d=1" % n for n in range(5000))),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(room, phone, kind, body):
    got = phone.ask("POST", phone.path + "answer", body, Content_Type=kind)
    assert got.status == 400
    assert stored(room) == []


# -- what is written -------------------------------------------------------------------------------

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</textarea><script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw secret %}{# x #}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "javascript:alert(1)",
    "&lt;b&gt; &amp; &#60;",
    "<!-- --><style>*{display:none}</style>",
    "<a href='http://evil.example'>click</a>",
    "<b>bold</b> and 1 < 2 > 0",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_text(room, phone, text):
    assert phone.answer(text).status == 303
    assert stored(room) == [text]
    pages = [phone.get(), phone.get("change", answer="a1")]
    assert pages[1].typed == text
    room.set_phase("vote")
    pages += [phone.get(), phone.post("vote", {"form": phone.get().form, "answer": "a1"}), phone.get()]
    room.set_phase("closed")
    pages.append(phone.post("answer", {"form": pages[0].form, "key": pages[0].key, "question": 1, "text": text}))
    assert [got.status for got in pages] == [200, 200, 200, 303, 200, 409]
    for got in pages:
        plain = got.text.partition("</style>")[2]
        if plain:
            assert str(escape(text)) in plain
        for opened in ("<script", "<img", "<svg", "<a href='http", "<b>bold", "onerror=alert(1)>", "<style"):
            assert opened not in plain


def test_a_table_with_markup_is_shown_as_text(room):
    phone = Phone(room.serve()).join(table='<script>"x"</script>')
    assert "<script" not in phone.get().text
    phone.answer("x")
    assert room.answers().loc[0, "group"] == '<script>"x"</script>'


def test_an_emoji_storm_is_kept(room, phone):
    storm = "\U0001f4a9\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3fd" * 333
    assert phone.answer(storm[:2000]).status == 303
    assert stored(room) == [storm[:2000]]


def test_marks_piled_up_are_kept(room, phone):
    pile = "Z" + "\u0335\u0489" * 900
    assert phone.answer(pile).status == 303
    assert stored(room) == [pile]


def test_a_turned_direction_stays_in_its_box(room, phone):
    turned = "\u202etxet siht nruter\u202d \u2066open"
    assert phone.answer(turned).status == 303
    assert stored(room) == [turned]
    page = phone.get().text
    assert f'<span class="words" dir="auto">{turned}</span>' in page
    assert ".words { display: block; unicode-bidi: isolate;" in page


def test_a_nul_is_kept_and_not_shown(room, phone):
    assert phone.answer("before\x00after").status == 303
    assert stored(room) == ["before\x00after"]
    page = phone.get().text
    assert "\x00" not in page
    assert "before\ufffdafter" in page


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u200b\u200b", "\x00"])
def test_an_empty_answer_is_refused_in_words(room, phone, text):
    got = phone.answer(text)
    assert got.status == 422
    assert "empty" in got.said
    assert stored(room) == []


def test_an_answer_of_20_kb_comes_back_whole(room, phone):
    text = "All of this was typed by hand. " * 700
    got = phone.answer(text)
    assert got.status == 422
    assert "2,000 fit" in got.said
    assert got.typed == text
    assert stored(room) == []


def test_lines_in_fields_stay_in_fields(room):
    phone = Phone(room.serve())
    page = phone.get()
    got = phone.post("who", {"form": page.form, "audience": "Staff\r\nSet-Cookie: a=b", "table": "4"})
    assert got.status == 422
    split = "A\r\nLocation: //evil.example\r\n\r\n<p>"
    got = phone.post("who", {"form": page.form, "audience": "Staff", "table": split})
    assert got.status == 303
    assert got.headers.get_all("Location") == [f"{phone.path}?done=joined"]
    got = phone.answer("line one\r\nline two", question=1)
    assert got.headers["Location"].count("\n") == 0
    page = phone.get()
    fields = {"form": page.form, "key": page.key, "text": "x"}
    assert phone.post("answer", fields | {"question": "1\r\nX: y"}).status == 404
    assert room.answers()[["group", "text"]].values.tolist() == [
        ["A Location: //evil.example <p>", "line one\nline two"]
    ]
    got = raw(phone.address, head_of(phone, "?question=1%0d%0aSet-Cookie:%20a=b", "GET", "Connection: close"))
    assert b"\r\nSet-Cookie" not in got


@pytest.mark.parametrize("audience", ["Suppliers", "", "staff", "Leadership ", "Staff' OR 1=1 --"])
def test_only_audiences_of_the_list(room, audience):
    phone = Phone(room.serve())
    got = phone.post("who", {"form": phone.get().form, "audience": audience, "table": "7"})
    assert got.status == 422
    assert "from the list" in got.said
    assert not any("person" in name for name in phone.cookies)


@pytest.mark.parametrize("question", ["0", "5", "-1", "1.0", "x", "1;drop table answers", "\u0661"])
def test_only_questions_of_the_workshop(room, phone, question):
    page = phone.get()
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": question, "text": "kept words"})
    assert got.status == 404
    assert "kept words" in got.text
    assert stored(room) == []


# -- twice, late, for others -----------------------------------------------------------------------


def test_a_double_tap_is_stored_once(room, phone):
    page = phone.get()
    fields = {"form": page.form, "key": page.key, "question": 1, "text": "once"}
    assert [phone.post("answer", fields).status for _ in range(5)] == [303] * 5
    assert stored(room) == ["once"]


def test_the_same_form_with_other_words_is_another_answer(room, phone):
    page = phone.get()
    for text in ("first", "second"):
        assert phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": text}).status == 303
    assert stored(room) == ["first", "second"]


def test_somebody_elses_answer_cannot_be_touched(room, phone):
    phone.answer("mine")
    thief = Phone(phone.address).join("Staff", "4")
    form = thief.get().form
    before = room.last_change
    assert thief.post("change", {"form": form, "answer": "a1", "text": "changed", "do": "change"}).status == 404
    assert thief.post("change", {"form": form, "answer": "a1", "do": "withdraw"}).status == 404
    assert thief.get("change", answer="a1").headers["Location"] == phone.path
    assert (stored(room), room.last_change) == (["mine"], before)


@pytest.mark.parametrize("answer", ["a2", "a0", "a-1", "1", "", "a1 OR 1=1", "a" + "9" * 40])
def test_an_answer_that_is_none_cannot_be_changed(room, phone, answer):
    phone.answer("mine")
    got = phone.post("change", {"form": phone.get().form, "answer": answer, "text": "changed", "do": "change"})
    assert got.status == 404
    assert "changed" in got.text
    assert stored(room) == ["mine"]


@pytest.mark.parametrize("phase", ["vote", "predict", "reveal", "closed"])
def test_after_the_close_nothing_is_stored_and_nothing_lost(room, phone, phase):
    page = phone.get()
    phone.answer("in time")
    room.set_phase(phase)
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": "too late <b>"})
    assert got.status == 409
    assert "Writing has ended" in got.text
    assert "too late &lt;b&gt;" in got.text
    for fields in ({"text": "changed", "do": "change"}, {"do": "withdraw"}):
        assert phone.post("change", {"form": page.form, "answer": "a1"} | fields).status == 409
    assert room.answers().text.tolist() == ["in time"]


def test_votes_over_the_limit_change_nothing(room, phone):
    ids = [room.add("Staff", "1", 1, f"answer {n}") for n in range(5)]
    room.set_phase("vote")
    form = phone.get().form
    assert phone.post("vote", {"form": form, "answer": ids[:2]}).status == 303
    got = phone.post("vote", {"form": form, "answer": ids[1:]})
    assert got.status == 422
    assert "four; pick three" in got.said
    assert got.text.count(" checked>") == 4, "what was marked is still marked"
    assert int(room.answers().votes.sum()) == 2
    assert room.answers().query("votes == 1").answer.tolist() == ids[:2]


def test_voting_twice_counts_once(room, phone):
    answer = room.add("Staff", "1", 1, "answer")
    room.set_phase("vote")
    form = phone.get().form
    for _ in range(3):
        assert phone.post("vote", {"form": form, "answer": [answer, answer]}).status == 303
    assert room.answers().votes.tolist() == [1]


@pytest.mark.parametrize("other", ["a99", "a2", "1", "", "a1;--"])
def test_a_vote_for_what_is_not_on_the_list_changes_nothing(room, phone, other):
    one, hidden = (room.add("Staff", "1", 1, text) for text in ("one", "an insult"))
    room.hide(hidden, "insult")
    assert hidden == "a2"
    room.set_phase("vote")
    got = phone.post("vote", {"form": phone.get().form, "answer": [one, other]})
    assert got.status == 422
    assert int(room.answers(everything=True).votes.sum()) == 0


def test_votes_outside_the_phase_are_refused(room, phone):
    answer = room.add("Staff", "1", 1, "one")
    assert phone.post("vote", {"form": phone.get().form, "answer": answer}).status == 409
    assert room.answers().votes.tolist() == [0]


def test_a_person_is_who_the_cookie_says(room, phone):
    phone.answer("mine", person="p1", audience="Leadership", group="9", key="short-key")
    phone.answer("mine", person="p1", audience="Leadership", group="9")
    rows = room.answers()
    assert rows.audience.unique().tolist() == ["Staff"]
    assert rows.group.unique().tolist() == ["Table 4"]
    assert "p1" not in rows.person.tolist()


def test_two_values_for_one_field_are_none(room, phone):
    page = phone.get()
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": [1, 2], "text": "x"})
    assert got.status == 404
    got = phone.post("answer", {"form": page.form, "key": page.key, "question": 1, "text": ["x", "y"]})
    assert got.status == 422
    assert stored(room) == []


@pytest.mark.parametrize("value", ["11", "-1", "nan", "1e1", "5.5", "", "x", "\u0665"])
def test_a_guess_off_the_scale_changes_nothing(room, value):
    room.set_topics(["Billing"])
    room.set_phase("predict")
    phone = Phone(room.serve()).join("Leadership")
    number = room.topics[0].number
    got = phone.post("guess", {"form": phone.get().form, f"guess-{number}": value})
    assert got.status == 422
    assert room.guesses().empty


def test_only_those_who_guess_may_guess(room, phone):
    room.set_topics(["Billing"])
    room.set_phase("predict")
    assert room.serve(guessers=["Leadership"]) == phone.address
    got = phone.post("guess", {"form": phone.get("who").form, f"guess-{room.topics[0].number}": "5"})
    assert got.status == 403
    assert room.guesses().empty


# -- floods ----------------------------------------------------------------------------------------


def test_a_flood_from_one_phone_is_slowed_and_hurts_nobody_else(room):
    # Filling up slowly, so that a slow machine counts the same.
    phone = Phone(room.serve(limits=PhoneLimits(sends=(PhoneLimits().sends[0], 0.02)))).join()
    page = phone.get()
    statuses = []
    for n in range(60):
        got = phone.post("answer", {"form": page.form, "key": f"{page.key}{n}", "question": 1, "text": f"flood {n}"})
        statuses.append(got.status)
    assert set(statuses) == {303, 429}
    assert 30 <= statuses.count(303) < 35
    assert got.status == 429
    assert 1 <= int(got.headers["Retry-After"]) <= 60
    assert got.typed == "flood 59", "the words come back"
    assert "Wait" in got.said
    assert len(stored(room)) == statuses.count(303)
    other = Phone(phone.address).join()
    assert other.answer("calm").status == 303
    assert stored(room)[-1] == "calm"


def test_a_flood_from_many_phones_is_bounded(tmp_path):
    limits = PhoneLimits(all_sends=(40, 0.01), joins=(20, 0.01))
    with Workshop(tmp_path / "flood") as room:
        address = room.serve(limits=limits)
        phones = [Phone(address) for _ in range(30)]
        joined = []
        for phone in phones:
            got = phone.post("who", {"form": phone.get().form, "audience": "Staff", "table": "1"})
            joined.append(got.status)
            if got.status == 429:
                assert int(got.headers["Retry-After"]) > 0
        assert joined == [303] * 20 + [429] * 10
        statuses = [phone.answer(f"flood {n}").status for phone in phones[:20] for n in range(3)]
        assert statuses == [303] * 40 + [429] * 20
        assert len(stored(room)) == 40


def test_a_flood_of_looking_is_slowed(tmp_path):
    with Workshop(tmp_path / "look") as room:
        phone = Phone(room.serve(limits=PhoneLimits(looks=(5, 0.01)))).join()
        got = [phone.get() for _ in range(8)]
        assert [one.status for one in got][-3:] == [429] * 3
        assert 'http-equiv="refresh"' in got[-1].text
        assert Phone(phone.address).get().status == 200
        assert stored(room) == []


def test_a_full_workshop_says_so(tmp_path):
    with Workshop(tmp_path / "full") as room:
        address = room.serve(limits=PhoneLimits(answers=6, own_answers=4))
        one, other = Phone(address).join(), Phone(address).join()
        assert [one.answer(f"one {n}").status for n in range(5)] == [303] * 4 + [409]
        assert [other.answer(f"other {n}").status for n in range(3)] == [303, 303, 409]
        assert "as many answers as it can" in other.answer("more").text
        assert len(stored(room)) == 6


# -- what a page gives away ------------------------------------------------------------------------


def test_every_reply_is_guarded(room, phone):
    import base64
    import hashlib
    import re

    replies = [
        phone.get(),
        phone.get("wait"),
        phone.ask("GET", "/wrong/"),
        phone.ask("PUT", phone.path),
        phone.answer("x"),
        phone.answer(""),
        phone.post("answer", {"form": "no"}),
        phone.post("answer", {"text": "x" * 70_000}),
    ]
    assert [got.status for got in replies] == [200, 200, 404, 405, 303, 422, 403, 413]
    for got in replies:
        policy = got.headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
            assert part in policy
        assert "unsafe" not in policy
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert got.headers["Referrer-Policy"] == "no-referrer"
        assert got.headers["Cache-Control"] == "no-store"
        assert got.headers["Server"] is None
        assert "ornado" not in str(got.headers) + got.text
        if got.text:
            style = re.search(r"<style>(.*?)</style>", got.text, re.S)[1]
            digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            assert f"style-src 'sha256-{digest}'" in policy
            assert re.search(r"<script|javascript:| on\w+=| style=|http://|https://|src=", got.text) is None


def test_what_goes_wrong_inside_is_told_in_words_and_kept_for_the_facilitator(room, phone, monkeypatch, capfd, caplog):
    def full(*given, **named):
        raise SurveyFileError(f"The disk that holds {room.path} is full")

    def broken(*given, **named):
        raise ZeroDivisionError("secret detail")

    for fault in (full, broken):
        monkeypatch.setattr(type(room), "add", fault)
        got = phone.answer("typed with care")
        assert got.status == 503
        assert got.typed == "typed with care"
        assert "tell the facilitator" in got.said
        for detail in ("Traceback", "secret detail", str(room.path), "ZeroDivision", "SurveyFileError"):
            assert detail not in got.text
    monkeypatch.undo()
    assert phone.answer("again").status == 303
    assert stored(room) == ["again"]
    assert "secret detail" in room._server.problems[-1]
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_a_page_that_cannot_be_made_tries_again_by_itself(room, phone, capfd):
    room._server.phones.reading.close()
    got = phone.get()
    assert got.status == 503
    assert got.headers["Retry-After"] == "5"
    assert 'http-equiv="refresh"' in got.text
    assert "does not answer just now" in got.text
    assert str(room.folder) not in got.text
    assert phone.post("answer", {"form": room._server.phones.gate.forms.code("x"), "text": "x"}).status == 403
    assert "closed" in room._server.problems[-1]
    assert capfd.readouterr() == ("", "")


def test_nothing_is_logged(room, phone, capfd, caplog):
    phone.ask("GET", "/wrong/")
    phone.ask("PUT", phone.path)
    raw(phone.address, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello TLS\r\n\r\n", timeout=2)
    raw(phone.address, b"GET / HTTP/9.9\r\n\r\n", timeout=2)
    with socket.create_connection((phone.host, phone.port)) as link:
        link.sendall(head_of(phone, "answer", "POST", "Content-Length: 100"))
    with socket.create_connection((phone.host, phone.port), timeout=5) as link:
        link.sendall(head_of(phone, "", "GET", "Connection: close"))
        assert status_of(read_all(link)) == 200
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
