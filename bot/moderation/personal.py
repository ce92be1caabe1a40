"""What does not belong into a text that is kept: how to reach or find a person, where a convoy is, how to pay, where to click."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from binascii import crc_hqx
from collections.abc import Callable, Iterator

from bot.domain.trust import Finding, Weight, worst_first

LONGEST = 10_000
"""Characters that are looked at. A field of an entry holds 2,000."""

NUMBERED_FIELDS = frozenset({"register_name", "register_number"})
"""Fields in which a long number is the number of a register and no telephone."""

# ---- Payment data -------------------------------------------------------------------------------------------------------

CARD_RANGES = re.compile(
    r"(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|222[1-9]\d{12}|22[3-9]\d{13}|2[3-6]\d{14}|27[01]\d{13}|2720\d{12}|220[0-4]\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|9792\d{12}"
    r"|(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15})\Z"
)
"""Whole numbers of payment cards by issuer. Source: ISO/IEC 7812 (https://www.iso.org/standard/70484.html)."""

IBAN_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 "
        "GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 "
        "MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20"
    ).split()
}
"""Characters by country. Source: the IBAN registry, ISO 13616 (https://www.swift.com/standards/data-standards/iban)."""

BITCOIN_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE_ALPHABET = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,32}")
_WALLET_PLAIN = re.compile(
    r"(?<![A-Za-z0-9])(?:0x[0-9a-fA-F]{40}|(?i:bc1|ltc1|tb1)[02-9ac-hj-np-zAC-HJ-NP-Z]{25,87}|addr1[02-9ac-hj-np-z]{50,110}"
    r"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}|[a-z0-9-]{3,40}\.eth)(?![A-Za-z0-9])"
)
_BASE58 = re.compile(r"(?<![A-Za-z0-9_-])[1-9A-HJ-NP-Za-km-z]{25,44}(?![A-Za-z0-9_-])")
_TON = re.compile(r"(?<![A-Za-z0-9_-])[EU]Q[A-Za-z0-9_-]{46}(?![A-Za-z0-9_-])")
_GIFT_CARD = re.compile(
    r"(?i:gift[\s_-]{0,2}cards?|gift[\s_-]{0,2}vouchers?|(?:steam|itunes|google[\s_-]?play|amazon|apple)[\s_-]{0,2}(?:gift|cards?|voucher)|paysafe[\s_-]?card"
    r"|подарунков\w{1,3}\s+(?:карт|сертиф)\w*|подарочн\w{1,3}\s+(?:карт|сертиф)\w*|geschenkkarten?|gutscheinkarten?|tarjetas?\s+(?:de\s+)?regalo)"
)


def luhn(digits: str) -> bool:
    """Whether the check digit fits. Source: ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def _iban(found: str) -> str:
    """The IBAN at the beginning of ``found``, or "". Source: ISO 13616, modulo 97 of ISO/IEC 7064."""
    plain = re.sub(r"[ -]", "", found).upper()
    plain = plain[: IBAN_LENGTHS.get(plain[:2], 0)]
    moved = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return plain if plain and len(plain) == IBAN_LENGTHS[plain[:2]] and int(moved) % 97 == 1 else ""


def _base58(text: str, alphabet: str) -> bytes:
    number = 0
    for character in text:
        place = alphabet.find(character)
        if place < 0:
            return b""
        number = number * 58 + place
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _checked(raw: bytes) -> bool:
    return len(raw) == 25 and hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def _is_wallet(token: str) -> bool:
    """A Base58Check address (BTC, LTC, DOGE, TRX, XRP), or 32 bytes in Base58 (SOL), which carry no check.

    Sources: https://en.bitcoin.it/wiki/Base58Check_encoding, https://xrpl.org/docs/references/protocol/data-types/base58-encodings,
    https://solana.com/docs/core/accounts.
    """
    if _checked(_base58(token, BITCOIN_ALPHABET)) or _checked(_base58(token, RIPPLE_ALPHABET)):
        return True
    mixed = all(re.search(kind, token) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    return mixed and len(token) >= 43 and len(_base58(token, BITCOIN_ALPHABET)) == 32


def _is_ton(token: str) -> bool:
    """Source: https://docs.ton.org/v3/documentation/smart-contracts/addresses, CRC-16/XMODEM at the end."""
    raw = base64.urlsafe_b64decode(token)
    return crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "big")


