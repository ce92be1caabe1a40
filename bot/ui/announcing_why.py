"""Why something did or did not go out: an announcement's last posts, what waits, what its filters hold back; and one post by its mark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.announcements.courier import mark_of
from bot.announcements.kinds import KINDS
from bot.announcements.post import Post, plain
from bot.announcements.rehearsing import HeldBack
from bot.domain import wording
from bot.domain.announcements import Delivery, DeliveryState, PublishState
from bot.ui.announcing import Shown, filters, instant, quiet, result, state, when
from bot.ui.announcing_forms import CODE
from bot.ui.card import Answer, Asking, Card, sentence
from bot.ui.controls import button
from bot.ui.inert import inert
from bot.ui.limits import NOTE, PLACE
from bot.ui.theme import LIST

LAST = 5
"""Deliveries that are shown of an announcement, of those that wait and of those that do not."""
HELD = 3
"""Matters that its filters hold back."""
REASON = 160
"""Characters of why it is paused."""
WORDS = 80
"""Characters of what was said."""
PUBLISHED = {
    PublishState.WANTED: "waits to be published",
    PublishState.DONE: "published to the channels that follow",
    PublishState.FAILED: "could not be published",
}


def why_card(
    asking: Asking,
    shown: Shown,
    last: Sequence[Delivery],
    waiting: Sequence[Delivery],
    held: Sequence[HeldBack],
    now: dt.datetime,
) -> Answer:
    """What became of an announcement's posts, and why.

    Args:
        last: its last deliveries, newest first.
        waiting: what waits, in the order in which it goes out.
        held: what its filters did not let through lately.
    """
    order = shown.order
    card = Card(LIST)
    card.say(f"## {shown.title}", f"It is {state(shown, REASON)}. {_next(shown, now)}")
    card.say(*(line for line in (_quiet(shown, now), _filters(shown), inert(shown.trouble, REASON)) if line))
    if waiting:
        card.rule()
        card.say(f"### Waiting · {len(waiting)}", *(_waits(delivery, now) for delivery in waiting[:LAST]), _more(waiting))
    done = [delivery for delivery in last if not delivery.state.waits][:LAST]
    card.rule()
    card.say("### Last posts", *(_done(delivery) for delivery in done), "" if done else "Nothing was due for it yet.")
    if held:
        card.rule()
        card.say("### Held back by its filters", *(_held(each) for each in held[:HELD]))
    card.rule()
    card.say(f"-# A post’s mark, such as K7M-4Q2, tells more: {asking.example('announce why K7M-4Q2')}")
    card.controls(
        button("Preview", asking.control_id(CODE, "v", order.announcement_id)),
        button("Change it", asking.control_id(CODE, "o", order.announcement_id)),
    )
    return card.answer()


def delivery_card(asking: Asking, delivery: Delivery, place: str, *, is_there: bool) -> Answer:
    """One post: what it said, why it went out or did not, when it was due and when it went.

    Args:
        is_there: whether its announcement was not removed.
    """
    occurrence, kind = delivery.occurrence, KINDS.get(delivery.occurrence.kind)
    title = kind.title if kind is not None else str(occurrence.kind)
    card = Card(LIST)
    card.say(f"## Post {mark_of(delivery)}: {inert(title)}", f"In {inert(place, PLACE)}: {result(delivery)}.")
    card.rule()
    because = f"change {occurrence.revision_id} of the entries" if occurrence.revision_id is not None else "its time came"
    tried = f" · first tried {instant(delivery.first_tried_at)}" if delivery.first_tried_at else ""
    failed = f" · failed {wording.count(delivery.attempts, 'time')} for a reason of its own" if delivery.attempts else ""
    published = PUBLISHED.get(delivery.publish, "")
    card.say(
        f"**Because:** {because}",
        f"**Due:** {instant(delivery.due_at)}{tried}{failed}",
        f"**Publishing:** {published}" if published else "",
        f"**Said:** “{inert(delivery.said, NOTE)}”" if delivery.said else "",
        "It corrects an earlier post, which was edited." if delivery.corrects is not None else "",
        "" if is_there else "Its announcement was removed.",
    )
    if is_there and delivery.announcement_id is not None:
        card.rule()
        card.say(
            f"-# It belongs to announcement {delivery.announcement_id}: {asking.example(f'announce why {delivery.announcement_id}')}"
        )
    return card.answer()


def unknown_mark(text: str) -> Answer:
    """No post of this server has that mark."""
    return sentence(
        f"I know no post “{inert(text, 20)}” of this server among the last ones. Its mark is the small word at its end, such as K7M-4Q2.",
        private=True,
    )


def preview_note(shown: Shown, *, waited: bool, count: int, now: dt.datetime) -> str:
    """What stands above a preview."""
    order = shown.order
    if not order.active:
        first = "It is paused, so nothing goes out. If it were resumed now, this would"
    elif waited:
        first = "This waits to go out"
    else:
        first = "If it fell due now, this would go out"
    more = f", and {wording.count(count - 1, 'post')} more after it" if count > 1 else ""
    quiet_now = f" {_quiet(shown, now)}" if waited and quiet(order) else ""
    return f"**Preview of announcement {order.announcement_id}**, in {inert(shown.place, PLACE)}. {first}{more}.{quiet_now}"


def nothing_now(shown: Shown, now: dt.datetime, *, example: bool) -> str:
    """Why nothing would go out now.

    Args:
        example: what it would have told last follows.
    """
    order, kind = shown.order, shown.kind
    if kind.timed:
        why = "there is nothing to tell"
    else:
        only = " that its filters let through" if filters(shown) else ""
        why = f"it is told as it happens, and nothing{only} waits"
    paused = " It is paused, too." if not order.active else ""
    follows = " This is the last that it would have told:" if example else ""
    following = f" {_next(shown, now)}" if kind.timed else ""
    return (
        f"**Preview of announcement {order.announcement_id}**: nothing would go out now, for {why}.{following}{paused}{follows}"
    )


def _next(shown: Shown, now: dt.datetime) -> str:
    order = shown.order
    if not shown.kind.timed:
        return "It is told as it happens."
    if order.next_due is None:
        return f"It was for {when(order)}, and there is no further time."
    at = dt.datetime.fromtimestamp(order.next_due, dt.UTC)
    if at <= now:
        return f"It was due {instant(at)} and is being seen to."
    return f"It falls due next {instant(at)}: {when(order)} ({inert(shown.zone)})."


def _quiet(shown: Shown, now: dt.datetime) -> str:
    hours = quiet(shown.order)
    return f"Quiet hours: {hours}; it is {now.astimezone(ZoneInfo(shown.zone)):%H:%M} there now." if hours else ""


def _filters(shown: Shown) -> str:
    only = filters(shown, WORDS)
    return f"Only about {only}." if only else ""


def _waits(delivery: Delivery, now: dt.datetime) -> str:
    if delivery.due_at > now:
        why = f"goes out {instant(delivery.due_at)}"
    else:
        why = f"due {instant(delivery.due_at)}{f'; {inert(delivery.error, WORDS)}' if delivery.error else ''}"
    return f"`{mark_of(delivery)}` · {why}"


def _done(delivery: Delivery) -> str:
    said = f" · “{inert(delivery.said.splitlines()[0], WORDS)}”" if delivery.said else ""
    late = (
        f" (due {instant(delivery.due_at)})"
        if delivery.state is not DeliveryState.SENT
        or (delivery.sent_at is not None and delivery.sent_at - delivery.due_at > dt.timedelta(minutes=10))
        else ""
    )
    return f"`{mark_of(delivery)}` · {result(delivery, WORDS)}{late}{said}"


def _held(held: HeldBack) -> str:
    return f"{instant(held.at)} · “{inert(_sentence(held.post), WORDS)}” · not of its {wording.joined(held.by, 'or')}"


def _sentence(post: Post) -> str:
    return plain(post.sentence)


def _more(waiting: Sequence[Delivery]) -> str:
    return f"-# and {len(waiting) - LAST} more" if len(waiting) > LAST else ""
