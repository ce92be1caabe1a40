"""What does not belong into a text that is kept: how to reach or find a person, where a convoy is, how to pay, where to click."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from bot.domain.patterns import Pattern
from bot.domain.trust import Finding, Weight, worst_first
from bot.moderation.lookalikes import has_known_suffix
from bot.moderation.payments import payment_data

LONGEST = 10_000
"""Characters that are looked at. A field of an entry holds 2,000."""

NUMBERED_FIELDS = frozenset({"register_name", "register_number"})
"""Fields in which a long number is the number of a register and no telephone."""

# ---- Ways to reach a person ---------------------------------------------------------------------------------------------

INVITE = Pattern(
    r"(?i)(?<![\w-])(?:(?:www\.)?(?:discord\s{0,2}\.\s{0,2}(?:gg|io|me|li|com/invite)|discordapp\.com/invite|dsc\.gg|invite\.gg|disboard\.org/server"
    r"|t\.me|telegram\.(?:me|dog|org/\w)|chat\.whatsapp\.com|wa\.me|(?:api\.)?whatsapp\.com/(?:send|channel|catalog)|invite\.viber\.com"
    r"|signal\.(?:group|me)|m\.me|line\.me/ti|join\.skype\.com|guilded\.gg|matrix\.to|vk\.me)(?![\w-])|(?:tg|viber|whatsapp|skype|sgnl)://)"
)
"""Addresses that lead into a chat. Kept with the text rules, for the link rules want it too."""

ROLES = frozenset(
    "info office contact contacts kontakt contacto mail email post poststelle press presse prensa media hello admin help hilfe support "
    "donate donations spenden aid team webmaster mayor council cityhall townhall city rathaus stadt buergermeister oberbuergermeister "
    "oberbürgermeister bürgermeister secretariat sekretariat international partnerships partnership sistercities sistercity twinning "
    "staedtepartnerschaft ukraine kyiv enquiries inquiries general service board verein vorstand alcaldia ayuntamiento mairie kanc "
    "kancelyaria kantselyaria priyomna priemnaya pryimalnya zvernennya rada miskrada gromada hromada volunteer volunteers".split()
)
"""Mailboxes of an office rather than a person."""

_EMAIL = Pattern(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_EMAIL_SPELT = Pattern(
    r"(?i)(?<![\w.+%-])[\w.+%-]{1,64}\s{0,2}(?:[\[({]\s?(?:at|собака|ät)\s?[\])}]|\s(?:at|собака)\s(?=[\w-]{1,63}\s?(?:[\[({]\s?(?:dot|punkt|точка|крапка)|\s(?:dot|punkt|точка|крапка)\s)))"
    r"\s{0,2}[\w-]{1,63}"
)
_PHONE = Pattern(r"(?<![\w.,/#№-])(?:\+|00(?=[1-9]))?\s?\(?\d(?:[\s().\-–/]{0,3}\d){6,15}(?![\d,]?\d)(?!-?\w)")
_PHONE_NAMED = Pattern(
    r"(?i)(?<!\w)(?:tel|telephone|phone|cell|mobile|mob|call|text|sms|whatsapp|viber|signal|fax|тел|телефон\w{0,2}|моб|дзвон\w{1,6}|звон\w{1,6}|вайбер"
    r"|telefon|handy|mobil|anrufen|tel[eé]fono|m[oó]vil|llam\w{1,4})[\s.:№#-]{1,3}(?:\w{2,6}\s)?(?P<number>\+?\(?\d(?:[\s().\-–/]{0,2}\d){4,15})(?!\d)"
)
_NO_PHONE_BEFORE = Pattern(
    r"(?i)(?:isbn|issn|no|nr|№|#|resolution|ordinance|register|edrpou|єдрпоу|ein|charity|number|рішення|реєстр\w*)[\s.:]*\Z"
)
_HANDLE = Pattern(r"(?<![\w@/.`])@[A-Za-z_][\w.]{2,31}")
_ACCOUNT = Pattern(
    r"(?i)(?<!\w)(?:telegram|tg|viber|whats\s?app|signal|instagram|insta|skype|discord|facebook|messenger|телеграм\w{0,2}|інстаграм|инстаграм|вайбер|скайп)"
    r"\s{0,2}(?:id|handle|account|нік|ник)?\s{0,2}[:=–-]\s{0,2}[\w.@+#-]{3,64}"
)
_CASHTAG = Pattern(r"(?<![\w$])\$[A-Za-z]\w{3,20}")
_LINK_SPELT = Pattern(
    r"(?i)(?<!\w)[\w-]{1,63}\s?[\[({]\s?(?:dot|punkt|punto|крапка|точка)\s?[\])}]\s?[\w-]{1,63}|h\s?t\s?t\s?p\s?s?\s?:\s?/\s?/"
)
_DISCORD_TAG = Pattern(r"(?<!\w)[\w.]{2,32}#\d{4}(?!\w)")
_MENTION = Pattern(r"<@[!&]?\d{1,20}>|(?<!\w)@(?:everyone|here)\b")
_LINK = Pattern(
    r"(?i)(?<!\w)(?:h(?:tt|xx)ps?\s?[\[(]?\s?:\s?[\])]?\s?//|ftp://|www\.|(?:bitcoin|ethereum|litecoin|monero|solana|tron|lightning|mailto|tel):(?=\S))\S{2,200}"
)
_TURNED = Pattern("[\u202a-\u202e\u2066-\u2069]")
_ADDRESS = Pattern(
    r"(?<![\w@./-])(?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?[.。]){1,8}(?P<suffix>[^\W\d_]{2,24}))(?![\w-])(?P<path>/(?=\S)\S{1,200})?"
)
"""What may be a domain, in letters of any script; whether it is one, the list of public suffixes tells."""


def _addresses(text: str) -> Iterator[re.Match[str]]:
    """The addresses without a scheme in a text. A sentence that begins right after a full stop (``council.In``) is none."""
    for match in _ADDRESS.finditer(text):
        begins_sentence = match["suffix"].istitle() and len(match["suffix"]) <= 3 and not match["path"]
        if not begins_sentence and has_known_suffix(match["host"].replace("。", ".").lower()):
            yield match


def _phone_numbers(text: str) -> Iterator[str]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        written = match[0].strip()
        before = text[max(0, match.start() - 14) : match.start()]
        if _NO_PHONE_BEFORE.search(before) or re.fullmatch(r"\d\d-\d{7}", written):
            continue
        abroad = written.startswith("+") or (written.startswith("00") and len(digits) >= 10)
        home = digits.startswith("0") and 9 <= len(digits) <= 12 and not re.fullmatch(r"\d\d[./-]\d\d[./-]\d{4}.*", written)
        american = re.fullmatch(r"1?[\s.-]?\(?[2-9]\d\d\)?[\s.-]{1,2}[2-9]\d\d[\s.-]\d{4}", written)
        russian = re.fullmatch(r"8[\s(-]{1,2}\(?\d{3,4}\)?[\s-]*\d{2,3}[\s-]?\d\d[\s-]?\d\d", written)
        if (abroad and 8 <= len(digits) <= 15) or home or american or russian:
            yield written
    for match in _PHONE_NAMED.finditer(text):
        if len(re.sub(r"\D", "", match["number"])) >= 5 and not re.match(r"(?:19|20)\d\d\D", match["number"]):
            yield match["number"]


# ---- Where someone lives, or something moves ----------------------------------------------------------------------------

_CAPITAL = r"[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ][\w'’.-]{1,30}"
_STREETS = tuple(
    Pattern(pattern)
    for pattern in (
        # English: 12 Elm Street; French: 12 rue de Rivoli
        rf"(?<![\w.])(?!(?:19|20)\d\d\s)\d{{1,5}}[A-Za-z]?,?\s+(?!Sister)(?:{_CAPITAL}\s+){{1,3}}(?i:street|st|avenue|ave|road|rd|lane|drive|blvd|boulevard|court|terrace|crescent|square)(?!\w)",
        rf"(?<![\w.])\d{{1,4}}\s?(?:bis|ter)?,?\s+(?i:rue|avenue|boulevard|quai)\s+(?:(?:de|du|des|la|le)\s+){{0,2}}(?:l['’])?{_CAPITAL}",
        # Ukrainian, Russian, Polish: вул. Шевченка, 12
        (
            rf"(?<!\w)(?i:вул|вулиц[яіею]|просп|проспект[іу]?|пров|провул\w{{1,3}}|бул|бульвар[іу]?|пл|площ[аі]|наб|ул|улиц[аеу]|пр-т|переул\w{{1,3}}|пер|шосс?е|ul|al)"
            rf"\.?\s{{0,2}}(?:{_CAPITAL}\s{{0,2}}){{1,3}},?\s{{0,2}}(?:(?i:буд|будинок|дом|д|б)\.?\s{{0,2}})?\d{{1,3}}(?!\d|\s?[%°])"
        ),
        # German: Hauptstraße 5
        (
            r"(?<!\w)(?:(?!(?:Der|Die|Das|Den|Dem|Im|Auf)\s)[A-ZÄÖÜ][\w-]{1,30}\s(?i:straße|strasse|str\.|gasse|allee|platz|weg)"
            r"|[A-ZÄÖÜ][\wäöüß-]{1,40}(?:straße|strasse|str\.|gasse|allee|platz|weg))\s{1,2}\d{1,3}(?!\d|[.,]\d|\s?[%°])"
        ),
        # Spanish: calle Mayor, 5
        (
            rf"(?<!\w)(?i:calle|avenida|avda\.?|plaza|paseo|carrera|c/)\s{{0,2}}(?:(?:de|la|las|los|el|del)\s+){{0,3}}(?:{_CAPITAL}\s{{0,2}}){{1,3}},?\s{{0,2}}"
            r"(?:n[.ºo°]{1,2}\s?)?\d{1,3}(?!\d)"
        ),
        # A flat
        r"(?<!\w)(?i:кв\.?|квартира|apt\.?|apartment|flat|wohnung|piso)\s{0,2}№?\s?\d{1,4}(?!\d|\s?[%°])",
        r"(?i)(?<!\w)(?:за\s+адрес(?:ою|ой)|по\s+адресу|адреса?:|(?:at\s+the|home)\s+address|address:|adresse:|dirección:)\s{0,2}[^\d\n]{1,40}\d{1,3}(?!\d)",
    )
)
_COORDINATES = tuple(
    Pattern(pattern)
    for pattern in (
        r"(?<![\d.])[-−]?\d{1,3}\.\d{4,15}°?\s?[NSСШ]?\s{0,2}[,;/ ]\s{0,2}[-−]?\d{1,3}\.\d{4,15}(?!\d)",
        r"(?<!\w)[NSСШ]\s?\d{1,3}\.\d{4,15}(?!\d)",
        r"(?<!\d)\d{1,3}\s?°\s?\d{1,2}\s?['′’]\s?\d{1,2}(?:[.,]\d{1,4})?\s?[\"″”]",
        r"(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)",  # https://github.com/google/open-location-code
        r"(?<!\w)\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{4}\s?\d{4}|\d{5}\s?\d{5})(?!\d)",  # MGRS
        r"(?<!/)///[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}",
    )
)
"""Places to within a house: four decimals of a degree are 11 m (https://wiki.openstreetmap.org/wiki/Precision_of_coordinates)."""

_TRANSPORT = Pattern(
    r"(?i)(?<!\w)(?:convoys?|trucks?|lorr(?:y|ies)|aid transports?|shipments?|minibus(?:es)?|bus(?:es)?"
    r"|evacuation|vans?|ambulances?|колон\w{1,3}|конво\w{1,3}"
    r"|бус(?:и|ами|ом)?|вантажівк\w{1,3}|фур\w{1,2}|транспорт\w{0,3}|автобус\w{0,3}|евакуаці\w{1,2}|эвакуаци\w{1,2}|грузовик\w{0,3}|hilfskonvois?|konvois?|hilfstransporte?|lkws?|lastwagen"
    r"|transporter?|busse|convoy(?:es)?|camion(?:es)?|camión|caravanas?)(?!\w)"
)
_DEPARTS = Pattern(
    r"(?i)(?<!\w)(?:leaves?|leaving|will\s(?:leave|depart|arrive|cross|go|start|be at|pass)|departs?|departing|departure|sets?\s(?:off|out)"
    r"|go(?:es|ing)?\sto|drives?\sto|driving\sto|heads?\s(?:to|for)|arrives?|arriving"
    r"|crosses|crossing|is due|route"
    r"|ви(?:їжджа|руша|їд)\w{1,4}|при(?:бува|буд|їд|їжджа)\w{1,4}|поїд\w{1,4}|маршрут\w{0,3}|відправ(?:ля\w{1,4}|лення)|вы(?:езжа|ед|дви)\w{1,6}|при(?:быва|буд|ед|езжа)\w{1,4}"
    r"|поед\w{1,4}|отправ(?:ля\w{1,5}|ление)|startet|fährt|fahren|abfahrt|ankunft|bricht|brechen|kommt|kommen|überquert|sale|salen|saldrá|parte|parten|partirá|llega|llegan|llegará|ruta|salida)(?!\w)"
)
_WHEN_OR_WHERE = Pattern(
    r"(?i)(?<!\w)(?:\d{1,2}(?:\.|st|nd|rd|th|-го)?\s{1,2}(?:of\s|de\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|янв|фев|мар|апр|мая"
    r"|июн|июл|авг|сен|окт|ноя|дек|mär|mai|okt|dez|ene|abr|ago|dic)\w{0,8}|(?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d{1,2}(?!\d)"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}[/]\d{1,2}(?:/\d{2,4})?|\d{1,2}[:.]\d\d(?!\d)|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|завтра|сьогодні|вранці"
    r"|сегодня|утром|понеділ\w{1,2}|вівтор\w{1,2}|серед[уи]|четвер\w{0,2}|п['’]ятниц\w|субот\w|неділ\w|понедельник\w?|вторник\w?|пятниц\w|morgen|heute|(?:mon|diens|donners|frei|sams|sonn)tag|mañana|hoy"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|(?:via|through)\s(?-i:[A-ZА-ЯІЇЄҐ])\w+|crossing|checkpoint|border|через|кордон\w{0,2}|границ\w{1,2}|grenze|über|frontera|por)(?!\w)"
)
_SENTENCE_END = Pattern(r"(?<=[^\W\d_]{2})[.!?]\s|\n")

