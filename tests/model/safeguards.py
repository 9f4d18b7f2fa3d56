"""The safeguards of the link, each of which the model can leave out to see what it is for."""

from __future__ import annotations

from enum import StrEnum


class Safeguard(StrEnum):
    """What keeps the link whole. Removing one must break an invariant (`test_safeguards`)."""

    EPOCH = "an epoch at all: without it every pump signs in one and the same"
    RECEIVER_EPOCH = "the receiver takes only the open epoch"
    NONCE = "an epoch's nonce is fresh"
    TOP_COUNTER = "an epoch's counter is above every one known, the Standing's included"
    CLOSING = "closing checks that epoch, size and root are those this pump left"
    CLOSING_PLACE = "closing checks size and root, not only the epoch"
    CLOSING_EPOCH = "closing checks the epoch, not only size and root"
    ATOMIC_SETTLING = "settling is one transaction"
    FRESH_PLAN = "settling is planned on what the transaction itself reads"
    MESSAGE_ID = "a message has no second effect: neither sent again when known, nor taken again"
    SENDER_RULE = "settling does not send again what the receiver has elsewhere"
    RECEIVER_RULE = "a message taken on a link has no second effect"
    ROOT = "the receiver recomputes the root"
    COVERED = "a Standing must be covered by our own signature"
    IN_REPLY_TO = "a Standing answers the request it is given for"
    RECEIPT_MATCH = "a receipt is for what was sent"
    RECORDING = "a receipt is stored only while the log is as this pump left it"
    SIGNATURE = "signatures are verified"
    ONE_WRITER = "the receiver judges and commits on one state of its store"
    COMMIT_FIRST = "an answer leaves after the commit"
    REPEAT = "a repeat gets the stored receipt"
    PATIENCE = "a returned entry is given to a person only after Opened"
    SETTLE_FIRST = "the log the other way is not applied before settling"
    GREET_FIRST = "an entry that has seen more than we have is refused only after greeting once more"
    READ_RECEIPTS = "receipts are read back too"
