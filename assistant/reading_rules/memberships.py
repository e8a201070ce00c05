"""Membership: whether a list in a text (of countries, goods, words of a definition) has what a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.query.places import countries_named
from assistant.reading_rules.yes_no_word import DirectWord, Ground, no, yes
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import UNIFIED_HAN
from corpus.lexicon.countries import mentioned_countries
from index.crosslingual.bilingual_lexicon import lexicon
from index.text.tokens import STOP

_FEWEST = 5  # countries of a text that is a list of them


_IN_GROUP_ASKED = lazy_regex(
    r"\b(?:in|on|among|part of|one of|belongs? to|member of)"
    r"\s+(?:(?:the|a|an|any|that|which)\s+)?(?:[\w':.-]{1,40}\s+){0,4}(?:groups?|lists?|countries|destinations"
    r"|states)\b",
    re.I,
)
_LIMIT = lazy_regex(r" ?\(for [^()]{3,80} only\)", re.I)  # "Chile (For all activities related to … only)"
_COUNTRY_GROUP = lazy_regex(r"\b(?:country )?groups? (?P<code>[A-E](?::\d)?)\b", re.I)
_IN_GROUPS = lazy_regex(
    r"^(?P<who>[^.:;]{3,60}?) is in Country Groups? (?P<groups>[A-E](?::\d)?(?:, [A-E](?::\d)?)*)", re.I
)


def member(asked: str, sentence: str) -> DirectWord | None:
    """Return whether the one country of a question is in a text that lists countries; None when that is not settled."""
    group = _IN_GROUP_ASKED.search(asked)
    return word_on_countries(countries_named(asked[: group.start()]), sentence, asked) if group else None


def word_on_countries(named: Sequence[tuple[str, str]], sentence: str, asked: str = "") -> DirectWord | None:
    """Return whether the one country that is named is in a text that lists countries, or says in which groups one is.

    Return None where not exactly one is named, or the text is no such list.
    """
    if len(named) != 1:
        return None
    code, name = named[0]
    name = f"{name[:1].upper()}{name[1:]}"
    if (stated := _IN_GROUPS.search(sentence)) and (group_asked := _COUNTRY_GROUP.search(asked)):
        if [country for _, _, country in mentioned_countries(stated["who"])] != [code]:
            return None
        there = group_asked["code"].upper() in stated["groups"].upper().replace(",", " ").rstrip(".").split()
        where = f"Country Group {group_asked['code'].upper()}"
        return yes(Ground.LIST, f"{name} is in {where}") if there else no(Ground.LIST, f"{name} is not in {where}")
    listed = {code for _, _, code in mentioned_countries(sentence)}
    if len(listed) < _FEWEST:
        return None
    if code in listed:
        limited = any(
            country == code and _LIMIT.match(sentence[end:]) for _, end, country in mentioned_countries(sentence)
        )
        return yes(Ground.LIST, f"{name} stands there{', with the limit beside it' if limited else ''}")
    return no(Ground.LIST, f"{name} does not stand there")


def element(asked: str, sentence: str) -> DirectWord | None:
    """Return whether the chemical elements of an English question are in a Chinese list of elements ("镧、铈、镨 …").

    Return None when none is named, or the text is no such list.
    """
    if sentence.count("、") < _FEWEST:
        return None
    named = [
        e
        for e in lexicon()
        if len("".join(e.words["zh"])) == 1 and re.search(rf"\b{re.escape(e.names[0])}\b", asked, re.I)
    ]
    signs = {
        sign for run in re.findall(rf"(?:[{UNIFIED_HAN}]、){{3,}}[{UNIFIED_HAN}]", sentence) for sign in run.split("、")
    }
    if not named or not signs:
        return None
    absent = [e.names[0] for e in named if e.words["zh"][0] not in signs]
    which = ", ".join(f"{e.names[0]} ({e.words['zh'][0]})" for e in named if not absent or e.names[0] in absent)
    return no(Ground.LIST, f"{which} does not stand there") if absent else yes(Ground.LIST, f"{which} stands there")


def listed_name(asked: str, sentence: str) -> str:
    """Return the name in the question that is a line of the text, or an item of a list in it; empty without any."""
    items = {
        re.sub(r"[\W_]+", " ", i).strip().casefold(): i.strip()
        for i in re.split(r"[\n;,]|(?<=[a-z]) (?=[A-Z])", sentence)
    }
    words = re.findall(r"[\w'’]+", asked)
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            name = " ".join(words[i : i + size]).casefold()
            if len(name) > 3 and name in items and not STOP & set(name.split()) and not _TERM_OF_LAW.search(name):
                return items[name]
    return ""


# The defined terms themselves stand in every definition of them and decide nothing.
_TERM_OF_LAW = lazy_regex(
    r"\b(?:military|end|user|use|item|section|rule|export|reexport|licen[cs]e|entity|entities|list|party)\b"
)
