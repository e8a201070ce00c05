"""Replies of chat models as blocks of claims: whatever natural form they are written in, and whatever is wrong."""

from __future__ import annotations

import pytest

from assistant.model import BlockKind, ClaimType
from assistant.prompts.loader import leaks, prompt
from assistant.research.replies.markers import markers_taken_out
from assistant.research.replies.provisional import Provisional
from assistant.research.replies.reply import ChatReply, ReplyOutcome, read_reply


def only(reply: ChatReply) -> tuple[str, ClaimType, tuple[tuple[int, str], ...]]:
    (claim,) = reply.claims
    return claim.text, claim.type, claim.support


@pytest.mark.parametrize(
    ("written", "support"),
    [
        ('Records are kept for five years [3 "for five years"].', ((3, "for five years"),)),
        ('Records are kept for five years. [3 "for five years"]', ((3, "for five years"),)),  # behind the stop
        ("Records are kept for five years [3: “for five years”].", ((3, "for five years"),)),
        ('Records are kept for five years [3 "kept (a), [b]; for"].', ((3, "kept (a), [b]; for"),)),
        ('Records are kept for five years [3 "five"; 7 "years"].', ((3, "five"), (7, "years"))),
        ('Records are kept for five years [3 "five"][7].', ((3, "five"), (7, ""))),
        ("Records are kept for five years [3, 7].", ((3, ""), (7, ""))),
        ("Records are kept for five years [2-4].", ((2, ""), (3, ""), (4, ""))),
        ("Records are kept for five years【3】.", ((3, ""),)),
        ("Records are kept for five years³.", ((3, ""),)),
        ("Records are kept for five years [source 3].", ((3, ""),)),
        ("Records are kept for five years [3](https://evil.example/x).", ((3, ""),)),
        ("Records are kept for five years [744.21(f)].", ()),  # an address in brackets is none
        ("Records are kept for five years [sic].", ()),
        ('Records are kept for five years [3 "never closed.', ()),
    ],
)
def test_support_is_read_in_every_natural_form(written: str, support: tuple[tuple[int, str], ...]) -> None:
    text, kind, found = only(read_reply(written))
    assert text.startswith("Records are kept for five years")
    assert found == support
    assert kind is ClaimType.STATES
    assert "evil.example" not in text


@pytest.mark.parametrize(
    ("first", "outcome", "fact"),
    [
        ("OUTCOME: answered", ReplyOutcome.ANSWERED, ""),
        ("**Outcome:** in part", ReplyOutcome.IN_PART, ""),
        ("OUTCOME: silent", ReplyOutcome.SILENT, ""),
        ("OUTCOME: needs the ECCN of the item", ReplyOutcome.NEEDS_FACT, "the ECCN of the item"),
        ("", ReplyOutcome.ANSWERED, ""),
    ],
)
def test_the_first_line_is_the_outcome(first: str, outcome: ReplyOutcome, fact: str) -> None:
    reply = read_reply(f"{first}\n\nRecords are kept for five years [1].")
    assert (reply.outcome, reply.fact) == (outcome, fact)
    assert [c.text for c in reply.claims] == ["Records are kept for five years."]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("", ReplyOutcome.NOTHING),
        ("---", ReplyOutcome.NOTHING),
        ("OUTCOME: answered", ReplyOutcome.NOTHING),
        ("NO ANSWER", ReplyOutcome.SILENT),
        ("OUTCOME: silent", ReplyOutcome.SILENT),
        ("The evidence does not tell [gap].", ReplyOutcome.SILENT),
    ],
)
def test_what_does_not_answer_is_told_apart_from_nothing(said: str, outcome: ReplyOutcome) -> None:
    assert read_reply(said).outcome is outcome


def test_types_are_read() -> None:
    reply = read_reply('You may [applies 1 "may"]. Both hold [combines 1; 2]. It is not said [gap]. Ask BIS [advice].')
    assert [c.type for c in reply.claims] == [ClaimType.APPLIES, ClaimType.COMBINES, ClaimType.GAP, ClaimType.ADVICE]


