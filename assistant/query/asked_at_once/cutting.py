"""Questions that are asked at once, cut apart: behind a mark, an "and", a comma, or as they are numbered."""

from __future__ import annotations

import re

from assistant.lexicon.contrasts import contrast_asked
from assistant.query.answer_kinds import TOLD_KINDS, kinds_wanted
from assistant.query.places import countries_named
from corpus.language.lazy_regex import lazy_regex
from corpus.language.scripts import HANGUL, WIDE

_AUX = r"(?:is|are|was|were|do|does|did|can|could|may|must|should|shall|will|would|has|have)"
_SOMEBODY = r"(?:it|they|that|this|these|those|we|i|you|he|she|there|the|an?|my|our|your|his|their|any|such)"
_BETWEEN_QUESTIONS = lazy_regex(
    r"(?<=[?？])(?![?？])\s*(?=\S)|(?<=か。)\s*(?=\S)|[,;]?(?<!\s)\s++(?:and|&|also|additionally,)(?:\s+also)?\s+"
    rf"(?=(?:what|which|who|whom|when|where|why|how(?: \w+){{0,3}})(?: \w+)? {_AUX}\b|(?:what|who) \w+s\b"
    rf"|(?:what|who|when|where|how)['’]?s\b|what about\b|{_AUX} {_SOMEBODY}\b"
    r"|(?:to|by|from|for|until) (?:whom|what|which|when)\b"
    rf"|if [^,;.?!]{{3,80}}?,? (?:what|when|where|who|how|{_AUX} {_SOMEBODY})\b)"
    r"|[,;]?(?<!\s)\s++(?:und\s+(?=wie (?:hoch|lange|teuer)\b|wer (?:\w+t|darf|muss|kann)\b|(?:(?:bis|ab) )?wann \w+\b"
    r"|was (?:ist|sind|gilt)\b|(?:gilt|muss|darf|kann|gelten|müssen) (?:ich|wir|man|er|sie|es|das|dies)\b)"
    r"|et\s+(?=quel(?:le)?s? (?:est|sont)\b|(?:pendant |en )?combien\b|qui (?:\w+e|peut|doit|est)\b|quand \w+\b"
    r"|dans quels? délais?\b|(?:faut-il|doit-on|peut-on|est-ce)\b)"
    r"|y\s+(?=cu[aá]l(?:es)? (?:es|son)\b|cu[aá]nto tiempo\b|qui[eé]n \w+\b|cu[aá]ndo \w+\b|en qu[eé] plazos?\b"
    r"|qu[eé] (?:pasa|multa|plazo|ocurre)\b|(?:puedo|debo|podemos|debemos|se puede|hay que)\b))",
    re.I,
)


def questions_in(asked: str) -> tuple[str, ...]:
    """Return the questions in a question; nothing when it is only one.

    Words before the first question belong to it, and a remark belongs to the question before it.
    """
    if enumerated := _enumerated(asked):
        return enumerated
    if (contrast := contrast_asked(asked)) and contrast.begins_with_one:
        return ()  # "What is a broker, and how does it differ from an agent?"
    pieces: list[str] = []
    for piece in (_LINKS.sub("", p.strip(" ,;")) for p in _BETWEEN_QUESTIONS.split(asked) if p.strip(" ,;")):
        asks = piece.endswith(("?", "？")) or (_ASKING_WORDS.match(piece) and not _is_manner(piece))
        if pieces and (not asks or _is_alternative(piece) or _goes_on(pieces[-1], piece)):
            pieces[-1] = f"{pieces[-1]} {piece}"  # "Ordinary case, not WMD."
        else:
            pieces.append(piece)
    listed = [piece for p in pieces for piece in _COMMA_BEFORE_QUESTION.split(p)]
    if all(_BEGINS.match(p) for p in listed):
        pieces = listed  # "What is X, what is Y, and who decides?"; but not "If I ship it, what is the fine?"
    pieces = [q for p in pieces for q in _asked_on(p)]
    if len(pieces) < _TWO or not all(map(_is_long_enough, pieces)):
        return ()
    pieces = [p[:1].upper() + p[1:] for p in pieces]
    return tuple(p if p.endswith(("?", "？", ".", "!", "。")) else f"{p}?" for p in pieces)


