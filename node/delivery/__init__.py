"""Pump, inbox, blob puller: what moves entries between the store and the peers."""
