"""Several companies, or several shares, of one question: the result of each, none hidden by one that lacks a fact."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.engines.calculation.result import Calculation


def joined_calculations(found: Sequence[tuple[str, Calculation]], each: str = "{lead}") -> Calculation:
    """Return the results of several companies (or of several shares) as one; a single one as it is.

    The sentences of those that are told stand first, in the form of `each` (with `{name}` and `{lead}`); behind them,
    each behind its name, those of the ones that lack a fact or a text. The values are in the order of `found`, as are
    the names, which are the value "of".
    """
    if len(found) == 1:
        return found[0][1]
    results = [made for _, made in found]
    told = [each.format(name=name, lead=made.lead) for name, made in found if not _lacks(made)]
    lacking = [f"{name}: {made.lead}" for name, made in found if _lacks(made)]
    names = dict.fromkeys(name for made in results for name in made.values)
    return Calculation(
        " ".join([*told, *lacking]),
        {
            "of": tuple(name for name, _ in found),
            **{name: tuple(made.values.get(name) for made in results) for name in names},
        },
        tuple(dict.fromkeys(step for made in results for step in made.steps)),
        asks_for=tuple(dict.fromkeys(fact for made in results for fact in made.asks_for)),
        missing=tuple(dict.fromkeys(text for made in results for text in made.missing)),
        brings=tuple(dict.fromkeys(source for made in results for source in made.brings)),
    )


def _lacks(made: Calculation) -> bool:
    return bool(made.asks_for or made.missing)
