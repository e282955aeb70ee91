"""Personal data leaves comments, everything else stays; and comments of small groups stay hidden."""

import re
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxresearch.errors import OptionError, QuestionError
from cxresearch.privacy.name_list import name_spans
from cxresearch.privacy.personal_data import iban_is_valid, luhn_is_valid
from cxresearch.privacy.quotable import quotable_comments
from cxresearch.privacy.redaction import redact, redact_texts
from cxresearch.survey.survey import Survey

# Printed in the networks' public test documents; they pay for nothing.
TEST_CARDS = (
    "4111111111111111 4012888888881881 4222222222222 5555555555554444 5105105105105100 378282246310005 "
    "371449635398431 6011111111111117 6011000990139424 30569309025904 3530111333300000 3566002020360505"
).split()
# Examples of the IBAN registry (ISO 13616).
IBANS = (
    "AT61 1904 3002 3457 3201|BE68 5390 0754 7034|CH93 0076 2011 6238 5295 7|DE89 3704 0044 0532 0130 00|"
    "DK50 0040 0440 1162 43|ES91 2100 0418 4502 0005 1332|FR14 2004 1010 0505 0001 3M02 606|"
    "GB29 NWBK 6016 1331 9268 19|"
    "IT60 X054 2811 1010 0000 0123 456|MT84 MALT 0110 0001 2345 MTLC AST0 01S|NL91 ABNA 0417 1643 00|"
    "NO93 8601 1117 947|PL61 1090 1014 0000 0712 1981 2874|SE45 5000 0000 0583 9825 7466"
).split("|")


def taken(text: str, names=()) -> dict[str, int]:
    return {kind: n for kind, n in redact_texts([text], names).counts.items() if n}


@pytest.mark.parametrize("digits", TEST_CARDS)
def test_published_test_cards_check_and_go(digits):
    assert luhn_is_valid(digits)
    for written in (digits, " ".join(re.findall(".{1,4}", digits)), "-".join(re.findall(".{1,4}", digits))):
        if len(digits) == 13 and written != digits:
            continue
        assert redact_texts([f"my card {written}, was blocked"]).texts == ["my card [card], was blocked"]


@given(st.integers(3, 6), st.text("0123456789", min_size=11, max_size=17))
def test_the_check_digit_decides(first, rest):
    """One last digit of ten makes a card number; with the other nine the text is left as it was."""
    stem = f"{first}{rest}"
    assume(len(set(stem)) > 2)
    valid = [digit for digit in "0123456789" if luhn_by_the_book(stem + digit)]
    assert len(valid) == 1
    for digit in "0123456789":
        text = f"card {stem}{digit} please"
        if digit == valid[0]:
            assert taken(text) == {"card": 1}
        else:
            assert redact_texts([text]).texts == [text]


