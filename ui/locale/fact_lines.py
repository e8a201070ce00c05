"""Facts that an answer asks for, in the reader's language; a stored answer has them as English words."""

from __future__ import annotations

from ui.language import N_
from ui.locale.templates import told_by

FACTS = (
    N_("the issue of the licence"),
    N_("the registration of the application"),
    N_("the receipt of the request"),
    N_("the date of the notification"),
    N_("the date of final denial"),
    N_("the date on the letter, taken as the notice of the final denial"),
    N_("the date of final denial, as it stands on the notice, not the day on which it arrived"),
    N_("the date on the written notice of administrative action"),
    N_("the service of the charging letter"),
    N_("the service of the answer"),
    N_("the service of the order"),
    N_("the issue of the temporary denial order"),
    N_("the expiration of the temporary denial order"),
    N_("the latest of the export, a known reexport, transshipment or diversion, and any other end of the transaction"),
    N_("the export or import shipment"),
    N_("the export or import"),
    N_("the receipt of the initial notification by OEE"),
    N_("the planned export"),
    N_("the export"),
    N_("the unscheduled unloading"),
    N_("the signature"),
    N_("the signature of the consignee or purchaser, whichever was last"),
    N_("the expiry of the licence"),
    N_("the shipment"),
    N_("the public notice of receipt of the application"),
    N_("the beginning of the activity"),
    N_("the completion or termination of the activity"),
    N_("the receipt of the preliminary notice of violation"),
    N_("the acceptance of the application"),
    N_("the beginning of the temporary control"),
    N_("the date from which they are kept (the article names none)"),
    N_("the day of the permission or approval"),
    N_("the order"),
    N_("the day from which they are kept (the article names none)"),
    N_("which row of appended table 1 has the item"),
    N_("whether it is of the ordinance's specification"),
    N_("whether the item is on China's control list or under a temporary control"),
    N_("who will use it, and for what"),
    N_("whether the goods are those of appended table 2-3"),
    N_("whether the minister has sent a notice to apply"),
    N_("whether the item is a strategic item by the industry and trade minister's notice"),
    N_("whether a notice of the industry and trade minister asks a situational licence in this case"),
    N_("the HTS-6 code of the item"),
    N_(
        "whether the end user supports military end uses and is neither the Government of Iraq nor a military "
        "organization that the U.S. Government recognizes"
    ),
    N_(
        "whether the end user is a civil end-user that is a wholly owned subsidiary, branch or sales office of a "
        "company headquartered in the United States or in Country Group A:5 or A:6"
    ),
    N_("whether the item was classified in accordance with 15 CFR 740.17"),
    N_("whether the item is especially designed or prepared for a nuclear plant (then 10 CFR 110)"),
    N_(
        "whether the plant is under IAEA safeguards, and whether its fuel contains plutonium or it does other "
        "work of § 744.2(a)(3)"
    ),
    N_("whether the item is a microprocessor of 5 GFLOPS or more with an access width of 32 bit or more"),
    N_(
        "where the entity that it is for and its ultimate parent company have their headquarters: in Macau or a "
        "destination of Country Group D:5 or not"
    ),
    N_("which component or material of 10 CFR 110.8 and 110.9 it is"),
    N_("whether a condition of 10 CFR 810.6 or sensitive nuclear technology stands against the general authorization"),
    N_("which component it is (appendix A to 10 CFR 110), and its use"),
    N_("the material, its isotope, form, quantity and end use"),
    N_("the reactor's thermal power"),
    N_("which component of appendix A to part 110 it is"),
    N_("where the employer and its majority owner have their headquarters"),
    N_(
        "whether the item is used in such a project (being unable to determine it is enough for § 746.8(a)(4)), "
        "and its HTS code"
    ),
    N_("the goods' ECCN with its paragraph, settled by the paragraph's own words and notes"),
    N_("whether the item is also subject to the EAR (US origin, US content, or made with US technology)"),
    N_("what the goods are, in words, for the annexes that go by description"),
    N_("the item's CN code"),
    N_("the value of one item in euros"),
    N_("the party's name and its whole address, with the floor and the room or unit"),
    N_("whether the address that the lists have for the party is used in the transaction"),
    N_("whether the party is one of those that the lists have at its address"),
    N_("the name of the listed party"),
    N_("the name of the listed party and, where it is an owner, its share"),
    N_("what holds for affiliates of listed entities on that day, and the share that is owned"),
    N_("the destination country"),
    N_("the item's ECCN with its paragraph, or EAR99"),
    N_("the end user and the end use"),
    N_("the end user"),
    N_("the end use"),
    N_("the country that the item goes to"),
    N_("one share of content, or the value of the content and of the whole item"),
    N_("both values in one currency (no exchange rate is in the texts held)"),
    N_("the value of the controlled content and the value of the whole item"),
    N_("which of the values are those of controlled content"),
    N_("which of the values are those of the content, and which is that of the whole item"),
    N_("the value in US dollars (the limit is in dollars, and no exchange rate is in the texts held)"),
    N_("whether the goods have one Schedule B (or HTS) number: the value counts per number"),
    N_("which of the values goes to which country (the values of several shipments are not added)"),
    N_("the total value stated on the licence"),
    N_("the volume on the licence, in board feet or cubic feet"),
    N_("the volume that was shipped before, in board feet or cubic feet"),
    N_("whether a cabinet order names that technology for the graver penalty: Article 14 names goods"),
    N_("which item of row 1 of appended table 1 the goods are"),
    N_("one weight at a time"),
    N_("the material (plutonium, uranium-233, or uranium and its enrichment)"),
    N_("the enrichment in uranium-235, in percent"),
    N_("the one country that the material goes to"),
    N_("the weight of one shipment, and how many there are in a calendar year"),
    N_("how many pieces of that weight one shipment has"),
    N_("how many sources of each activity go in one shipment"),
    N_("who owns how much of whom, written as “A owns 30 % of X”"),
    N_("who owns how much now, each owner again (which of the earlier shares changes is not understood)"),
    N_("the bit length of the operation that the figure is for (INT8 and FP8: 8, FP16 and BF16: 16)"),
    N_("the value in euros (the limit is in euros, and no exchange rate is in the texts held)"),
    N_("the value of one item"),
    N_("which goods they are (the value depends on their point of Annex XVIII)"),
    N_("the value of the whole contract and that of the part (or the part in percent)"),
    N_("the total value in yen (the limit is in yen, and no exchange rate is in the texts held)"),
    N_("the illegal gain"),
    N_("the illegal turnover"),
    N_("the price of the object of the violation"),
    N_("the amount of the transaction"),
    N_("the number of violations"),
    N_("the price of the goods"),
    N_("who will use it"),
    N_("for what it will be used"),
    N_("the person's nationality and immigration status"),
    N_("what technology it is (its ECCN, the USML or part 810)"),
    N_("the country of the recipient (whether it is in Appendix A to part 810)"),
    N_("whether enrichment, reprocessing, heavy water or the like is involved"),
    N_(
        "the fair market value of the US content that needs a licence for the destination, the value of the "
        "whole item, and the ECCN of each US part (some content has no de minimis)"
    ),
    N_("the country that it goes to (to some, an item on the control list is reported whatever its value)"),
    N_("whether the item is on the Commerce Control List (then its value does not matter for that country)"),
    N_("the applicable die area in mm² (of logic dies of a non-planar node), for the performance density"),
    N_("whether the goods are in appended table 3-3"),
    N_("their row of table 1"),
    N_("under whose law: that of the country from which it is exported, or whose company or person acts"),
    N_("figures that agree"),
    N_("a second jurisdiction"),
    N_("the word or phrase"),
    N_("the text"),
    N_("the full legal name of the party, its country and its address"),
    N_("the name of the company or person, as it is written in its papers"),
    N_("the name of the party, as it is written in its papers"),
    N_("the item's ECCN (its classification on the control list)"),
    N_("the country it goes to"),
    N_("the country where it is"),
    N_("the country of its registry"),
    N_("the country that controls, leases or charters it"),
)
FACTS_WITH_VALUES = (  # the longest first: a shorter one may fit its words too
    N_(
        "whether the end user told of (“{words}”) is a 'military end user': an armed service, the national guard "
        "or national police, a government intelligence or reconnaissance organization, or whoever supports "
        "military end uses"
    ),
    N_(
        "whether the end user told of (“{words}”) is an intelligence or reconnaissance organization of the armed "
        "services or the national guard, which § 744.22(f)(2) calls a 'military-intelligence end user'"
    ),
    N_(
        "whether the item is within the exception that the row of {name} has of its own: “{words}”. Unless it "
        "is, the row requires a licence"
    ),
    N_("which of the values told ({values}) is that of the {goods}, and what the other is of"),
    N_("whether the use and the end user are non-military, and the goods intended for {what}"),
    N_("the performance in TOPS of every mode with its bit length, as “{words}” was not read"),
    N_("{fact} in {code}: the text counts in it, and no exchange rate is in the texts held"),
    N_("in which point of Annex XVIII “{words}” is, if in any (the value depends on it)"),
    N_("whether an order of the agency suspends its general licences for {place}"),
    N_("which of the amounts is there already, and which comes to it ({what})"),
    N_("whether the law of {list} forbids this or makes a licence necessary"),
    N_("the limit that holds for {name}, or its name as the table writes it"),
    N_("whether the goods go to one of these regions of {place}: {names}"),
    N_("whether the goods are those that the row describes: {row}"),
    N_("whether {name} is on one of the lists that the rule names"),
    N_("whether the end user is {name}, which § {section} names"),
    N_("whether the town of {written} in {place} is meant"),
    N_("whether {day} is written day first or month first"),
    N_("the value of one item of each: {goods}; {others}"),
    N_("whether this applies to the item: {condition}"),
    N_("how many items of {activity} one shipment has"),
    N_("whether the item is within {name}: {words}"),
    N_("whether {value} is a value in US dollars"),
    N_("whether footnote {mark} covers the item"),
    N_("which row of the chart governs {place}"),
    N_("the further digits of the code {code}"),
    N_("which it is: {first} or {second}"),
    N_("whether the party is {names}"),
    N_("the paragraph of {number}"),
    N_("whether {name} is blocked"),
    N_("whether the use is {use}"),
    N_("whether {names} is meant"),
    N_("which country: {names}"),
    N_("“{limit}” of {entry}"),
    N_("the day of {fact}"),
    N_("{fact} in {code}"),
)


def fact_words(fact: str) -> str:
    """Return a fact in the reader's language; as it is where nothing of it is known, as of one that a model wrote."""
    told = told_by(fact, FACTS, FACTS_WITH_VALUES)
    if told or " and " not in fact:
        return told or fact
    first, _, rest = fact.partition(" and ")  # an answer that no engine made has them in one
    both = [told_by(part, FACTS, FACTS_WITH_VALUES) for part in (first, rest)]
    return "; ".join(both) if all(both) else fact
