"""Evidence: who said what when, verified offline with this library alone."""

from federation.evidence.bundle import ReceiptKind
from federation.evidence.extract import Extract, Receipted, make_bundle
from federation.evidence.report import STEPS, Finding, Report, Standing, Step
from federation.evidence.verify import verify_bundle

__all__ = [
    "STEPS",
    "Extract",
    "Finding",
    "ReceiptKind",
    "Receipted",
    "Report",
    "Standing",
    "Step",
    "make_bundle",
    "verify_bundle",
]
