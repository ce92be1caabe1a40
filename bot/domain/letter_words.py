"""The words of a draft to one's own council: what it asks for, by how the tie stands, and what an officer has to find out first.

Neutral in tone. A city government acts, never a people; nobody is praised or blamed. What is asked is small, for the means are scarce.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.pairings import Status
from bot.domain.places import City, Level
from bot.domain.records import RecordedPairing
from bot.domain.standing import Standing, in_order
from bot.domain.wording import in_sentence, upper_first

PEOPLE_FIRST = frozenset({"RU", "BY"})
"""With cities of these countries a letter keeps to people and to the condition of a decision, for national rules on contacts differ.

Source: resolution ES-11/1 of the General Assembly of the United Nations, 2 March 2022.
"""


class Aim(Enum):
    """What a letter asks for."""

    PROPOSE = "propose a tie"
    GO_ON = "take the next step"
    REVIEW = "review the suspension"
    RESUME = "resume the tie, or say that it rests"
    REOPEN = "review the end of the tie"
    CLARIFY = "find out how the tie stands"
    RENEW = "renew the tie"
    TAKE_NOTE = "take note of the decision, and answer it"
    ANSWER = "answer the proposal"
    REMEMBER = "keep the history of the tie"
    SEEK = "find out who can be asked"


class Actor(Enum):
    """Whose act the tie’s status is, seen from the city whose council is written to."""

    OWN = "its own"
    """Its own, even if the other side has done the same."""
    OTHER = "the other’s"
    UNKNOWN = "nobody knows whose"


_AIMS = {
    Status.ACTIVE: Aim.RENEW, Status.APPROVED: Aim.GO_ON, Status.PROPOSED: Aim.GO_ON, Status.INVITED: Aim.GO_ON,
    Status.SUSPENDED: Aim.REVIEW, Status.DORMANT: Aim.RESUME, Status.ENDED: Aim.REOPEN, Status.UNKNOWN: Aim.CLARIFY,
}  # fmt: skip
_AIMS_OF_THE_OTHER = {
    Status.APPROVED: Aim.ANSWER, Status.PROPOSED: Aim.ANSWER, Status.INVITED: Aim.ANSWER,
    Status.SUSPENDED: Aim.TAKE_NOTE, Status.DORMANT: Aim.TAKE_NOTE, Status.ENDED: Aim.TAKE_NOTE,
}  # fmt: skip
"""Where the other side has acted. Its decision is not this council’s to change."""
_DONE_BY_THE_OTHER = {
    Status.SUSPENDED: "{other} suspended its tie with {own}",
    Status.DORMANT: "{other} has said that its tie with {own} is dormant",
    Status.ENDED: "{other} ended its tie with {own}",
    Status.PROPOSED: "{other} proposed a tie with {own}",
    Status.INVITED: "{other} invited {own} to begin a tie",
    Status.APPROVED: "{other} approved a tie with {own}",
}
_HALTED = {Status.SUSPENDED: "has suspended", Status.DORMANT: "calls dormant", Status.ENDED: "has ended"}


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about.

    Args:
        own: the city whose council is written to.
        status: how the tie stands; ``None`` if none is recorded.
        condition: until when or unless what the last decision holds.
        occupied: those of the two that are occupied.
        actor: whose act the status is.
    """

    own: City
    other: City
    status: Status | None
    condition: str = ""
    occupied: tuple[City, ...] = ()
    actor: Actor = Actor.UNKNOWN

    @property
    def aim(self) -> Aim:
        if self.occupied:
            return Aim.SEEK if self.status is None else Aim.REMEMBER
        if self.status is None:
            return Aim.PROPOSE
        if self.actor is Actor.OTHER and self.status in _AIMS_OF_THE_OTHER:
            return _AIMS_OF_THE_OTHER[self.status]
        return _AIMS[self.status]

    @property
    def people_first(self) -> bool:
        return bool({self.own.country_code, self.other.country_code} & PEOPLE_FIRST)

    @property
    def is_of_unknown_side(self) -> bool:
        """Whether the tie was halted by a decision of which no source says whose it was."""
        return self.actor is Actor.UNKNOWN and self.status in (Status.SUSPENDED, Status.ENDED)

    @property
    def done_by_the_other(self) -> str:
        """``Chicago suspended its tie with Moscow``"""
        own, other = in_sentence(self.own), in_sentence(self.other)
        return (
            upper_first(_DONE_BY_THE_OTHER[self.status].format(own=own, other=other)) if self.status in _DONE_BY_THE_OTHER else ""
        )


def actor_of(recorded: RecordedPairing, standing: Standing, own: City) -> Actor:
    """Whose act the status is: the city’s own as soon as it has done so too, for then it is its own to change."""
    deciding = standing.deciding
    if deciding is None:
        return Actor.UNKNOWN
    events = in_order(recorded.events)
    since = events[events.index(deciding) :]
    acting = {event.event.by_city for event in since if event.kind is deciding.kind}
    if own.city_id in acting:
        return Actor.OWN
    return Actor.UNKNOWN if None in acting else Actor.OTHER


