"""Words that other rooms or tables give, where no message is marked: they are marked for translation here."""

from __future__ import annotations

from ui.language import N_

TOPICS_OF_THE_LEDGER = (
    N_("the 50 percent rule on affiliates of listed parties"),
    N_("rare earths, China and Japan"),
    N_("advanced computing and semiconductor manufacturing items"),
    N_("China's Regulations on Rare Earth Administration"),
    N_("China's Regulations on Export Control of Dual-Use Items"),
    N_("China's Export Control Law"),
)
OF_CELLS = (
    N_("See “{point}”, above."),
    N_("No provision is pinned for this point in the texts held."),
)
TOPICS_COMPARED = (
    N_("Penalties"),
    N_("Record keeping"),
    N_("Licence validity"),
    N_("Catch-all controls"),
    N_("Brokering"),
    N_("Technology transfer"),
    N_("How lists are amended"),
    N_("Retaliation and countermeasures"),
    N_("Reach beyond the border"),
    N_("Checks, stops and temporary control"),
)
POINTS_COMPARED = (
    N_("Who is punished"),
    N_("Criminal maximum"),
    N_("Administrative or civil maximum"),
    N_("The company itself"),
    N_("Attempt, helping, evasion"),
    N_("Bans from exporting, and for how long"),
    N_("Loss of licences, confiscation"),
    N_("Forwarders, banks and others who serve it"),
    N_("What a company must do when a foreign authority asks for a check"),
    N_("If such a check cannot be done"),
    N_("If it is let in, or refused, against the rule"),
    N_("What can be stopped or put under control at once"),
    N_("For how long"),
    N_("Aggravating, mitigating, defences"),
    N_("Limitation"),
    N_("Who keeps records"),
    N_("Which records"),
    N_("How long, and from when"),
    N_("In which form"),
    N_("Inspection"),
    N_("If they are not kept or not given"),
    N_("Single or individual licence"),
    N_("General or global licence"),
    N_("Extension"),
    N_("Changes and transfer"),
    N_("Suspension and revocation"),
    N_("Time for the decision"),
    N_("Which items"),
    N_("Which uses"),
    N_("What the exporter must know"),
    N_("Word from the authority"),
    N_("Destinations left out or added"),
    N_("What the exporter must do"),
    N_("Exceptions"),
    N_("What counts as brokering"),
    N_("What needs a licence or is forbidden"),
    N_("Who"),
    N_("Breach"),
    N_("What is controlled"),
    N_("Sending and electronic access"),
    N_("Release to foreigners at home"),
    N_("Technical assistance and services"),
    N_("Published and research"),
    N_("Who amends the list of items"),
    N_("Hearing and review"),
    N_("Temporary control"),
    N_("Who lists a party, and why"),
    N_("How a party gets off"),
    N_("Appeal"),
    N_("Legal basis and trigger"),
    N_("Who decides"),
    N_("Which measures"),
    N_("What firms may not do, or must report"),
    N_("Limits"),
    N_("Own nationals and companies abroad"),
    N_("Foreign persons abroad"),
    N_("Goods made abroad"),
    N_("Re-export, transit, onward transfer"),
    N_("Threshold or limit"),
)
PARTS_OF_A_SUMMARY = (
    N_("In short"),
    N_("It begins"),
    N_("Headings"),
    N_("Definitions"),
    N_("Dates"),
    N_("Duties, in order"),
    N_("Sums"),
    N_("Names"),
)
LIKENESSES = (
    N_("same name"),
    N_("alias"),
    N_("spelling"),
    N_("listed name has more words"),
    N_("listed name has fewer words"),
    N_("shares words"),
    N_("address"),
    N_("similar letters"),
)
ADDED_AS = (
    N_("added"),
    N_("updated"),
    N_("unchanged"),
    N_("failed"),
)
CHANGED_AS = (
    N_("added"),
    N_("removed"),
    N_("changed"),
    N_("renumbered"),
    N_("typography"),
)
DONE_WITH_IT = (
    N_("added"),
    N_("replaced"),
    N_("removed"),
    N_("synced"),
    N_("moved"),
    N_("restored"),
)
SAID_OF_A_SENTENCE = (
    N_("checked by the program only"),
    N_("not confirmed"),
    N_("verbatim"),
    N_("supported"),
    N_("annotated"),
    N_("computed"),
    N_("removed"),
    N_("applied to the facts"),
    N_("combined from several passages"),
    N_("compared"),
    N_("not found in the texts"),
    N_("advice, not law"),
    N_("An added document says"),
    N_("An added document says, in the words of a chat model that were checked"),
)
SAID_OF_AN_ORIGIN = (
    N_("as handed in, not fetched from its publisher"),
    N_("uploaded"),
)
GROUPS_OF_NEWS = (
    N_("By their own words"),
    N_("Its summary"),
    N_("No country named"),
    N_("Notices held"),
    N_("Review policy"),
)
JURISDICTIONS = (N_("International"),)
WHO_ASKS = (
    N_("Journalist"),
    N_("Policy staff"),
    N_("New to this"),
)
