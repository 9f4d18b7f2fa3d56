"""The part of the local API about bundles 一件事. Thin: ask the desk, put the answer."""

from __future__ import annotations

from typing import Any

from federation.v1 import local_pb2
from node.api.guard import guarded
from node.desk import bundles
from node.desk.desk import Desk


class BundlesService:
    """Bundles."""

    desk: Desk

    @guarded
    async def ImportBundle(  # noqa: N802  # gRPC names its methods
        self, request: local_pb2.ImportBundleRequest, context: Any
    ) -> local_pb2.ImportBundleResponse:
        """Import a bundle."""
        del context
        shown, kept = await bundles.add_bundle(self.desk, request.text)
        return local_pb2.ImportBundleResponse(json=shown, kept=kept)

    @guarded
    async def ListBundles(  # noqa: N802
        self, request: local_pb2.ListBundlesRequest, context: Any
    ) -> local_pb2.ListBundlesResponse:
        """Every bundle."""
        del request, context
        rows = [
            local_pb2.BundleRow(
                name=one.bundle.name,
                version=one.bundle.version,
                title=one.bundle.title,
                rule=one.bundle.rule.value,
                items=len(one.bundle.members),
                imported_at=one.at,
            )
            for one in await bundles.list_bundles(self.desk)
        ]
        return local_pb2.ListBundlesResponse(rows=rows)

    @guarded
    async def ShowBundle(  # noqa: N802
        self, request: local_pb2.ShowBundleRequest, context: Any
    ) -> local_pb2.ShowBundleResponse:
        """One bundle."""
        del context
        return local_pb2.ShowBundleResponse(
            json=await bundles.show_bundle(self.desk, request.name, request.version)
        )

    @guarded
    async def PrepareBundle(  # noqa: N802
        self, request: local_pb2.PrepareBundleRequest, context: Any
    ) -> local_pb2.PrepareBundleResponse:
        """A joint application."""
        del context
        found = await bundles.prepare_bundle(self.desk, request.name, request.version, request.answers)
        return local_pb2.PrepareBundleResponse(json=found)
