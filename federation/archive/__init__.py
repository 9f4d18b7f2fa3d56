"""Filing a case 归档: its packet, made from the evidence, and verifying one offline with this library alone."""

from federation.archive.container import Part, write
from federation.archive.metadata import Filing, Metadata
from federation.archive.packet import Proven, assemble, check_filing
from federation.archive.verify import STEPS, Check, PacketReport, Step, verify_packet

__all__ = [
    "STEPS",
    "Check",
    "Filing",
    "Metadata",
    "PacketReport",
    "Part",
    "Proven",
    "Step",
    "assemble",
    "check_filing",
    "verify_packet",
    "write",
]