def luhn_by_the_book(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B, step by step."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit)
        if place % 2:
            value = value * 2
            value = value // 10 + value % 10
        total += value
    return total % 10 == 0


@pytest.mark.parametrize("written", IBANS)
def test_registry_ibans_go(written):
    plain = written.replace(" ", "")
    assert iban_is_valid(plain)
    for text in (written, plain, plain.lower()):
        assert redact_texts([f"to {text} is wrong"]).texts == ["to [account] is wrong"]
    broken = plain[:-1] + ("1" if plain[-1] != "1" else "2")
    assert not iban_is_valid(broken)


@given(st.sampled_from(IBANS), st.integers(2, 40), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_no_iban(written, place, digit):
    """A remainder by 97 finds every single wrong digit."""
    plain = written.replace(" ", "")
    place = min(place, len(plain) - 1)
    assume(plain[place].isdigit() and plain[place] != digit)
    assert not iban_is_valid(plain[:place] + digit + plain[place + 1 :])


@given(st.emails())
def test_every_email_address_goes(address):
    cleaned = redact_texts([f"write to {address} please"]).texts[0]
    assert address not in cleaned
    assert "[e-mail]" in cleaned


PHONES = [
    "+44 20 7946 0958", "+44 (0)20 7946 0958", "+49-171-1234567", "0049 171 1234567", "(555) 123-4567",
    "555-123-4567", "1-800-555-0199", "555.123.4567", "+1 202-555-0143", "07700 900461", "07700900123", "020 7946 0958",
    "01632 960 118", "01 23 45 67 89", "01.23.45.67.89", "06-12345678", "044 123 45 67", "98765 43210",
    "+91 98765 43210",
    "5551234567", "(02) 9876 5432", "030/1234567", "+4915112345678", "+33\u00a01\u00a023\u00a045\u00a067\u00a089",
]  # fmt: skip


@pytest.mark.parametrize("number", PHONES)
def test_phone_numbers_go(number):
    assert redact_texts([f"Ring {number} tomorrow"]).texts == ["Ring [phone] tomorrow"]


STAY = [
    "I paid 1,234,567.89 for it", "€1.234.567,89 is too much", "12.345.678,90 EUR", "USD 5551234567", "100 000 000",
    "on 01.02.2024 at 10:30", "01/02/2024 10:30", "2024-05-06 07:19:01", "20240506", "10.05.2024 - 12.05.2024",
    "10/10 would come again", "9 out of 10, 8 of 10", "10 9 8 7 6 5 4 3 2 1", "0 1 2 3 4 5 6 7 8 9 10", "0.123456789",
    "100-200 euros", "2019 2020 2021 2022", "from 2019 to 2024", "order 5551234567", "ticket #0123456789",
    "waited 45 minutes, 3 calls, 12 mails", "open 08:00-17:00, 24/7", "call 24 hours", "-12 (-15 to -9)",
    "account 250000 euros", "at home dot dot dot", "3.14159265358979", "my balance is 1234567", "version 1.2.3.4",
]  # fmt: skip


@pytest.mark.parametrize("text", STAY)
def test_amounts_dates_times_and_scores_stay(text):
    assert redact_texts([text]).texts == [text]


_SINCE = date(1900, 1, 1)


@given(
    st.one_of(
        st.dates(_SINCE).map(lambda day: day.strftime("%d.%m.%Y")),
        st.dates(_SINCE).map(lambda day: day.isoformat()),
        st.dates(_SINCE).map(lambda day: day.strftime("%m/%d/%y")),
        st.datetimes(datetime(1900, 1, 1)).map(lambda moment: moment.isoformat(sep=" ", timespec="seconds")),
        st.decimals(0, 10**9, places=2).map(lambda amount: f"€{amount:,}"),
        st.decimals(0, 10**9, places=2).map(lambda amount: f"{amount:,} USD"),
        st.integers(0, 10).map(lambda score: f"{score}/10"),
        st.lists(st.integers(0, 10), min_size=2, max_size=20).map(lambda scores: " ".join(map(str, scores))),
        st.lists(st.integers(0, 10), min_size=2, max_size=20).map(lambda scores: ", ".join(map(str, scores))),
        st.integers(0, 9_999_999).map(str),
    )
)
def test_no_amount_date_or_score_is_ever_taken(text):
    assert redact_texts([f"so {text} it was"]).texts == [f"so {text} it was"]


@given(st.text(max_size=200))
def test_twice_is_once(text):
    once = redact_texts([text], ["Anna"]).texts
    assert redact_texts(once, ["Anna"]).texts == once


def test_names_in_any_case_with_and_without_accents():
    names = ["José García", "Okafor", "Will"]
    found = redact_texts(
        ["jose  garcia helped", "JOSÉ GARCÍA!", "Okafor's desk", "I will not", "ask Will.", "Okaforian", "okafor"],
        names,
    )
    assert found.texts == [
        "[name] helped", "[name]!", "[name]'s desk", "I will not", "ask [name].", "Okaforian", "[name]"
    ]  # fmt: skip
    assert found.counts["name"] == 5


def test_longer_names_win_and_signs_keep_their_places():
    assert list(name_spans("\u1e9e Ann Smith und Ann", ["Ann", "Ann Smith"])) == [(2, 11), (16, 19)]


def test_a_survey_keeps_everything_but_its_comments():
    frame = pd.DataFrame(
        {
            "nps": [9, 3, 10],
            "why": ["mail me: a@b.org", None, "Priya was kind, 10/10"],
            "Email Address": ["x@y.org", None, "z@y.org"],
        }
    )
    survey = Survey.from_frame(frame, scales={"nps": (0, 10)}, audience="Customers")
    survey = survey.with_codebook(
        survey.codebook.assign(kind=survey.codebook.kind.where(survey.codebook.id != "why", "verbatim"))
    )
    clean = redact(survey, names=["Priya"], columns="why")
    after = clean.to_pandas()
    assert after["why"].tolist()[0] == "mail me: [e-mail]"
    assert after["why"].tolist()[2] == "[name] was kind, 10/10"
    assert pd.isna(after["why"].tolist()[1])
    pd.testing.assert_frame_equal(after.drop(columns="why"), survey.to_pandas().drop(columns="why"))
    assert "1 e-mail address, 1 name (a list of 1 name was given)" in clean.notes[-2]
    assert "Email Address (2 filled)" in clean.notes[-1]
    assert survey.to_pandas()["why"].tolist()[0] == "mail me: a@b.org"


@pytest.mark.parametrize("engine", ["polars", "pyarrow", "duckdb"])
def test_every_engine(engine):
    frame = pd.DataFrame({"nps": [9, 3], "comment": ["mail a@b.org", "fine"]})
    if engine == "polars":
        native = pytest.importorskip("polars").from_pandas(frame)
    elif engine == "pyarrow":
        native = pytest.importorskip("pyarrow").Table.from_pandas(frame)
    else:
        native = pytest.importorskip("duckdb").from_df(frame)
    clean = redact(Survey.from_frame(native, scales={"nps": (0, 10)}), columns="comment")
    assert clean.to_pandas()["comment"].tolist() == ["mail [e-mail]", "fine"]


def test_what_cannot_be_meant_is_refused():
    survey = Survey.from_frame(pd.DataFrame({"nps": [9, 3]}), scales={"nps": (0, 10)})
    with pytest.raises(OptionError, match="Pass \\['Anna'\\]"):
        redact(survey, names="Anna")
    with pytest.raises(OptionError, match="at least two letters"):
        redact(survey, names=[""])
    with pytest.raises(OptionError, match="Pass \\[text\\]"):
        redact_texts("one text")
    with pytest.raises(QuestionError, match="holds no text"):
        redact(survey, columns="nps")
    with pytest.raises(QuestionError):
        redact(survey, columns="no such column")


# -- comments of small groups ----------------------------------------------------------------------


def commented(sizes: dict[str, int], audience: str = "Staff") -> Survey:
    teams = [team for team, n in sizes.items() for _ in range(n)]
    return Survey.from_frame(pd.DataFrame({"team": teams, "why": ["slow"] * len(teams)}), audience=audience)


def test_comments_need_ten_people():
    shown, told = quotable_comments(commented({"A": 12, "B": 11, "C": 10}), "why", by="team")
    assert shown.all() and told == []
    shown, told = quotable_comments(commented({"A": 30, "B": 20, "C": 9}), "why", by="team")
    # C is small, and B, the next-smallest, would give C away.
    assert shown.sum() == 30
    assert "29 in 2 of 3 groups" in told[0] and "fewer than 10" in told[0]


def test_customers_are_not_hidden_and_the_switch_is_said():
    shown, told = quotable_comments(commented({"A": 3}, audience="Customers"), "why")
    assert shown.all() and told == []
    shown, told = quotable_comments(commented({"A": 3}), "why")
    assert not shown.any()
    shown, told = quotable_comments(commented({"A": 3}), "why", privacy=False)
    assert shown.all() and "privacy=False" in told[0]


def test_who_wrote_nothing_or_twice_counts_once_or_not_at_all():
    frame = pd.DataFrame({"respondent": [f"p{i % 9}" for i in range(18)] + ["q"] * 5, "why": ["slow"] * 18 + [""] * 5})
    survey = Survey.from_frame(frame, roles={"respondent": "respondent"}, audience="Staff")
    shown, _ = quotable_comments(survey, "why")
    assert not shown.any()


def test_a_filter_inherits_what_its_root_hides():
    survey = commented({"A": 30, "B": 8, "C": 9}).with_roles(unit="team")
    shown, told = quotable_comments(survey.only(unit="B"), "why")
    assert not shown.any() and told
