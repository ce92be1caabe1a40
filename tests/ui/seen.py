"""What a member sees of an answer, and what Discord and the house have against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.places import City, Country
from bot.domain.records import Countries, RecordedPairing
from bot.ui import limits
from bot.ui.card import Answer, Asking, Attached
from bot.ui.illustrated import Illustrated, View
from bot.ui.listing import Listing
from bot.ui.pairing import Surroundings, ToldPairing
from bot.ui.pairing import pairing_card as card_of_pairing
from bot.ui.plain import plain_text
from bot.ui.rows import of_city
from bot.ui.twin import twin_card as card_of_rows
from tests import factories
from tests.factories import TODAY, country
from tests.fakes.discord.limits import check_message
from tests.fakes.discord.payloads import Upload
from tests.fakes.discord.refusals import Refusal

ASKER = 80351110224678912
V2 = 1 << 15
TEXT, BUTTON, SELECT, FILE, SEPARATOR, GALLERY = 10, 2, 3, 13, 14, 12
BLURPLE = 1
COMPONENTS = 36
"""Of any depth, in one card. Discord refuses more than 40."""
Json = Mapping[str, Any]

MAP = Attached("map.png", b"a picture", "Map: a city. All names are in the text.")
WITH_MAP = Illustrated(View.MAP, MAP, possible=True)
"""As the first page of a card is illustrated."""
AFTER_THE_MAP = Illustrated(View.MAP, possible=True)
"""As every later page is."""

FURTHER = {
    "AM": "Armenia", "BR": "Brazil", "CA": "Canada", "CN": "China", "EG": "Egypt", "FR": "France", "GB": "United Kingdom",
    "GR": "Greece", "HR": "Croatia", "ID": "Indonesia", "IL": "Israel", "IN": "India", "IR": "Iran", "IT": "Italy", "JP": "Japan",
    "KR": "South Korea", "LB": "Lebanon", "LT": "Lithuania", "MX": "Mexico", "NZ": "New Zealand", "PH": "Philippines",
    "PL": "Poland", "SV": "El Salvador", "TW": "Taiwan", "ZM": "Zambia",
}  # fmt: skip


def countries() -> Countries:
    """The countries of the small catalogue, and those of Los Angeles' pairings."""
    further: dict[str, Country] = {code: country(code, name) for code, name in FURTHER.items()}
    return Countries({**further, **factories.countries().by_code})


def asking(prefix: str = "!") -> Asking:
    """A member who asks on the day of every story."""
    return Asking(ASKER, TODAY, prefix, countries())


@dataclass(frozen=True)
class Seen:
    """An answer as it is sent."""

    answer: Answer

    @property
    def components(self) -> list[Json]:
        """Every component of any depth, in reading order."""
        top: list[Json] = [*self.answer.view.to_components()] if self.answer.view else []
        return [each for component in top for each in _walk(component)]

    @property
    def texts(self) -> list[str]:
        """The blocks of text as Discord gets them."""
        return [each["content"] for each in self.components if each["type"] == TEXT]

    @property
    def plain(self) -> str:
        """The whole as a screen reader reads it."""
        components = self.answer.view.to_components() if self.answer.view else []
        return plain_text(self.answer.content or "", components=components)

    @property
    def said(self) -> str:
        """The same without controls."""
        return "\n".join(line for line in self.plain.split("\n") if not line.startswith(("[Button: ", "[Menu: ")))

    @property
    def title(self) -> str:
        return self.plain.split("\n", 1)[0]

    @property
    def buttons(self) -> list[str]:
        return [each["label"] for each in self.components if each["type"] == BUTTON]

    @property
    def blurple(self) -> list[str]:
        """The buttons that stand out."""
        return [each["label"] for each in self.components if each["type"] == BUTTON and each["style"] == BLURPLE]

    @property
    def options(self) -> list[str]:
        """What the menus offer, with the description in brackets."""
        offered = [option for each in self.components if each["type"] == SELECT for option in each["options"]]
        return [f"{one['label']} ({one['description']})" if one.get("description") else one["label"] for one in offered]

    @property
    def shown(self) -> list[str]:
        """The addresses of the pictures in it."""
        return [item["media"]["url"] for each in self.components if each["type"] == GALLERY for item in each["items"]]

    @property
    def handed(self) -> list[str]:
        """The addresses of the files in it that are there to be taken along."""
        return [each["file"]["url"] for each in self.components if each["type"] == FILE]

    @property
    def alt_texts(self) -> list[str]:
        """What is said of the pictures for those who do not see them."""
        return [item.get("description") or "" for each in self.components if each["type"] == GALLERY for item in each["items"]]

    @property
    def colour(self) -> int | None:
        return next((each["accent_color"] for each in self.components if "accent_color" in each), None)

    def custom_id(self, label: str) -> str:
        """The id of the button of that label, without the asker's number at its end."""
        found = next(each["custom_id"] for each in self.components if each.get("label") == label)
        return str(found).rsplit(":", 1)[0]


