"""The client's calls about licence checks 电子证照核验 over all cases."""

from __future__ import annotations

from typing import Any

from federation.client_lines import Asking
from federation.v1 import local_pb2


class LicenceCalls:
    """A part of `federation.client.Client`."""

    async def list_licence_checks(
        self: Asking, *, first: str, last: str, asked: str = "", after: str = "", count: int = 0
    ) -> list[Any]:
        """A page of licence checks, the newest first, without numbers of licences. Raises as `_ask`.

        Args:
            first: the first day of asking, YYYY-MM-DD.
            last: the last day.
            asked: ``ours``, ``theirs``, or empty for both.
            after: ``asked_at message_id`` of the last row of the page before; empty for the first.
            count: at most so many, 0 for a page of 100.
        """
        request = local_pb2.ListLicenceChecksRequest(
            first=first, last=last, asked=asked, after=after, count=count
        )
        return list((await self._ask(self._stub.ListLicenceChecks, request)).rows)
