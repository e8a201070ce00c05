"""Fields for what a question leaves out: it is asked again with what is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assistant.engines.determination.command import GivenFacts, determined_laws
from assistant.engines.determination.law_texts.asked_facts import FactField
from assistant.engines.determination.law_texts.rules import rule_table
from assistant.model import Answer, Form, Outcome
from corpus.lexicon.countries import country_names
from ui.components.chat import asking
from ui.components.chat.answer_display.outcome_line import needed_facts
from ui.components.page import labels
from ui.components.page.captions import caption
from ui.components.page.markup import plain_markdown
from ui.conversations import Turn
from ui.language import _, name_of_country
from ui.locale.fact_lines import fact_words

_LONGEST_FACT = 400  # characters


def show(turn: Turn, number: int) -> None:
    """Show the fields that an answer needs, or may be given anew: of a determination all its facts."""
    answer = turn.answer
    if answer is None:
        return
    told = answer.computed.get(Form.DETERMINATION.value) if answer.computed else None
    if isinstance(told, Mapping) and isinstance(told.get("facts"), Mapping):
        if answer.outcome is Outcome.ANSWERED:
            with st.expander(_("Change the facts"), icon=":material/tune:"):
                _transaction(turn, number, told)
        else:
            _transaction(turn, number, told)
    elif answer.outcome is Outcome.NEEDS_FACT:
        _plain(turn, number, answer)


def _transaction(turn: Turn, number: int, told: Mapping[str, Any]) -> None:
    """Show the facts of a transaction as they were understood, to be corrected and completed."""
    facts, key = told["facts"], f"facts-{number}-{hash(turn.question) & 0xFFFF}"
    known = sorted(set(country_names().values()))
    where = str(facts.get("to") or "")
    choices = known if where in known or not where else [where, *known]
    law = str(facts.get("jurisdiction") or rule_table()["jurisdiction"])
    laws = list(dict.fromkeys([*determined_laws(), law]))
    asked = [f for f in told.get("facts_asked") or () if isinstance(f, Mapping) and f.get("fact")]
    further = [str(f["fact"]) for f in asked if f.get("field") == FactField.FURTHER]
    judged = [str(f["fact"]) for f in asked if f.get("field") == FactField.JUDGED]
    with st.form(key, border=True):
        left, right = st.columns(2)
        left.text_input(
            _("Item"), str(facts.get("item") or ""), key=f"{key}-item", max_chars=_LONGEST_FACT,
            placeholder=_("ECCN with its paragraph, EAR99, or words"),
        )  # fmt: skip
        right.selectbox(
            _("Destination"), choices, index=choices.index(where) if where else None, key=f"{key}-to",
            placeholder=_("Country or town"), accept_new_options=True, format_func=name_of_country,
        )  # fmt: skip
        left, right = st.columns(2)  # below the first two, so that a phone has them in this order too
        left.text_input(_("End user"), str(facts.get("end_user") or ""), key=f"{key}-user", max_chars=_LONGEST_FACT)
        right.text_input(_("End use"), str(facts.get("end_use") or ""), key=f"{key}-use", max_chars=_LONGEST_FACT)
        for n, fact in enumerate(further):
            st.text_input(_label(fact), key=f"{key}-further-{n}", max_chars=_LONGEST_FACT)
        for fact in judged:
            caption(
                _("It also turns on {fact}. A finer paragraph of the item may settle that.").format(
                    fact=fact_words(fact)
                )
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                _("Under the law of"), laws, index=laws.index(law), key=f"{key}-law", format_func=labels.jurisdiction,
                width=240,
            )  # fmt: skip
            st.form_submit_button(_("Determine"), type="primary", on_click=_determine, args=(key, turn, len(further)))


def _determine(key: str, turn: Turn, further: int) -> None:
    said = {name: str(st.session_state.get(f"{key}-{name}") or "").strip() for name in ("item", "to", "user", "use")}
    more = [str(st.session_state.get(f"{key}-further-{n}") or "").strip() for n in range(further)]
    law = str(st.session_state.get(f"{key}-law") or "")
    facts = GivenFacts(
        "; ".join(filter(None, (said["item"], *more))), said["to"], said["user"], said["use"],
        "" if law == rule_table()["jurisdiction"] else law,
    )  # fmt: skip
    asking.put_pending(facts.question, turn.filters, facts=facts)


def _plain(turn: Turn, number: int, answer: Answer) -> None:
    """Show a field for each fact that is needed."""
    needed, key = needed_facts(answer), f"needs-{number}"
    with st.form(key, border=True):
        for n, fact in enumerate(needed):
            st.text_input(_label(fact), key=f"{key}-{n}", max_chars=_LONGEST_FACT)
        st.form_submit_button(_("Ask with it"), type="primary", on_click=_ask_with, args=(key, turn, needed))
    if st.session_state.pop(f"{key}-empty", False):
        caption(_("Fill in at least one field."))


def _label(fact: str) -> str:
    told = plain_markdown(fact_words(fact))
    return told[:1].upper() + told[1:]


def _ask_with(key: str, turn: Turn, needed: tuple[str, ...]) -> None:
    given = [(fact, str(st.session_state.get(f"{key}-{n}") or "").strip()) for n, fact in enumerate(needed)]
    said = [f"{fact[:1].upper() + fact[1:]}: {value}" for fact, value in given if value]
    if not said:
        st.session_state[f"{key}-empty"] = True
        return
    asking.put_pending(". ".join([turn.question.rstrip(". "), *said]), turn.filters, without=turn.without)
