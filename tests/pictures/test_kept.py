"""Pictures kept on disk."""

from __future__ import annotations

import os
from pathlib import Path

from bot.domain.pairings import Status
from bot.domain.servers import Theme
from bot.pictures.kept import KeptPictures, key_of
from bot.pictures.subjects import MapSubject, Tie
from tests.pictures.views import KYIV, LONDON, star


def test_what_was_kept_is_found_again_by_another_bot(tmp_path: Path) -> None:
    KeptPictures(tmp_path / "pictures").put("a", b"picture")
    assert KeptPictures(tmp_path / "pictures").get("a") == b"picture"
    assert KeptPictures(tmp_path / "elsewhere").get("a") is None


def test_the_pictures_not_asked_for_longest_go_first(tmp_path: Path) -> None:
    kept = KeptPictures(tmp_path, limit=1000)
    for number, name in enumerate("abcd"):
        kept.put(name, b"x" * 240)
        os.utime(tmp_path / f"{name}.png", (number, number))
    assert kept.get("a")
    kept.put("e", b"x" * 240)
    assert [name for name in "abcde" if kept.get(name)] == ["a", "d", "e"]


def test_all_together_never_take_more_than_the_limit(tmp_path: Path) -> None:
    (tmp_path / "half.part").write_bytes(b"x" * 500)
    for number in range(50):
        KeptPictures(tmp_path, limit=1000).put(str(number), b"x" * 90)
        assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 1000


def test_a_picture_is_kept_under_all_that_it_shows() -> None:
    subject = star(KYIV, LONDON)
    other = MapSubject(subject.title, subject.line, (Tie(KYIV, LONDON, Status.ENDED),), subject.homes)
    keys = {
        key_of(subject, Theme.DARK, "en"), key_of(subject, Theme.LIGHT, "en"), key_of(subject, Theme.DARK, "uk"), key_of(other, Theme.DARK, "en"),
    }  # fmt: skip
    assert len(keys) == 4
    assert key_of(star(KYIV, LONDON), Theme.DARK, "en") in keys