# ---- Who a person is ----------------------------------------------------------------------------------------------------

_NAME = r"[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐ][^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30})?"
_HONORIFIC = Pattern(
    rf"(?<!\w)(?:M(?:r|rs|s|iss)\.?|Dr\.?|Herrn?|Frau|Pan[ií]?|Se[ñn]or(?:a|ita)?|Sra?\.|[Пп]ан(?:і|у|ом|е)?|[Гг]-(?:н|жа|жі|ну)|[Гг]оспод(?:ин|жа)|Monsieur|Madame|Mme)\s+(?P<name>{_NAME}(?:\s+{_NAME})?)"
)
_ASK_FOR = Pattern(
    rf"(?<!\w)(?i:contact(?:\s+person)?|ask\s+for|call|write\s+to|speak\s+(?:to|with)|talk\s+to|message|attn|c/o|reach|зверта\w{{2,6}}\s+до|(?:на)?пи[шс]\w{{1,5}}|зв[яе]\w{{2,6}}\s+[зс]|дзвон\w{{1,4}}|звон\w{{1,4}}"
    rf"|(?:за)?питайте|спросит[ье]|контакт(?:на\s+особа)?|ansprechpartner(?:in)?|kontakt|bei|contactar?(?:\s+con)?|pregunt\w{{1,4}}\s+por)[\s:.–-]{{1,3}}(?P<name>{_NAME}\s+(?:{_NAME}(?:\s+{_NAME})?|[A-ZА-ЯІЇЄҐ]\.))"
)
_NAMED = Pattern(
    rf"(?<!\w)(?i:(?:her|his|my|their)\s+name\s+is|(?:її|його|мене|меня|е[её]|его)\s+(?:звати|зовут|звуть)|i\s+am\s+called|ich\s+heiße|(?:sie|er)\s+heißt|(?:se|me)\s+llam[ao]|je\s+m['’]appelle)\s+(?P<name>{_NAME})"
)
_AT_WORK = Pattern(
    rf"(?<!\w)(?i:(?:co-?ordinator|organi[sz]er|volunteer|driver|treasurer|fahrer(?:in)?|koordinator(?:in)?|координатор\w{{0,3}}|волонтер\w{{0,3}}|водій))"
    rf"(?:\s+is|\s+ist|,|:|\s?[–-])?\s+(?P<name>{_NAME}\s+{_NAME})"
)
_PATRONYMIC = Pattern(
    rf"(?<!\w){_NAME}\s+[А-ЯІЇЄҐ][^\W\d_]{{2,20}}(?:івна|ївна|йович|ьович|ович|евич|овна|евна)\s+{_NAME}|{_NAME}\s+{_NAME}\s+[А-ЯІЇЄҐ][^\W\d_]{{2,20}}(?:івна|ївна|йович|овна|евна)(?!\w)"
)
_OFFICIAL = Pattern(
    r"(?i)(?<!\w)(?:lord\s+mayor|vice[- ]mayor|mayor(?:ess)?|governor|president|minister|ambassador|consul|councillor"
    r"|council\w*|deputy|head|chair\w*|secretary|senator|commissioner|director|alderm[ae]n|king|queen"
    r"|prime|мер[аоу]?\w{0,2}|голов[аиіу]|президент\w{0,2}|губернатор\w{0,2}|депутат\w{0,2}|посол|міністр\w{0,2}|министр\w{0,2}|директор\w{0,2}|глав[аы]|начальник\w{0,2}|(?:ober)?bürgermeister(?:in)?|minister(?:in)?"
    r"|ministerpräsident(?:in)?|landrat|landrätin|botschafter(?:in)?|präsident(?:in)?|stadtrat|alcalde(?:sa)?|presidente|maire|prefect|rector)(?!\w)"
)
_NO_PERSON = Pattern(
    r"(?i)(?:^(?:new|los|las|san|santa|saint|st|fort|port|north|south|east|west|upper|great|the|our|this|all|city|town)\b|(?<!\w)(?:city|cit(?:ies)|sister|council|association|international|fund|foundation|office|department"
    r"|committee|club|rotary|partnership|university|hospital|ministry|embassy|team|hall|aid|help|support|center|centre|stadt\w*|verein\w*|rathaus|amt|rat|fonds|stiftung|місто|міськ\w*|рад[аиіу]|фонд\w*|асоціаці\w*"
    r"|управлін\w*|департамент\w*|город\w*|лікарн\w*|комітет\w*|ayuntamiento|oficina|asociación|fundación|red|cross|church|school|museum|library|kyiv|ukraine|charkiw|kharkiv|lviv|odesa)(?!\w))"
)
_IDENTITY = Pattern(
    r"(?i)(?<!\w)(?:passport|паспорт\w{0,2}|pasaporte|reisepass)\s{0,2}(?:no|nr|number|серія|серии)?[\s.:№#]{0,3}[A-ZА-ЯІ]{0,2}\s?\d{6,9}(?!\d)|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])|(?<!\w)(?:іпн|рнокпп|инн)[\s.:№]{1,3}\d{10}(?!\d)"
    r"|(?<!\w)(?:born\s+(?:on\s+)?|d\.?o\.?b\.?[\s:]+|date\s+of\s+birth[\s:]+|нар(?:одивс[яь]|одилас[яь])?\.?\s+|дата\s+народження[\s:]+|родил(?:ся|ась)\s+|geboren\s+am\s+|geb\.\s+|naci(?:ó|da|do)\s+el\s+)"
    r"(?:\d{1,2}[\s./-]|[A-Z][a-z]{2,8}\s\d{1,2},)"
)