def council_of(city: City) -> str:
    """``the city council of Chicago``, ``the county council of …``"""
    word = {Level.REGION: "regional council", Level.COUNTY: "county council", Level.DISTRICT: "district council"}
    word |= {Level.TOWN: "town council", Level.HROMADA: "hromada council"}
    return f"the {word.get(city.level, 'city council')} of {in_sentence(city)}"


def subject_of(matter: Matter) -> str:
    """The line that says what the letter is about."""
    other = in_sentence(matter.other)
    match matter.aim:
        case Aim.PROPOSE:
            return f"Proposal of a tie with {other}"
        case Aim.GO_ON:
            return f"Next step for the tie with {other}"
        case Aim.REVIEW:
            return f"Review of the suspended tie with {other}"
        case Aim.RESUME:
            return f"The dormant tie with {other}"
        case Aim.REOPEN:
            return f"Review of the ended tie with {other}"
        case Aim.CLARIFY:
            return f"How the tie with {other} stands"
        case Aim.RENEW:
            return f"Renewal of the tie with {other}"
        case Aim.TAKE_NOTE:
            halted = _HALTED[matter.status or Status.SUSPENDED]
            return f"The tie that {other} {halted}, and our answer"
        case Aim.ANSWER:
            return f"The tie that {other} wishes for, and our answer"
        case Aim.REMEMBER:
            return f"{upper_first(in_sentence(matter.own))} and {other}: history, and what can be asked now"
        case Aim.SEEK:
            return f"{upper_first(in_sentence(matter.own))} and {other}: what can be asked now"


def request_of(matter: Matter) -> str:
    """What the council is asked to do."""
    if matter.people_first and (asked := _asked_of_people(matter)):
        return asked
    other = in_sentence(matter.other)
    match matter.aim:
        case Aim.PROPOSE:
            return (
                f"I ask the council to consider proposing a tie to {other}: at first a letter and one small thing done together, "
                "and an agreement once that has gone well."
            )
        case Aim.GO_ON:
            return (
                f"A tie with {other} was begun and is not signed, as far as is recorded. I ask the council to find out whether both "
                "sides still wish it, and to decide on the next step."
            )
        case Aim.REVIEW:
            condition = (
                f"whether its condition (“{matter.condition}”) still holds"
                if matter.condition
                else "on what condition it would end"
            )
            if matter.is_of_unknown_side:
                return _of_unknown_side(
                    matter, "suspended, not ended", f"say {condition}, and which contacts between people it leaves open"
                )
            return (
                f"The tie with {other} is suspended, not ended. I ask the council to look at that decision again: to say {condition}, "
                "and which contacts between people it leaves open."
            )
        case Aim.RESUME:
            return (
                f"The tie with {other} is dormant. I ask the council to decide whether to resume it, with one person who is "
                "answerable for it and one small step, or to record that it rests."
            )
        case Aim.REOPEN:
            if matter.is_of_unknown_side:
                return _of_unknown_side(matter, "recorded as ended", "review whether the grounds of that decision still hold")
            return (
                f"The tie with {other} was ended. I ask the council to review whether the grounds of that decision still hold, and to "
                "record the answer. This is not yet a request to begin anew."
            )
        case Aim.CLARIFY:
            return (
                f"No source says how the tie with {other} stands today. I ask the council to find that out, to publish the answer with "
                "its date, and then to decide whether to renew it."
            )
        case Aim.RENEW:
            return (
                f"I ask the council to renew the tie with {other} by a decision with a date, and to name one thing that both will do "
                "together in the year to come."
            )
        case _:
            return _asked_of_one_side(matter)


def _asked_of_one_side(matter: Matter) -> str:
    """What is asked where only one side can answer: the own one for the other, or nobody in a place that is occupied."""
    match matter.aim:
        case Aim.TAKE_NOTE:
            noted = f"that decision and of its condition (“{matter.condition}”)" if matter.condition else "that decision"
            return (
                f"{matter.done_by_the_other}. I ask the council to take note of {noted}, to state its own position in writing, and to keep "
                "contacts between people open as far as the rules allow."
            )
        case Aim.ANSWER:
            return (
                f"{matter.done_by_the_other}, and no agreement is recorded. I ask the council to take note of that and to answer it in "
                "writing: whether it wishes the tie too, and what small thing could be the first step."
            )
        case Aim.REMEMBER | Aim.SEEK:
            places = " and ".join(in_sentence(city) for city in matter.occupied)
            are = "is" if len(matter.occupied) == 1 else "are"
            history = "to keep the history of the tie, and " if matter.aim is Aim.REMEMBER else ""
            return (
                f"{upper_first(places)} {are} occupied, so this letter proposes nothing to whoever holds the place now. I ask the "
                f"council {history}to find out whether an elected council or an administration works in exile and can be asked what "
                "would help its people."
            )
        case _:
            return ""


