"""What a page never folds: a stay, a fact that is asked for, and what may turn a yes, a no or a permission."""

from __future__ import annotations

from dataclasses import replace

from assistant.model import Statement


def settles(lead: Statement) -> bool:
    """Return whether a first sentence says yes or no, by its mark or its words, or that something is permitted."""
    from assistant.reading_rules.stances import Stance, stances
    from assistant.verification.untold_evidence import says_yes_or_no  # with it come models, which no first page needs

    if lead.says_yes is not None or says_yes_or_no([lead, replace(lead, text=lead.deciding)]):
        return True
    return not stances(lead.deciding).isdisjoint((Stance.PERMITS, Stance.EXEMPTS, Stance.LIFTS, Stance.GRANTS))


def is_never_folded(s: Statement) -> bool:
    """Return whether a statement is shown whatever it stands under: it asks for a fact, or it tells a stay."""
    return s.asks or words_tell_a_stay(s.text) or words_tell_a_stay(s.deciding)


def words_tell_a_stay(text: str) -> bool:
    """Return whether words tell that something is stayed, or not in force."""
    from assistant.verification import untold_evidence  # with it come models, which no first page needs

    return untold_evidence.tells_a_stay(text)
