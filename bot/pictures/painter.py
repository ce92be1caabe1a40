"""Paints any subject. Reads Pillow, numpy and the outlines of the world, so it is used by the worker and in tests only."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from bot.domain.servers import Theme
from bot.pictures.briefing import briefing_scene
from bot.pictures.briefing_drawing import paint_briefing
from bot.pictures.course import course_scene, paint_course
from bot.pictures.decades import decades_scene, paint_decades
from bot.pictures.map_drawing import paint_map
from bot.pictures.map_scene import scene_of
from bot.pictures.subjects import BriefingSubject, CourseSubject, DecadesSubject, MapSubject, Subject, TimelineSubject
from bot.pictures.timeline import paint_timeline, timeline_scene
from bot.pictures.world import World


class Painter:
    """Turns subjects into PNG.

    Args:
        asset: the outlines of the world.
    """

    def __init__(self, asset: Path) -> None:
        self._asset = asset

    @cached_property
    def world(self) -> World:
        return World.read(self._asset)

    def paint(self, subject: Subject, theme: Theme) -> bytes:
        """The picture, under 200 kB; a page to be printed, under 1 MB."""
        match subject:
            case MapSubject():
                return paint_map(scene_of(subject), self.world, theme)
            case TimelineSubject():
                return paint_timeline(timeline_scene(subject), theme)
            case CourseSubject():
                return paint_course(course_scene(subject), theme)
            case DecadesSubject():
                return paint_decades(decades_scene(subject), theme)
            case BriefingSubject():
                return paint_briefing(briefing_scene(subject), self.world)
