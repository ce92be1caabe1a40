"""The gateway: the websocket over which a bot hears what happens.

Source: https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from importlib import import_module
from typing import cast

from aiohttp import WSMsgType, web

from . import payloads
from .payloads import BOT, BOT_ID, Json
from .world import World

# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, REQUEST_MEMBERS, INVALID, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 8, 9, 10, 11
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
UNKNOWN_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4000, 4003, 4004, 4014

# https://discord.com/developers/docs/events/gateway#gateway-intents
GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
GUILD_REACTIONS, DIRECT_REACTIONS = 1 << 10, 1 << 13
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
# Which intent an event needs (in a server, in a direct conversation); an event that is not here is always sent.
NEEDED = {
    "MESSAGE_CREATE": (GUILD_MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_UPDATE": (GUILD_MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_DELETE": (GUILD_MESSAGES, DIRECT_MESSAGES),
    "MESSAGE_REACTION_ADD": (GUILD_REACTIONS, DIRECT_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (GUILD_REACTIONS, DIRECT_REACTIONS),
    "GUILD_CREATE": (GUILDS, GUILDS),
    "CHANNEL_UPDATE": (GUILDS, GUILDS),
    "CHANNEL_DELETE": (GUILDS, GUILDS),
    "THREAD_CREATE": (GUILDS, GUILDS),
    "THREAD_UPDATE": (GUILDS, GUILDS),
    "THREAD_DELETE": (GUILDS, GUILDS),
}
HEARTBEAT_MS = 41_250
EVENTS_KEPT = 2000


class Socket:
    """One websocket, with its frames compressed as the client asked.

    Source: https://discord.com/developers/docs/events/gateway#transport-compression
    """

    def __init__(self, ws: web.WebSocketResponse, compression: str | None) -> None:
        self.ws = ws
        self._pack = _packer(compression)

    async def send(self, frame: bytes) -> None:
        """Send, unless the other end has gone: that is found out by its resume."""
        if self.ws.closed:
            return
        try:
            await self.ws.send_bytes(self._pack(frame))
        except ConnectionError:
            return

    async def say(self, op: int, data: object = None) -> None:
        await self.send(json.dumps({"op": op, "t": None, "s": None, "d": data}).encode())


def _packer(compression: str | None) -> Callable[[bytes], bytes]:
    """discord.py asks for zstd-stream only where the package zstandard is installed, and for zlib-stream elsewhere."""
    if compression == "zstd-stream":
        zstandard = import_module("zstandard")
        stream = zstandard.ZstdCompressor().compressobj()
        return lambda frame: cast("bytes", stream.compress(frame) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda frame: deflate.compress(frame) + deflate.flush(zlib.Z_SYNC_FLUSH)
    raise ValueError(f"compression {compression!r} is not spoken here")


class Session:
    """What a bot has heard, one for each shard. It outlives its socket, so that it can be resumed."""

    def __init__(self, shard: tuple[int, int], intents: int, socket: Socket) -> None:
        self.id = secrets.token_hex(16)
        self.shard, self.intents = shard, intents
        self.socket: Socket | None = socket
        self._last = 0
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=EVENTS_KEPT)

    def concerns(self, event: str, guild_id: str | None) -> bool:
        """Whether this shard has that server (direct messages go to shard 0), and asked for such events.

        Source: https://discord.com/developers/docs/events/gateway#sharding
        """
        shard, shards = self.shard
        if shard != ((int(guild_id) >> 22) % shards if guild_id else 0):
            return False
        needed = NEEDED.get(event)
        return needed is None or bool(self.intents & needed[0 if guild_id else 1])

    async def tell(self, event: str, body: bytes) -> None:
        self._last += 1
        frame = b'{"op":0,"t":"%s","s":%d,"d":%s}' % (event.encode(), self._last, body)
        self._sent.append((self._last, frame))
        if self.socket:
            await self.socket.send(frame)

    async def replay(self, after: int) -> None:
        """Tell again all that came after the event of that number: https://discord.com/developers/docs/events/gateway#resuming"""
        if self.socket:
            for number, frame in list(self._sent):
                if number > after:
                    await self.socket.send(frame)