def _asked_on(piece: str) -> list[str]:
    """Return the questions of a piece that asks on behind a comma or an "and": "…, does it help, and by when?".

    It does so only behind what asks already: "if we ship it, do we need a licence?" is one question.
    """
    found: list[str] = []
    begin = 0
    for match in _ASKS_ON.finditer(piece):
        before, after = piece[begin : match.start()][-_READ_AROUND:], piece[match.end() :][:_READ_AROUND]
        if not _asks_already(before) or not _begins_to_ask(match["how"], after):
            continue
        found.append(piece[begin : match.start()])
        begin = match.end()
    return [*found, piece[begin:]]


def _asks_already(before: str) -> bool:
    last = _LAST_SENTENCE.split(before)[-1]
    if _SUPPOSES.match(last):
        return _TURNED_ROUND.search(last) is not None
    return _ASKS_FIRST.match(last) is not None


def _begins_to_ask(how: str, after: str) -> bool:
    """Return whether words behind a comma or an "and" (`how`) begin a question of their own.

    A few that ask for a day, a length of time, a sum or an office do: "and by when", "and who decides".
    """
    if _ASKS_ANEW.match(after) or _ASKS_FOR_MORE.match(after):
        return True
    begun = _AUX_FIRST.match(after)
    if begun is not None:  # "and is Atlantis treated otherwise?"
        return any(begun["who"].casefold() == name.casefold() for _, name in countries_named(begun["who"]))
    if not how.strip(" ,;"):
        return False
    own = _ASKS_ON.split(after, maxsplit=1)[0]
    return _ASKS_SHORTLY.match(own) is not None and bool(kinds_wanted(own) & TOLD_KINDS)


def _is_long_enough(piece: str) -> bool:
    """Return whether a piece may be a question by itself, as two words that ask for a kind of answer: "by when?"."""
    words = len(piece.split())
    if WIDE.search(piece) or words >= _SHORTEST_PART:
        return True
    is_question = bool(kinds_wanted(piece) & TOLD_KINDS) or (piece.endswith("?") and _HANGUL.search(piece) is not None)
    return words == _TWO and is_question


def _is_manner(piece: str) -> bool:
    return _MANNER.match(piece) is not None and len(piece.split()) <= _WORDS_OF_MANNER


def _is_alternative(piece: str) -> bool:
    """Return whether a question offers another answer to the one before it: "Is it blocked? Or is that a no?"."""
    return _OR.match(piece) is not None and len(piece.split()) <= _WORDS_OF_ALTERNATIVE


def _goes_on(before: str, piece: str) -> bool:
    """Return whether a piece goes on with what somebody does: "we sell lamps" and "have a buyer in Peru"."""
    return _HAS_OR_DOES.match(piece) is not None and _ASKS_SOMEWHERE.search(before) is None


def _enumerated(asked: str) -> tuple[str, ...]:
    """Return the questions of "(a) …, and (b) …" and "1) … 2) …", where each is more than a name or two."""
    marks = list(_MARKED.finditer(asked))
    signs = "".join(m["sign"].lower() for m in marks)
    if len(marks) < _TWO or signs not in ("abcdef"[: len(marks)], "123456"[: len(marks)]):
        return ()
    ends = [*(m.start() for m in marks[1:]), len(asked)]
    pieces = [_TRAILING_LINK.sub("", asked[m.end() : end]).strip(" ,;") for m, end in zip(marks, ends, strict=True)]
    if any(len(p.split()) < _SHORTEST_MARKED for p in pieces) or not any(
        p.endswith(("?", "？")) or _ASKING_WORDS.match(p) for p in pieces
    ):
        return ()
    lead = asked[: marks[0].start()].strip(" ,;")
    pieces[0] = f"{lead} {pieces[0]}".strip()
    pieces = [p[:1].upper() + p[1:] for p in pieces]
    return tuple(p if p.endswith(("?", "？", ".", "!")) else f"{p}?" for p in pieces)


_MARKED = lazy_regex(r"(?:(?<=\s)|^)\(?(?P<sign>[a-f1-6])\)\s", re.I)
_TRAILING_LINK = lazy_regex(r"[\s,;]{1,4}(?:and|or|plus|then)\s{0,2}$", re.I)
_TWO, _SHORTEST_MARKED = 2, 5  # words: "(1) Israel and (2) Kuwait" are one question of two places