def _of_an_official(text: str, start: int, end: int) -> bool:
    return bool(_OFFICIAL.search(text[max(0, start - 30) : end + 40]))


def _persons(text: str) -> Iterator[str]:
    for pattern in (_HONORIFIC, _ASK_FOR, _NAMED, _AT_WORK):
        for match in pattern.finditer(text):
            if not _of_an_official(text, match.start("name"), match.end("name")) and not _NO_PERSON.search(match["name"]):
                yield match[0]


def _movements(text: str) -> Iterator[str]:
    """Sentences that tell when or where aid will move. What moved already is no secret: the rule wants a verb of what is to come."""
    for sentence in _SENTENCE_END.split(text):
        transport = _TRANSPORT.search(sentence)
        if transport and _DEPARTS.search(sentence) and _WHEN_OR_WHERE.search(sentence):
            yield transport[0]


# ---- The check ----------------------------------------------------------------------------------------------------------


def _found(pattern: Pattern) -> Callable[[str], Iterator[str]]:
    return lambda text: (match[0] for match in pattern.finditer(text))


def _in_any(patterns: tuple[Pattern, ...]) -> Callable[[str], Iterator[str]]:
    return lambda text: (match[0] for pattern in patterns for match in pattern.finditer(text))


def _links_in(text: str) -> Iterator[str]:
    yield from _in_any((_LINK, _LINK_SPELT))(text)
    yield from (match[0] for match in _addresses(text) if match["path"])


