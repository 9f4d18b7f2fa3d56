"""The client's calls about what stands beside the cases: guides, notes on national lines, bundles 一件事."""

from __future__ import annotations

import json
from typing import Any, Protocol

from federation.case.line import LineStatus, SeenBy
from federation.case.parts import Actor
from federation.ids import LineNo, Locality, MessageId
from federation.v1 import local_pb2
from federation.wire.parcels import put_actor


class Asking(Protocol):
    """What the client itself has: one call, refusals raised as KuayuError."""

    _stub: Any

    async def _ask(self, method: Any, request: Any) -> Any: ...


class LineCalls:
    """A part of `federation.client.Client`."""

    async def show_item(self: Asking, locality: Locality, item: str, *, on: str = "") -> dict[str, Any]:
        """The guide of one item (docs/lines.md). Raises as `_ask`."""
        request = local_pb2.ShowItemRequest(locality=locality, item=item, on=on)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.ShowItem, request)).json)
        return found

    async def open_line(
        self: Asking,
        message_id: MessageId,
        *,
        actor: Actor,
        locality: Locality,
        item: str,
        reference: str = "",
    ) -> local_pb2.OpenLineResponse:
        """Note that an applicant was guided to a national line. Raises as `_ask`."""
        request = local_pb2.OpenLineRequest(
            message_id=message_id,
            actor=put_actor(actor),
            locality=locality,
            item=item,
            reference=reference,
        )
        response: local_pb2.OpenLineResponse = await self._ask(self._stub.OpenLine, request)
        return response

    async def note_line(
        self: Asking,
        message_id: MessageId,
        *,
        actor: Actor,
        number: LineNo,
        status: LineStatus,
        seen_by: SeenBy,
        seen_on: str = "",
        reference: str = "",
    ) -> local_pb2.LineRow:
        """Enter what was seen on a line; ``seen_on`` is YYYY-MM-DD, empty is today. Raises as `_ask`."""
        request = local_pb2.NoteLineRequest(
            message_id=message_id,
            actor=put_actor(actor),
            number=number,
            status=status,
            seen_by=seen_by,
            seen_on=seen_on,
            reference=reference,
        )
        row: local_pb2.LineRow = (await self._ask(self._stub.NoteLine, request)).line
        return row

    async def show_line(self: Asking, number: LineNo) -> local_pb2.ShowLineResponse:
        """One line with everything noted. Raises as `_ask`."""
        response: local_pb2.ShowLineResponse = await self._ask(
            self._stub.ShowLine, local_pb2.ShowLineRequest(number=number)
        )
        return response

    async def list_lines(
        self: Asking, *, open_only: bool = False, after: str = "", count: int = 0
    ) -> list[Any]:
        """A page of lines, the latest opened first. Raises as `_ask`."""
        request = local_pb2.ListLinesRequest(open=open_only, after=after, count=count)
        return list((await self._ask(self._stub.ListLines, request)).rows)

    async def import_bundle(self: Asking, text: bytes) -> tuple[dict[str, Any], bool]:
        """Import a bundle 一件事: it with its faults, and whether it is kept. Raises as `_ask`."""
        done = await self._ask(self._stub.ImportBundle, local_pb2.ImportBundleRequest(text=text))
        found: dict[str, Any] = json.loads(done.json)
        return found, done.kept

    async def list_bundles(self: Asking) -> list[Any]:
        """Every bundle held. Raises as `_ask`."""
        return list((await self._ask(self._stub.ListBundles, local_pb2.ListBundlesRequest())).rows)

    async def show_bundle(self: Asking, name: str, *, version: str = "") -> dict[str, Any]:
        """One bundle (docs/bundles.md); the latest imported without a version. Raises as `_ask`."""
        request = local_pb2.ShowBundleRequest(name=name, version=version)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.ShowBundle, request)).json)
        return found

    async def prepare_bundle(self: Asking, name: str, answers: str, *, version: str = "") -> dict[str, Any]:
        """What an applicant brought as one joint application (docs/bundles.md). Raises as `_ask`."""
        request = local_pb2.PrepareBundleRequest(name=name, version=version, answers=answers)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.PrepareBundle, request)).json)
        return found