def faults(answer: Answer, *, content: int = limits.CONTENT) -> list[str]:
    """What Discord would refuse, counted as Discord counts, and where the house's own limits are not held."""
    seen = Seen(answer)
    found = []
    components = answer.view.to_components() if answer.view else []
    files = [Upload(str(n), str(n), each.name, "image/png", each.content) for n, each in enumerate(answer.files)]
    attached = [{"id": n, "filename": each.name, "description": each.alt} for n, each in enumerate(answer.files)]
    flags = V2 if answer.is_card else 0
    try:
        check_message({"content": answer.content, "components": components, "attachments": attached, "flags": flags}, files)
    except Refusal as refusal:
        found.append(f"Discord: {refusal.body}")
    characters = sum(map(len, seen.texts))
    labels = seen.buttons
    ids = [each["custom_id"] for each in seen.components if "custom_id" in each]
    title = seen.texts[0].split("\n")[0].removeprefix("## ") if answer.is_card else ""
    found += [
        wrong
        for wrong, is_so in (
            (f"{len(seen.components)} components", len(seen.components) > COMPONENTS),
            (f"{characters} characters", characters > limits.CHARACTERS),
            (f"content of {len(answer.content or '')}", len(answer.content or "") > content),
            (f"title of {len(title)}", len(title) > limits.TITLE),
            (f"labels {labels}", len(set(labels)) < len(labels)),
            (f"ids {ids}", len(set(ids)) < len(ids)),
            (f"a label over {limits.BUTTON}", any(len(label) > limits.BUTTON for label in labels)),
            ("more blurple than one", len(seen.blurple) > 1),
            (
                "pictures or files that are not those sent",
                # Beside a sentence every file is seen; on a card only what it names.
                answer.is_card
                and sorted([*seen.shown, *seen.handed]) != sorted(f"attachment://{each.name}" for each in answer.files),
            ),
            (f"words for a picture over {limits.ALT}", any(len(words) > limits.ALT for words in seen.alt_texts)),
        )
        if is_so
    ]
    return found


def _walk(component: Json) -> Iterator[Json]:
    yield component
    for child in (*component.get("components", ()), *([component["accessory"]] if "accessory" in component else ())):
        yield from _walk(child)


def twin_card(asking: Asking, home: City, recorded: Sequence[RecordedPairing], **more: Any) -> Answer:
    """The card of a city's pairings, from the pairings."""
    rows = Listing(of_city(recorded, home, asking.today, asking.countries), asking.today)
    return card_of_rows(asking, home, rows, **more)


def pairing_card(asking: Asking, recorded: RecordedPairing, around: Surroundings, **more: Any) -> Answer:
    """The card of a pairing."""
    return card_of_pairing(asking, ToldPairing(recorded, around, asking.today, asking.countries), **more)
