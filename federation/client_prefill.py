"""The client's calls about prefill 秒报."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from federation.case.parts import Party
from federation.client_lines import Asking
from federation.ids import CaseId, Locality
from federation.v1 import event_pb2, local_pb2


class PrefillCalls:
    """A part of `federation.client.Client`. What comes back: docs/prefill.md."""

    async def prefill(
        self: Asking,
        *,
        to: Locality,
        item: str,
        table: bytes,
        facts: bytes,
        own: Mapping[str, str],
        given: Mapping[str, str],
        earlier: CaseId | None = None,
        applicant: Party | None = None,
    ) -> dict[str, Any]:
        """Fill the handling place's form from facts; an empty table means the one held. Raises as `_ask`."""
        request = local_pb2.PrefillCaseRequest(
            to=to, item=item, table=table, facts=facts, fields=_pairs(own), handling_fields=_pairs(given)
        )
        if earlier is not None:
            request.earlier = earlier
        if applicant is not None:
            request.applicant.id_scheme = applicant.id_scheme
            request.applicant.id_type = applicant.id_type
            request.applicant.id_number = applicant.id_number
        found: dict[str, Any] = json.loads((await self._ask(self._stub.PrefillCase, request)).json)
        return found

    async def import_prefill(self: Asking, text: bytes) -> dict[str, Any]:
        """Import a prefill table, TOML. Raises as `_ask`."""
        request = local_pb2.ImportPrefillRequest(text=text)
        found: dict[str, Any] = json.loads((await self._ask(self._stub.ImportPrefill, request)).json)
        return found

    async def list_prefill(self: Asking) -> list[dict[str, Any]]:
        """Every prefill table held; of those for an item, the first counts. Raises as `_ask`."""
        found = await self._ask(self._stub.ListPrefill, local_pb2.ListPrefillRequest())
        return [json.loads(one) for one in found.json]


def _pairs(values: Mapping[str, str]) -> list[event_pb2.Field]:
    return [event_pb2.Field(code=code, value=value) for code, value in values.items()]