def test_form_survives() -> None:
    reply = read_reply(
        "## Terms\n\nThere are two terms [1]:\n\n- five years\n- three years [2]\n\n"
        "| law | term | source |\n|---|---|---|\n| US | five | [1] |\n| EU | three | [2] |\n\n"
        "1. Keep them.\n2. Show them [3].\n"
    )
    assert [b.kind for b in reply.blocks] == [
        BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.BULLETS, BlockKind.TABLE, BlockKind.STEPS
    ]  # fmt: skip
    bullets, table = reply.blocks[2], reply.blocks[3]
    assert [c.support for item in bullets.items for c in item] == [((1, ""),), ((2, ""),)]  # the lead's for its item
    assert table.columns == ("law", "term")  # the column of sources became support
    assert [c.cells for item in table.items for c in item] == [("US", "five"), ("EU", "three")]
    assert table.items[0][0].text == "US – term: five"
    assert table.items[0][0].support == ((1, ""),)


def test_a_sentence_without_a_mark_has_that_of_its_paragraph() -> None:
    reply = read_reply("Records are kept. They are kept for five years [1].\n\nNothing follows.")
    assert [c.support for c in reply.claims] == [((1, ""),), ((1, ""),), ()]


def test_a_yes_is_part_of_the_sentence_behind_it() -> None:
    reply = read_reply('Yes. All licences may be revoked [1 "may be revoked"]. No. Not so [2].')
    assert [(c.text, c.support) for c in reply.claims] == [
        ("Yes. All licences may be revoked.", ((1, "may be revoked"),)),
        ("No. Not so.", ((2, ""),)),
    ]


def test_a_summary_rests_on_what_follows_it() -> None:
    reply = read_reply("Yes to both.\n\n| case | answer |\n|---|---|\n| one | yes [1] |\n| two | yes [9] |")
    assert reply.claims[0].support == ((1, ""), (9, ""))
    reply = read_reply("It may be done.\n\nThe rule says so [4].\n\nAnd more [5].")
    assert reply.claims[0].support == ((4, ""), (5, ""))


def test_commas_of_other_scripts_stay() -> None:
    text, _, support = only(read_reply("评估后，取消、延长临时管制 [1 “取消、延长”，2]。"))
    assert text == "评估后，取消、延长临时管制。"
    assert support == ((1, "取消、延长"), (2, ""))


def test_html_code_and_addresses_go() -> None:
    reply = read_reply(
        "See <b>here</b> https://evil.example/a now [1].\n\n<script>alert(1)</script>\n\n```\nrm -rf\n```"
    )
    assert only(reply)[0] == "See here now."


def test_signs_of_our_own_in_a_reply_are_no_markers() -> None:
    plain, found = markers_taken_out("\ue0000\ue001 Records [1].")
    assert "\ue0000" in plain
    assert len(found) == 1
    assert only(read_reply("\ue00099\ue001 Records are kept [1]."))[2] == ((1, ""),)


def test_two_hundred_thousand_characters_are_cut() -> None:
    reply = read_reply("[1 " * 70_000 + "Records are kept [1]. " * 10_000)
    assert len(reply.claims) < 3000


def test_words_as_they_come_show_no_spans() -> None:
    shown = Provisional()
    draft = 'OUTCOME: answered\nRecords must be kept for five years [1 "must be kept for five years"] from the export.'
    pieces = [shown.more(draft[:n]) for n in range(0, len(draft) + 1, 7)]
    pieces.append(shown.more(draft + " " * 30 + "."))
    said = "".join(pieces)
    assert "OUTCOME" not in said
    assert 'must be kept for five years"' not in said
    assert "Records must be kept for five years" in said


@pytest.mark.parametrize("step", [7, 10_000], ids=["in small pieces", "in one piece"])
def test_words_of_the_prompt_are_never_shown_however_much_follows_them(step: int) -> None:
    before = "Records must be kept for five years from the export [1]. "
    draft = before + prompt("answer").template[:300] + " The records are shown to the officer on request [1]." * 20
    shown = Provisional()
    said = "".join(shown.more(draft[:n]) for n in range(step, len(draft), step)) + shown.more(draft, whole=True)
    assert not leaks(said)
    assert ("five years" in said) == (step == 7)
    assert "on request" not in said
