"""Headlines of news: what came to lists, what began, ended or was stayed."""

from __future__ import annotations

from ui.language import N_

OF_NEWS = (
    N_("1 entry was added to the {list} on {day}: {names}."),
    N_("1 entry under {country} was added to the {list} on {day}: {names}."),
    N_("{count} entries were added to the {list} on {day}: {names}."),
    N_("{count} entries under {country} were added to the {list} on {day}: {names}."),
    N_("1 entry was changed on the {list} on {day}: {names}."),
    N_("1 entry under {country} was changed on the {list} on {day}: {names}."),
    N_("{count} entries were changed on the {list} on {day}: {names}."),
    N_("{count} entries under {country} were changed on the {list} on {day}: {names}."),
    N_("1 entry is no longer on the {list} in the edition of {day}: {names}."),
    N_("1 entry under {country} is no longer on the {list} in the edition of {day}: {names}."),
    N_("{count} entries are no longer on the {list} in the edition of {day}: {names}."),
    N_("{count} entries under {country} are no longer on the {list} in the edition of {day}: {names}."),
    N_("“{title}” was published on {day}."),
    N_("{count} under {country}"),
    N_("{count} under no country"),
    N_("{count} elsewhere"),
    N_("{first} and {last}"),
    N_("{names}; and {count} more"),
    N_("{count} more"),
    N_("{place} of “{title}”"),
    N_("{count} provisions of “{title}”"),
    N_("By {subject}, rules began to apply on {day}"),
    N_("A period in {subject} ended on {day}"),
    N_("{subject} was stayed on {day}"),
    N_("{subject} was stayed on {day}, until {until}"),
    N_("{subject} were stayed on {day}"),
    N_("{subject} were stayed on {day}, until {until}"),
    N_("The stay of {subject} lasted until {day}"),
    N_("A temporary amendment of {subject} began on {day}"),
    N_("A temporary amendment of {subject} began on {day}, until {until}"),
    N_("The temporary amendment of {subject} lasted until {day}"),
    N_("{told}."),
    N_("{told}: {places}."),
)
