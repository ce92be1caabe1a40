"""What somebody could pay with, found in any text: card and account numbers, crypto wallets, gift cards."""

from __future__ import annotations

import base64
import hashlib
import re
from binascii import crc_hqx
from collections.abc import Iterator

from bot.domain.patterns import Pattern

CARD_RANGES = Pattern(
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

_CARD = Pattern(r"(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = Pattern(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,32}")
_WALLET_PLAIN = Pattern(
    r"(?<![A-Za-z0-9])(?:0x[0-9a-fA-F]{40}|(?i:bc1|ltc1|tb1)[02-9ac-hj-np-zAC-HJ-NP-Z]{25,87}|addr1[02-9ac-hj-np-z]{50,110}"
    r"|[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}|[a-z0-9-]{3,40}\.eth)(?![A-Za-z0-9])"
)
_BASE58 = Pattern(r"(?<![A-Za-z0-9_-])[1-9A-HJ-NP-Za-km-z]{25,44}(?![A-Za-z0-9_-])")
_TON = Pattern(r"(?<![A-Za-z0-9_-])[EU]Q[A-Za-z0-9_-]{46}(?![A-Za-z0-9_-])")
_GIFT_CARD = Pattern(
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