def _in_none(patterns: tuple[Pattern, ...], text: str) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _is_role(email: re.Match[str]) -> bool:
    return email[0].partition("@")[0].lower().strip(".") in ROLES


NO_PERSON = "personal data is not kept"
ORGANISATION_INSTEAD = "name the organisation, and link its page"

RULES: tuple[tuple[str, str, Callable[[str], Iterator[str]]], ...] = (
    ("a mention", "it would call people: name the group in words", _found(_MENTION)),
    ("an invite to a chat", "chats are joined from the organisation’s own page: put that page in the link field", _found(INVITE)),
    (
        "a link stands in the text",
        "put it in the link field, where it is checked",
        _links_in,
    ),
    ("coordinates of a place", f"{NO_PERSON}, and an exact place endangers people: name the city", _in_any(_COORDINATES)),
    ("a street address", f"{NO_PERSON}, and an exact place endangers people: name the city", _in_any(_STREETS)),
    ("an identity document or a date of birth", f"{NO_PERSON}: leave it out", _found(_IDENTITY)),
    ("an e-mail address spelt out", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", _found(_EMAIL_SPELT)),
    ("an account in a messenger", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", _found(_ACCOUNT)),
    ("a name of an account", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", _found(_HANDLE)),
    ("a name of an account", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", _in_any((_DISCORD_TAG, _CASHTAG))),
    ("when or where a transport moves", "it endangers people: tell of it after it arrived, by the month", _movements),
    ("the name of a private person", f"{NO_PERSON}: name the organisation, or the office (“the mayor”)", _persons),
)
"""What stops a text: what it is, why and what to write instead, and how it is found.

Personal data: https://eur-lex.europa.eu/eli/reg/2016/679/oj, article 5(1)(c), data minimisation; movements and places of aid:
https://sphere.web.org/handbook, protection principle 1.
"""


def excerpt(passage: str) -> str:
    """Enough of a passage to find it, and not enough to use it: ``+380 44 123 4567`` → ``+38…67``. Stands between backticks."""
    plain = " ".join(re.sub(r"[`\s]+|[^\x20-\U0010ffff]", " ", passage).split())
    return f"`{plain[:3]}…{plain[-2:]}`" if len(plain) > 6 else f"`{plain}`"


def _plain(text: str) -> str:
    """The text as a reader sees it: without invisible characters, with plain digits and letters, look-alike signs mended."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf" and letter != "\u00ad")
    return re.sub("[\u2010-\u2012\u2212]", "-", unicodedata.normalize("NFKC", seen))


def _digits(text: str) -> str:
    """Digits of every script as 0–9. Source: Unicode’s property Nd."""
    return "".join(str(unicodedata.digit(letter)) if letter.isdecimal() else letter for letter in text)


def _stops(text: str, field: str) -> Iterator[tuple[str, str, str]]:
    """What stops a plain text: what it is, why, and the passage. What one rule found, the next ones no longer see."""
    for what, passage in list(payment_data(text)):
        yield what, "ways to pay are not kept: link the organisation’s own page", passage
        text = text.replace(passage, " ")
    for match in _EMAIL.finditer(text):
        if not _is_role(match):
            yield "an e-mail address", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", match[0]
    text = _EMAIL.sub(" ", text)
    for what, why, find in RULES:
        for passage in find(text):
            yield what, why, passage
    if field not in NUMBERED_FIELDS:
        for number in _phone_numbers(_in_none(_COORDINATES, text)):
            yield "a telephone number", f"{NO_PERSON}: {ORGANISATION_INSTEAD}", number


def _looks(text: str) -> Iterator[str]:
    """What a reviewer should look at, in words."""
    for match in _PATRONYMIC.finditer(text):
        if not _of_an_official(text, *match.span()):
            yield f"{excerpt(match[0])} may be the name of a private person: {NO_PERSON}, name the office instead"
    for match in _EMAIL.finditer(text):
        if _is_role(match):
            yield f"the e-mail address of an office ({excerpt(match[0])}): its page lasts longer, link that"
    for match in _addresses(_LINK.sub(" ", _EMAIL.sub(" ", text))):
        if not match["path"]:
            yield f"an address stands in the text ({excerpt(match[0])}): the link field is the place for it"


def check_text(text: str, field: str = "") -> list[Finding]:
    """What is in a text that must not be kept, worst first; empty if nothing.

    Args:
        text: any free text of an entry.
        field: the entry's field that it is for. In a register's field a long number is no telephone.
    """
    found: list[Finding] = []
    if len(text) > LONGEST:
        found.append(Finding(Weight.STOP, f"the text is too long to be checked: write at most {LONGEST:,} characters"))
    if _TURNED.search(text):
        found.append(
            Finding(Weight.STOP, "hidden characters turn the direction of the writing: type the text again without them")
        )
    plain = _digits(_plain(text[:LONGEST]))
    found += [Finding(Weight.STOP, f"{what} ({excerpt(passage)}): {why}") for what, why, passage in _stops(plain, field)]
    found += [Finding(Weight.LOOK, words) for words in _looks(plain)]
    return worst_first(dict.fromkeys(found))