def _of_unknown_side(matter: Matter, how: str, own_act: str) -> str:
    """What is asked where a tie was halted and no source says by which side."""
    return (
        f"The tie with {in_sentence(matter.other)} is {how}, and no source says which side decided so. I ask the council to find that out. If "
        f"the decision is its own, I ask it to {own_act}; if it is the other side’s, to take note of it and to state its own position in "
        "writing."
    )


def _asked_of_people(matter: Matter) -> str:
    """The same where a letter keeps to people and to the condition of a decision; nothing where it does so anyway."""
    own, other = in_sentence(matter.own), in_sentence(matter.other)
    match matter.aim:
        case Aim.PROPOSE | Aim.GO_ON:
            step = "proposed" if matter.aim is Aim.PROPOSE else "signed"
            return (
                f"I ask the council to find out which contacts between people of {own} and of {other} are possible today, and "
                f"whether and on what condition a tie could be {step} at a later time."
            )
        case Aim.ANSWER:
            return (
                f"{matter.done_by_the_other}, and no agreement is recorded. I ask the council to take note of that, to find out which contacts "
                "between people are possible today, and to answer in writing whether and on what condition a tie could be signed later."
            )
        case Aim.RESUME:
            return (
                f"The tie with {other} is dormant. I ask the council to record that it rests, to say on what condition it would be "
                "resumed, and which contacts between people are possible until then."
            )
        case Aim.RENEW:
            return (
                f"The tie with {other} stands, as far as is recorded. I ask the council to say, with a date, whether and on what "
                "condition it is to stand, and which contacts between people it wishes to keep."
            )
        case Aim.CLARIFY:
            return (
                f"No source says how the tie with {other} stands today. I ask the council to find that out, to publish the answer with "
                "its date, and to say which contacts between people it leaves open."
            )
        case _:
            return ""


def means_of(matter: Matter) -> str:
    """How little it takes: named, for more is often promised than can be kept."""
    match matter.aim:
        case Aim.REMEMBER | Aim.SEEK:
            return (
                "The means are scarce. One letter to such a council, and one meeting with people from there who live here now, is a "
                "beginning."
            )
        case Aim.REOPEN | Aim.CLARIFY | Aim.TAKE_NOTE:
            return "The means are scarce. One letter of the office and one agenda item are enough to answer this."
    if matter.people_first:
        return (
            "The means are scarce, and nobody should run a risk for a letter. What costs least is enough for now: a list of the people "
            "and associations here who have had contacts, and one person in the office who answers them."
        )
    return (
        "The means are scarce on both sides, so let it start small: one school class that writes to another, one visit by two people, "
        "one call of the two offices a year. What cannot be kept up is better not promised."
    )


def questions_of(matter: Matter) -> list[str]:
    """What an officer has to find out before the letter is of use."""
    other = in_sentence(matter.other)
    questions = {
        Aim.PROPOSE: [f"Has our office ever had contacts with {other} of which no source tells?", _WISHES.format(other=other)],
        Aim.GO_ON: ["Was it signed, and is that only not recorded?", _WISHES.format(other=other)],
        Aim.REVIEW: [
            "Does the decision still stand as recorded, and who may change it?",
            f"What is {other}’s own position, if one was ever stated in writing?",
        ],
        Aim.RESUME: ["When did the two last do something together, and who here remembers it?", _WISHES.format(other=other)],
        Aim.REOPEN: ["Where are the minutes of the decision, and which grounds do they give?"],
        Aim.CLARIFY: ["Is there a signed text in our archive, and has it a term?", f"Does {other} list the tie on its own site?"],
        Aim.RENEW: ["Has the agreement a term, and when did the two last do something together?", _WISHES.format(other=other)],
        Aim.TAKE_NOTE: [
            f"Has {other} told us of its decision, and was it ever answered?",
            "Which contacts between people, schools and associations of the two are there today?",
        ],
        Aim.ANSWER: [f"Did {other} write to us, was it answered, and is that only not recorded?", _WISHES.format(other=other)],
        Aim.REMEMBER: _IN_EXILE,
        Aim.SEEK: _IN_EXILE,
    }[matter.aim]
    questions = [*questions]
    if matter.is_of_unknown_side and not matter.occupied:
        questions = [
            "Which side decided so, and where are the minutes?",
            f"What is {other}’s own position, if one was ever stated in writing?",
        ]
    if matter.people_first:
        questions.append(
            "Which national rules apply to contacts today, and what do they leave to people, schools and associations?"
        )
        questions.append("Could a contact be a danger to anybody there or here?")
    if matter.aim not in (Aim.REOPEN, Aim.CLARIFY, Aim.TAKE_NOTE):
        questions += [
            "Which school, association or office here would take part, and who is answerable?",
            "What does it cost in a year, and who pays?",
        ]
    return questions


_WISHES = "What does {other} itself wish for, and who there can be asked?"
_IN_EXILE = [
    "Does an elected council or an administration in exile exist, who is it, and where can it be reached?",
    "Who here comes from there, and what do they wish for?",
]