class Gateway:
    """All sessions. `granted` are the privileged intents that the application was given; `token` None lets in any bot."""

    def __init__(self, world: World, *, granted: int = PRIVILEGED, token: str | None = None) -> None:
        self.world, self.granted, self.token = world, granted, token
        self.sessions: dict[str, Session] = {}
        self._open = asyncio.Event()
        self._open.set()
        world.listeners.append(self)

    @property
    def application_flags(self) -> int:
        """Which intents are granted, as the application shows it (for bots in fewer than 100 servers).

        Source: https://discord.com/developers/docs/resources/application#application-object-application-flags
        """
        flags = {PRESENCES: 1 << 13, MEMBERS: 1 << 15, MESSAGE_CONTENT: 1 << 19}
        return sum(flag for intent, flag in flags.items() if self.granted & intent)

    async def hear(self, event: str, data: Json) -> None:
        """Tell every session that it concerns. Nothing is told of messages and threads in a channel that the bot may not view."""
        guild_id = data.get("guild_id")
        if guild_id == self.world.foreign_guild["id"] and event != "INTERACTION_CREATE":
            return
        if event.startswith(("MESSAGE_", "THREAD_")) and not self.world.is_seen(data.get("channel_id") or data["id"]):
            return
        full: bytes | None = None
        for session in list(self.sessions.values()):
            if not session.concerns(event, guild_id):
                continue
            if event.startswith("MESSAGE_") and "author" in data and _is_hidden_from(session, data):
                blank = {**data, "content": "", "embeds": [], "attachments": [], "components": []}
                await session.tell(event, json.dumps(blank).encode())
                continue
            full = full or json.dumps(data).encode()
            await session.tell(event, full)

    async def drop(self, code: int = UNKNOWN_ERROR) -> None:
        """Close every socket, as a fault of the network or a restart at Discord would. The sessions can be resumed."""
        for session in self.sessions.values():
            if session.socket:
                await session.socket.ws.close(code=code)

    async def shut(self) -> None:
        """Close every socket, and let no new one in before `reopen`: what happens meanwhile is told when a session is resumed."""
        self._open.clear()
        await self.drop()

    def reopen(self) -> None:
        self._open.set()

    async def ask_to_reconnect(self) -> None:
        """https://discord.com/developers/docs/events/gateway-events#reconnect"""
        for session in self.sessions.values():
            if session.socket:
                await session.socket.say(RECONNECT)

    async def invalidate(self) -> None:
        """Forget all sessions and say so: each bot has to identify again.

        Source: https://discord.com/developers/docs/events/gateway-events#invalid-session
        """
        forgotten = list(self.sessions.values())
        self.sessions.clear()
        for session in forgotten:
            if session.socket:
                await session.socket.say(INVALID, False)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to close."""
        ws = web.WebSocketResponse(max_msg_size=0)
        await ws.prepare(request)
        socket, session = Socket(ws, request.query.get("compress")), None
        self.world.count("connections")
        await self._open.wait()
        await socket.say(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
        async for raw in ws:
            if raw.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                break
            message = json.loads(raw.data)
            op, data = message["op"], message.get("d")
            if op == HEARTBEAT:
                self.world.count("heartbeats")
                await socket.say(HEARTBEAT_ACK)
            elif op == IDENTIFY:
                session = await self._identify(socket, data)
            elif op == RESUME:
                session = await self._resume(socket, data)
            elif op == REQUEST_MEMBERS and session:
                await self._tell_members(session, data)
            elif session is None:
                await ws.close(code=NOT_AUTHENTICATED)
        if session and session.socket is socket:
            session.socket = None
        return ws

    async def _identify(self, socket: Socket, data: Json) -> Session | None:
        """https://discord.com/developers/docs/events/gateway-events#identify"""
        self.world.count("identifies")
        if self.token and data["token"].removeprefix("Bot ") != self.token:
            await socket.ws.close(code=AUTHENTICATION_FAILED)
            return None
        if data["intents"] & PRIVILEGED & ~self.granted:
            await socket.ws.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return None
        session = Session(tuple(data.get("shard") or (0, 1)), data["intents"], socket)
        self.sessions[session.id] = session
        own = [guild for guild in self.world.joined if session.concerns("GUILD_CREATE", guild["id"])]
        ready = {
            "v": 10,
            "user": payloads.user(BOT),
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in own],
            "session_id": session.id,
            "resume_gateway_url": f"ws{self.world.address.removeprefix('http')}/gateway/",
            "shard": list(session.shard),
            "application": {"id": payloads.APPLICATION_ID, "flags": self.application_flags},
        }
        await session.tell("READY", json.dumps(ready).encode())
        for guild in own:
            threads = [thread for thread in guild["threads"] if self.world.is_seen(thread["id"])]
            await session.tell("GUILD_CREATE", json.dumps({**guild, "threads": threads}).encode())
        self.world.count("ready")
        return session

    async def _resume(self, socket: Socket, data: Json) -> Session | None:
        """https://discord.com/developers/docs/events/gateway-events#resume"""
        session = self.sessions.get(data["session_id"])
        if session is None:
            self.world.count("refused resumes")
            await socket.say(INVALID, False)
            return None
        session.socket = socket
        await session.replay(after=data["seq"])
        await session.tell("RESUMED", b"{}")
        self.world.count("resumes")
        return session

    async def _tell_members(self, session: Session, data: Json) -> None:
        """https://discord.com/developers/docs/events/gateway-events#guild-members-chunk"""
        wanted = data["guild_id"]
        guild_id = str(wanted[0] if isinstance(wanted, list) else wanted)
        chunk = {"guild_id": guild_id, "members": self.world.guilds[guild_id]["members"], "chunk_index": 0, "chunk_count": 1}
        await session.tell("GUILD_MEMBERS_CHUNK", json.dumps({**chunk, "nonce": data.get("nonce")}).encode())


def _is_hidden_from(session: Session, message: Json) -> bool:
    """Without the message-content intent, a bot reads only its own messages, direct ones and those that mention it.

    Source: https://discord.com/developers/docs/events/gateway#message-content-intent
    """
    if session.intents & MESSAGE_CONTENT or "guild_id" not in message:
        return False
    return message["author"]["id"] != BOT_ID and all(person["id"] != BOT_ID for person in message["mentions"])
