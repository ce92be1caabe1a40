"""How the bot and the process that draws speak.

A request is its length and a pickled subject and theme. An answer is its kind, its length, and a picture or an error’s traceback.
"""

from __future__ import annotations

import struct

PICTURE, ERROR, READY = b"P", b"E", b"R"
LENGTH = struct.Struct(">I")
