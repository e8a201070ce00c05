"""Processing power of chips by their entry's own notes: total processing performance, and its density over the die."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.engines.calculation.figures import text_not_held, to_decimal
from assistant.engines.calculation.reading import Asked
from assistant.engines.calculation.result import Calculation, CalculationStep, Value, needs, numeral
from assistant.engines.determination.determination_engine import determined
from assistant.engines.determination.facts.asked import Transaction, of_text
from assistant.engines.determination.facts.intent import has
from assistant.engines.model import Span
from assistant.model import StatementRole
from assistant.query.model import Query
from corpus.catalogue import CatalogueReader
from corpus.catalogue_results import HeldProvision
from corpus.language.lazy_regex import lazy_regex
from corpus.language.normal_form import one_line

_CHIP, _COMPUTER = "3A090", "4A090"  # entries of the circuit, and of what contains it
_A, _B = "a", "b"
_NOTES = ("1", "1.b", "1.d", "2", "3", "4")  # technical notes that say how performance and density are reckoned
_FIGURE = r"(?P<n>\d{1,3}(?:,\d{3})++(?:\.\d{1,4})?|\d{1,7}(?:\.\d{1,4})?)"
_DIES_TOLD = r"(?P<count>\d{1,2}|two|three|four|six|eight)"
_MODE = r"(?:u?int|fp|bf|mxfp|nvfp|float|tf)[ -]?\d{1,2}"  # an operation by its bit length, "INT8"
_OF_ANOTHER_KIND = r"(?!\s?(?:/|-per-|per\s)\s?(?:macs?|ops?|operations?|cycles?|clocks?|cores?|watts?|w|dollars?)\b)"
_RATE = lazy_regex(
    rf"(?<![\w.,]){_FIGURE}\s{{0,2}}(?:(?:dense|peak|sparse|non-sparse|theoretical|effective|of|{_MODE}|\({_MODE}\))\s)"
    r"{0,3}(?P<unit>(?:(?P<peta>p(?:eta)?)|t(?:era)?|trillion)[ -]?(?:(?P<macs>macs?)|ops|flops?|operations|flop/s)|"
    rf"(?P<mac_tops>mac[ -]?tops))(?:/s| per second)?\b{_OF_ANOTHER_KIND}",
    re.I,
)
_RATE_BEHIND = lazy_regex(  # "TOPS (INT8): 220"
    rf"\b(?:(?P<peta>p)|(?P<mac_tops>mac[ -]?)?t)(?P<macs>macs)?(?:(?:fl)?ops)?\b\s?(?:\({_MODE}\)|{_MODE})?\s?"
    rf"(?:(?:is|are|of|=|:)\s?){{1,2}}{_FIGURE}(?!\d|\s?(?:mm|nm|w\b|[- ]?bits?\b|%|[x×*]))",
    re.I,
)
_RATE_SPOKEN_OF = lazy_regex(
    r"\b(?:\d[\d.,]{0,9}|hundred|thousand|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)[^\d.;?!]{1,20}\b"
    rf"(?:[pt](?:era|eta)?[ -]?(?:fl)?ops|mac[ -]?tops)\b{_OF_ANOTHER_KIND}",
    re.I,
)
# "a 64-bit bus": a length of something else than of the operation.
_OF_ANOTHER_PART = (
    r"(?![ -](?:wide )?(?:(?:memory|data|address|host|external|main|ddr\d?|hbm\w?|pci\w{0,8}) ){0,2}"
    r"(?:bus(?:es)?|interfaces?|controllers?|registers?|memor(?:y|ies)|address\w{0,5}|cpus?|mcus?|cores?|processors?|"
    r"adcs?|dacs?|colou?rs?|operating systems?|os)\b)"
)
_BITS = lazy_regex(
    r"\b(?:int|u?int|fp|bf|mxfp|nvfp|float)[ -]?(?P<a>4|6|8|16|32|64)\b|\b(?P<b>4|6|8|16|32|64)[ -]?bits?\b"
    rf"{_OF_ANOTHER_PART}|"
    r"\bbit[ -]length (?:of )?(?P<c>4|6|8|16|32|64)\b",
    re.I,
)
_SPARSE = lazy_regex(r"\bspars(?:e|ity)\b", re.I)
_DENSE = lazy_regex(r"\b(?:dense|without sparsity|no sparsity|non-?sparse)\b", re.I)
_TOLD_TPP = lazy_regex(
    rf"\b(?:TPP|total processing performance)\W{{0,3}}(?:(?:is|of|at|=|:|about|equals)\W{{0,2}}){{0,2}}"
    rf"(?:(?:\d[\d.,]{{0,8}} ?[x×*] ?){{1,4}}\d[\d.,]{{0,8}} ?= ?)?{_FIGURE}(?![\d.,]* ?[x×*])",
    re.I,
)
_TOLD_DENSITY = lazy_regex(
    rf"\b(?:PD|performance[ -]density)\W{{0,3}}(?:(?:is|of|at|=|:|about|equals)\W{{0,2}}){{0,2}}{_FIGURE}", re.I
)
_AREA = lazy_regex(
    rf"(?:{_DIES_TOLD}\s?(?:(?:x|×)|(?:\w{{1,12}} ){{0,2}}(?:dies|chiplets|dice)"
    rf"(?: of| each| at|,)?(?: each)?)\s?)?(?<![\d.,]){_FIGURE}\s{{0,2}}"
    r"(?:mm ?(?:2|²|\^2)|sq(?:uare)?\.? ?(?:mm|millimet(?:er|re)s?))(?P<each>,? (?:each|apiece|per die))?",
    re.I,
)
_DIES = lazy_regex(rf"\b{_DIES_TOLD} (?:\w{{1,12}} ){{0,2}}(?:dies|chiplets|dice)\b", re.I)
_UNITS_EACH = lazy_regex(r"\b(?:per|each|every|a) (?:die|chiplet|core|unit|processing unit|chip)\b|\beach\b", re.I)
_NON_PLANAR = lazy_regex(
    r"\b(?:fin-?fets?|gaa(?:fet)?|gate-all-around|nano-?sheets?|non-?planar|(?:[2-9]|"
    r"1[0-6])(?:/1[0-6])? ?n(?:ano)?m)\b",
    re.I,
)
_PLANAR = lazy_regex(r"(?<!non-)(?<!non)\bplanar\b|\b(?:2[0-9]|[3-9]\d|1[0-9]{2}) ?nm\b", re.I)
_NO_DATACENTRE = lazy_regex(
    r"\b(?:not|isn'?t|never|non)[ -](?:\w{1,12} ){0,4}(?:data ?-?cent(?:er|re)s?|server)|\b(?:gaming|consumer|"
    r"desktop|laptop|"
    r"automotive|client)\b",
    re.I,
)
_OF_COMPUTER = lazy_regex(
    r"\b(?:servers?|computers?|boards?|cards?|modules?|assembl(?:y|ies)|systems?|racks?|boxes|box|nodes?|"
    r"appliances?)\b",
    re.I,
)
_ASKS = lazy_regex(
    r"\b(?:3A090|4A090|paragraphs?|TPP|total processing performance|performance[ -]density|ECCN|classif\w+|"
    r"which (?:paragraph|"
    r"entry)|"
    r"controlled|caught|covered|licen[cs]e|export\w*|ship\w*|over|under|threshold|limits?)\b",
    re.I,
)
_ASKS_POWER = lazy_regex(r"\b(?:TPP|total processing performance|3A090|4A090|performance density)\b", re.I)
_BOUND = lazy_regex(
    r"'(?P<what>total processing performance|performance density)' of (?P<low>\d{1,6}(?:\.\d{1,3})?) or more"
    r"(?: and less than (?P<high>\d{1,6}(?:\.\d{1,3})?))?"
)
_TPP, _DENSITY = "total processing performance", "performance density"


@dataclass(frozen=True, slots=True)
class _Limits:
    """Paragraph of the entry with the bounds that it sets: {"performance density": (1.6, 5.92)}."""

    label: str
    bounds: dict[str, tuple[Fraction, Fraction | None]]
    held: HeldProvision

    def met(self, tpp: Fraction, density: Fraction | None) -> bool | None:
        """Return whether figures are within the bounds; None where a figure that decides is not known."""
        unknown = False
        for what, (low, high) in self.bounds.items():
            figure = tpp if what == _TPP else density
            if figure is None:
                unknown = True
            elif figure < low or (high is not None and figure >= high):
                return False
        return None if unknown else True


@dataclass(frozen=True, slots=True)
class _Told:
    """Figures of a chip: its performance in every mode told, as (tera operations, bits, whether these are of MACs)."""

    modes: tuple[tuple[Fraction, int, bool], ...]
    without_bits: tuple[Fraction, ...]
    sparse: tuple[Fraction, ...]
    area: Fraction | None
    dies: int
    tpp: Fraction | None
    density: Fraction | None


def calculate(question: Query, catalogue: CatalogueReader) -> Calculation | None:
    """Return the processing performance of a chip by the figures told, and the paragraphs that it meets.

    None where the question tells no such figure, or asks nothing that they decide.
    """
    text = question.standalone
    if not (_rates(text) or _TOLD_TPP.search(text)) or not _ASKS.search(question.core):
        return None
    told = _read(text)
    if told.tpp is None and not told.modes and not (told.without_bits and _ASKS_POWER.search(text)):
        return None
    notes = {key: catalogue.find(f"{_CHIP} > note [2] > {key}", question.filters) for key in _NOTES}
    spans = {key: Span.of(found[0]) for key, found in notes.items() if found}
    limits = list(_limits(question, catalogue))
    if not {"1", "4"} <= spans.keys() or not limits:
        absent = text_not_held(f"the technical notes of {_CHIP}", "us-15-cfr-774")
        return Calculation(str(absent), missing=(absent.missing,))
    made = _performance(told, spans)
    if isinstance(made, Calculation):
        return made
    tpp, steps = made
    density, area = _density(told, tpp, text, spans)
    return _result(question, catalogue, tpp, density, (*steps, *area), limits)


def _read(text: str) -> _Told:
    modes: list[tuple[Fraction, int, bool]] = []
    bare: list[Fraction] = []
    sparse: list[Fraction] = []
    found = _rates(text)
    areas = list(_AREA.finditer(text))
    dies = max([int(to_decimal(m["count"])) for m in (*areas, *_DIES.finditer(text)) if m["count"]], default=1)
    for n, match in enumerate(found):
        start = found[n - 1].end() if n else max(0, match.start() - 40)
        end = found[n + 1].start() if n + 1 < len(found) else match.end() + 40
        behind = re.split(r"[(;]|\. |, (?!dense|sparse|int|fp|bf)", text[match.end() : end])[0]
        before = re.split(r"[);,]|\. ", text[start : match.start()])[-1]
        rate = Fraction(to_decimal(match["n"])) * (1000 if match["peta"] else 1)
        if any(_SPARSE.search(_DENSE.sub(" ", words)) for words in (match[0], behind, before)):
            sparse.append(rate)
            continue
        bits = next(iter(_bits(match[0]) or _bits(behind) or _bits(before)[-1:]), None)
        if dies > 1 and _UNITS_EACH.search(behind):
            rate *= dies
        if bits is None:
            bare.append(rate)
        else:
            modes.append((rate, bits, bool(match["macs"] or match["mac_tops"])))
    area = sum((Fraction(to_decimal(m["n"]) * to_decimal(m["count"] or "1")) for m in areas), Fraction(0))
    tpp, density = _TOLD_TPP.search(text), _TOLD_DENSITY.search(text)
    lengths = set(_bits(text))
    if bare and not modes and len(lengths) == 1:
        modes, bare = [(rate, bits, False) for rate in bare for bits in lengths], []
    return _Told(
        tuple(modes), tuple(bare), tuple(sparse), area or None, dies,
        Fraction(to_decimal(tpp["n"])) if tpp else None, Fraction(to_decimal(density["n"])) if density else None,
    )  # fmt: skip


def _rates(text: str) -> list[re.Match[str]]:
    """Return the figures of performance with their unit: those before it, else those behind it."""
    return list(_RATE.finditer(text)) or list(_RATE_BEHIND.finditer(text))


def _unread(text: str) -> str:
    """Return the words of a performance of which no figure was read; an empty string for none.

    What is reckoned from the others is then no ground to say that an entry is not met.
    """
    read = _rates(text)
    spoken_of = (m for m in _RATE_SPOKEN_OF.finditer(text) if not any(r.start() < m.end() <= r.end() for r in read))
    return next((m[0] for m in spoken_of), "")


def _bits(text: str) -> list[int]:
    """Return the bit lengths that a text names, in its order."""
    return [int(m["a"] or m["b"] or m["c"]) for m in _BITS.finditer(text)]


def _limits(question: Query, catalogue: CatalogueReader) -> Iterator[_Limits]:
    """Yield the paragraphs of the entry that set bounds for both figures, or for one."""
    for entry in catalogue.find(_CHIP, question.filters)[:1]:
        for held in catalogue.subtree(entry):
            label = held.locator.partition(" ")[0].removeprefix(f"{_CHIP}.")
            bounds = {
                m["what"]: (Fraction(m["low"]), Fraction(m["high"]) if m["high"] else None)
                for m in _BOUND.finditer(held.text.replace("’", "'").replace("‘", "'"))
            }
            if _TPP in bounds and re.fullmatch(r"[ab]\.\d", label):
                yield _Limits(label, bounds, held)


def _performance(told: _Told, spans: dict[str, Span]) -> tuple[Fraction, tuple[CalculationStep, ...]] | Calculation:
    """Return the total processing performance with its steps, or what is to be known for it."""
    steps: list[CalculationStep] = []
    if told.sparse:
        figures = ", ".join(numeral(rate) for rate in told.sparse)
        line = f"Left out, as it is with sparsity: {figures}. The values are those for dense matrices."
        steps.append(CalculationStep(line, _of(spans, "3")))
    if told.tpp is not None:
        return told.tpp, (
            CalculationStep(f"Total processing performance as told: {numeral(told.tpp)}.", _of(spans, "1")),
        )
    if not told.modes:
        return needs("the bit length of the operation that the figure is for (INT8 and FP8: 8, FP16 and BF16: 16)")
    values = []
    for rate, bits, of_macs in told.modes:
        value = rate * bits * (2 if of_macs else 1)
        values.append(value)
        by = "2 × MacTOPS × bit length" if of_macs else "TOPS (which may correspond to 2 × MacTOPS) × bit length"
        sum_of = f"2 × {numeral(rate)} × {bits}" if of_macs else f"{numeral(rate)} × {bits}"
        steps.append(CalculationStep(f"TPP, as {by}: {sum_of} = {numeral(value)}.", _of(spans, "1", "1.b")))
    if len(values) > 1:
        steps.append(CalculationStep(f"The highest of them counts: {numeral(max(values))}.", _of(spans, "2")))
    if told.dies > 1:
        steps.append(
            CalculationStep("Over several dies the TPPs of all processing units are added up.", _of(spans, "1.d"))
        )
    return max(values), tuple(steps)


def _of(spans: dict[str, Span], *keys: str) -> tuple[Span, ...]:
    return tuple(spans[key] for key in keys if key in spans)


def _density(
    told: _Told, tpp: Fraction, text: str, spans: dict[str, Span]
) -> tuple[Fraction | None, tuple[CalculationStep, ...]]:
    """Return the performance density with its steps; None where no area is told that counts."""
    if told.density is not None:
        return told.density, (
            CalculationStep(f"Performance density as told: {numeral(told.density)}.", _of(spans, "4")),
        )
    if told.area is None:
        return None, ()
    if _PLANAR.search(text) and not _NON_PLANAR.search(text):
        line = "The die area told is of planar transistors: only that of logic dies of a non-planar node counts."
        return None, (CalculationStep(line, _of(spans, "4")),)
    density = tpp / told.area
    line = f"Performance density: {numeral(tpp)} / {numeral(told.area)} mm² = {_short(density)}."
    if not _NON_PLANAR.search(text):
        line += " The whole area is taken as that of logic dies of a non-planar node, the only one that counts."
    return density, (CalculationStep(line, _of(spans, "4")),)


def _short(figure: Fraction) -> str:
    return f"{float(figure):.2f}".rstrip("0").rstrip(".")


def _result(
    question: Query,
    catalogue: CatalogueReader,
    tpp: Fraction,
    density: Fraction | None,
    steps: tuple[CalculationStep, ...],
    limits: list[_Limits],
) -> Calculation:
    text = question.standalone
    of_computer = _OF_COMPUTER.search(text) is not None
    met = [x for x in limits if x.met(tpp, density)]
    open_ones = [x for x in limits if x.met(tpp, density) is None]
    letter = next((x.label[0] for x in met), "")
    steps = (*steps, *(CalculationStep(f"{_CHIP}.{x.label}: “{_words(x)}”", (Span.of(x.held),)) for x in met or limits))
    figures = f"TPP is {numeral(tpp)}" + (f" and performance density {_short(density)}" if density is not None else "")
    least = _least_outside(limits)
    outside = None
    if (met or open_ones) and tpp < least and _NO_DATACENTRE.search(text):
        notes = catalogue.find(f"{_CHIP}.b > note", question.filters)
        outside = next((held for held in notes if "datacenters" in held.text), None)
    if outside is not None:
        said = (
            f"{figures}: as described it is not designed or marketed for datacenters, and with a TPP below "
            f"{numeral(least)} {_CHIP}.a and .b do not apply to it by their note."
        )
        steps = (*steps, CalculationStep("Not for datacenters.", (Span.of(outside),)))
        letter = ""
    elif letter and not (letter == _B and any(x.label.startswith(_A) for x in open_ones)):
        paragraphs = " and ".join(f"{_CHIP}.{x.label}" for x in met if x.label.startswith(letter))
        said = f"{figures}: that meets {paragraphs}"
        said += f", and not {_CHIP}.a." if letter == _B else "."
    elif open_ones:
        alone = " and ".join(f"{_CHIP}.{x.label}" for x in (*met, *open_ones))
        facts = "the applicable die area in mm² (of logic dies of a non-planar node), for the performance density"
        return replace(
            needs(facts, steps=steps), lead=f"{figures}. Whether it meets {alone} turns on one thing: {facts}."
        )
    elif unread := _unread(text):
        return needs(
            f"the performance in TOPS of every mode with its bit length, as “{unread}” was not read", steps=steps
        )
    else:
        said = f"{figures}: by these figures neither {_CHIP}.a nor {_CHIP}.b is met; other entries are not looked at."
    if letter and of_computer:
        entry = next(iter(catalogue.find(f"{_COMPUTER}.{letter}", question.filters)), None)
        if entry is not None:
            said += f" A computer, assembly or component that contains such a circuit is {_COMPUTER}.{letter}."
            steps = (*steps, CalculationStep(f"{_COMPUTER}.{letter}: “{one_line(entry.text)}”", (Span.of(entry),)))
    highest = (
        "The highest TPP over all bit lengths that the circuit supports is what counts: modes not told are not in this "
        "figure."
    )
    steps = (*steps, CalculationStep(highest, note=StatementRole.CHECK_NEXT))
    values: dict[str, Value] = {
        "tpp": tpp,
        "performance_density": density,
        "paragraph": f"{_CHIP}.{letter}" if letter else None,
    }
    entry_number = _COMPUTER if of_computer else _CHIP
    return _with_licence(Calculation(said, values, steps), question, catalogue, entry_number, letter)


def _least_outside(limits: list[_Limits]) -> Fraction:
    """Return the performance from which an item for no datacenter is within the entry, too: it is enough alone."""
    return min((x.bounds[_TPP][0] for x in limits if len(x.bounds) == 1), default=Fraction(0))


def _words(limits: _Limits) -> str:
    return one_line(limits.held.text).removeprefix(f"{limits.label}. ").rstrip(".,; or")


def _with_licence(
    found: Calculation, question: Query, catalogue: CatalogueReader, entry_number: str, letter: str
) -> Calculation:
    """Return the result with what the paragraph needs for the place told, where a licence is asked about."""
    asked = of_text(Asked.of(question.standalone).text)
    if not asked.to or not has("licence", question.standalone):
        return found
    if not letter:
        left_open = "Whether a licence is needed for the place told turns on the entry that holds it, and is left open."
        return replace(found, lead=f"{found.lead} {left_open}")
    item: Transaction = replace(asked, number=entry_number, paragraph=(letter,), unlisted=False, items=(), names=())
    lead, *others = determined(item, catalogue, question.filters).findings
    more = (CalculationStep(f.text, f.cites, f.note) for f in others)
    return replace(found, lead=f"{found.lead} {lead.text}", steps=(*found.steps, *more))