def payment_data(text: str) -> Iterator[tuple[str, str]]:
    """What a text holds to pay with: the kind in words, and the passage."""
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if CARD_RANGES.match(digits) and luhn(digits):
            yield "the number of a payment card", match[0]
    for match in _IBAN.finditer(text):
        if iban := _iban(match[0]):
            yield "an account number (IBAN)", iban
    for pattern, sure in ((_WALLET_PLAIN, None), (_BASE58, _is_wallet), (_TON, _is_ton)):
        for match in pattern.finditer(text):
            if sure is None or sure(match[0]):
                yield "the address of a crypto wallet", match[0]
    for match in _GIFT_CARD.finditer(text):
        yield "a gift card", match[0]


# ---- Ways to reach a person ---------------------------------------------------------------------------------------------

INVITE = re.compile(
    r"(?i)(?<![\w-])(?:(?:www\.)?(?:discord\.(?:gg|io|me|li|com/invite)|discordapp\.com/invite|dsc\.gg|invite\.gg|disboard\.org/server"
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

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_EMAIL_SPELT = re.compile(
    r"(?i)(?<![\w.+%-])[\w.+%-]{1,64}\s{0,2}(?:[\[({]\s?(?:at|собака|ät)\s?[\])}]|\s(?:at|собака)\s(?=[\w-]{1,63}\s?(?:[\[({]\s?(?:dot|punkt|точка|крапка)|\s(?:dot|punkt|точка|крапка)\s)))"
    r"\s{0,2}[\w-]{1,63}"
)
_PHONE = re.compile(r"(?<![\w.,/#№-])(?:\+|00(?=[1-9]))?\s?\(?\d(?:[\s().\-–/]{0,3}\d){6,15}(?![\d,]?\d)(?!-?\w)")
_PHONE_NAMED = re.compile(
    r"(?i)(?<!\w)(?:tel|telephone|phone|cell|mobile|mob|call|text|sms|whatsapp|viber|signal|fax|тел|телефон\w{0,2}|моб|дзвон\w{1,6}|звон\w{1,6}|вайбер"
    r"|telefon|handy|mobil|anrufen|tel[eé]fono|m[oó]vil|llam\w{1,4})[\s.:№#-]{1,3}(?:\w{2,6}\s)?(?P<number>\+?\(?\d(?:[\s().\-–/]{0,2}\d){4,15})(?!\d)"
)
_NO_PHONE_BEFORE = re.compile(
    r"(?i)(?:isbn|issn|no|nr|№|#|resolution|ordinance|register|edrpou|єдрпоу|ein|charity|number|рішення|реєстр\w*)[\s.:]*\Z"
)
_HANDLE = re.compile(r"(?<![\w@/.`])@[A-Za-z_][\w.]{2,31}")
_ACCOUNT = re.compile(
    r"(?i)(?<!\w)(?:telegram|tg|viber|whats\s?app|signal|instagram|insta|skype|discord|facebook|messenger|телеграм\w{0,2}|інстаграм|инстаграм|вайбер|скайп)"
    r"\s{0,2}(?:id|handle|account|нік|ник)?\s{0,2}[:=–-]\s{0,2}[\w.@+#-]{3,64}"
)
_DISCORD_TAG = re.compile(r"(?<!\w)[\w.]{2,32}#\d{4}(?!\w)")
_MENTION = re.compile(r"<@[!&]?\d{1,20}>|(?<!\w)@(?:everyone|here)\b")
_LINK = re.compile(
    r"(?i)(?<!\w)(?:h(?:tt|xx)ps?\s?:\s?//|ftp://|www\.|(?:bitcoin|ethereum|litecoin|monero|solana|tron|lightning|mailto|tel):(?=\S))\S{2,200}"
)
_BARE_LINK = re.compile(
    r"(?<![\w@./-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|info|eu|ua|de|uk|us|ca|ru|xyz|top|site|online|shop|club|live|io|gg|me|co|link|click|app|fund|help|ly|cc|gl)(?![\w-])(?P<path>/\S{1,200})?"
)


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
