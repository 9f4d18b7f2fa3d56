"""The client's calls about rules of instant approval 秒批."""

from __future__ import annotations

import json
from typing import Any

from federation.client_lines import Asking
from federation.v1 import local_pb2


class InstantCalls:
    """A part of `federation.client.Client`. What comes back: docs/instant.md."""

    async def import_instant(self: Asking, text: bytes) -> dict[str, Any]:
        """Import a rule, TOML; it begins on trial. Raises as `_ask`."""
        request = local_pb2.ImportInstantRequest(text=text)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.ImportInstant, request)).json)
        return found

    async def list_instant(self: Asking) -> list[dict[str, Any]]:
        """Every version of every rule, oldest first. Raises as `_ask`."""
        found = await self._ask(self._stub.ListInstant, local_pb2.ListInstantRequest())
        return [json.loads(one) for one in found.json]

    async def report_instant(self: Asking, name: str, version: str = "") -> dict[str, Any]:
        """A rule, the newest version if none is named, beside the people who decided. Raises as `_ask`."""
        request = local_pb2.ReportInstantRequest(name=name, version=version)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.ReportInstant, request)).json)
        return found

    async def set_instant(self: Asking, name: str, *, live: bool) -> dict[str, Any]:
        """Let a rule decide, or stop it. Raises as `_ask`."""
        request = local_pb2.SetInstantRequest(name=name, live=live)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.SetInstant, request)).json)
        return found