# How a question begins, and how one begins that stands in a list of them.
_BEGINS = lazy_regex(rf"(?:(?:what|which|who|whom|when|where|why|how(?: \w+){{0,3}})(?: \w+)? )?{_AUX}\b", re.I)
# Words that ask where no question mark does; what has none of them is a remark ("写稿急用").
_ASKING_WIDE = (
    "什么|什麼|哪|谁|誰|多少|几|幾|多久|是否|能否|可否|吗|嗎|呢|如何|怎|为何|何|いつ|どこ|どの|どれ|どう|なぜ|いくら|"
    "です?か|ますか|のか|ませんか|しょうか|무엇|뭐|무슨|어떤|어느|언제|누가|누구|어디|얼마|몇|어떻게|왜|까[?？.]?$|나요|가요|는지"
)
_ASKING_WORDS = lazy_regex(
    rf"(?:if\b[^,;.?!]{{3,80}}?,? (?:what|when|where|who|how|{_AUX})\b|"
    rf"what|whats|which|who|whom|whose|when|where|why|how|{_AUX}|name|list|give|tell|show|explain|same|"
    rf"(?:to|by|from|for|until) (?:whom|what|which|when))\b|"
    rf".*?(?:{_ASKING_WIDE})",
    re.I,
)
_HAS_OR_DOES = lazy_regex(r"(?:have|has|do|does|did) (?:the|an?|my|our|your|his|their|any|such)\b", re.I)
_ASKS_SOMEWHERE = lazy_regex(
    rf"[?？]|\b(?:what|whats|which|who|whom|whose|when|where|why|how|whether|{_AUX})\b|{_ASKING_WIDE}", re.I
)
# "Give me TBq pls" says how the question before it is to be answered.
_MANNER = lazy_regex(r"(?:name|list|give|tell|show|explain)\b", re.I)
_WORDS_OF_MANNER = 5
_OR = lazy_regex(rf"or\b(?! (?:what|which|who|whom|when|where|why|how|{_AUX})\b)", re.I)
_WORDS_OF_ALTERNATIVE = 8
_COMMA_BEFORE_QUESTION = lazy_regex(
    # "…, when was it added?"; but not "…, when something is sent", which asks nothing
    rf"[,;]\s+(?=(?:(?:what|which|who|whom|why|how(?: \w+){{0,3}})(?: \w+)?|when|where) {_AUX}\b)",
    re.I,
)
_LINKS = lazy_regex(r"^(?:and|&|also|additionally|then)(?: also)?,?\s+", re.I)
_SHORTEST_PART = 3  # words: "when?" behind a question belongs to it
_HANGUL = lazy_regex(rf"[{HANGUL}]")
_ASKS_ON = lazy_regex(r"(?P<how>[,;]\s{1,3}(?:(?:and|but|or)\s{1,3})?|\s(?:and|&)\s{1,3})(?=\w)", re.I)
_LAST_SENTENCE = lazy_regex(r"[.?!:]\s+|\s[-–—]+\s")
_SUPPOSES = lazy_regex(r"\W*(?:(?:and|but|so|ok|well) )?(?:if|when|once|since|as|because|after|before|unless)\b", re.I)
_TURNED_ROUND = lazy_regex(rf"\b{_AUX} (?:it|they|we|i|you|he|she|there)\b", re.I)
_ASKS_FIRST = lazy_regex(
    rf"\W*(?:(?:ok|okay|so|well|hi|hello|and|but|also|then|under|for|in|at)\b[^,;?]{{0,60}},? )?"
    rf"(?:(?:(?:to|by|from|for|until) )?(?:what|which|who|whom|whose|when|where|why|how(?: \w+){{0,3}})"
    rf"(?:['’]?s\b| (?:\w+ ){{0,4}}?{_AUX}\b|(?: \w+)? \w+s\b)|whats\b|{_AUX}\b)",
    re.I,
)
_ASKS_ANEW = lazy_regex(
    rf"{_AUX} {_SOMEBODY}\b(?! (?:not|only|also)\b)|what (?:if|about) |"
    r"(?:do|does|did|can|could|will|would) (?!doing)\w{3,20}ing\b",
    re.I,
)
_ASKS_FOR_MORE = lazy_regex(rf"(?:(?:what|which|who|whom|why|how(?: \w+){{0,3}})(?: \w+)?|when|where) {_AUX}\b", re.I)
_READ_AROUND = 400  # characters on either side of what may part two questions
_AUX_FIRST = lazy_regex(rf"{_AUX} (?P<who>\w{{2,30}})", re.I)
_ASKS_SHORTLY = lazy_regex(
    r"(?:(?:by|from|for|until|to|in|within) )?(?:when|whom|who|whose|"
    r"how (?:long|quick|quickly|fast|soon|early|late|much|many|often|far)|what (?:form|fine|penalty|deadline|amount)|"
    r"which (?:office|agency|authority|form|ministry))\b"
    r"(?![^?]{0,80}\bnot\W*$)",
    re.I,
)
