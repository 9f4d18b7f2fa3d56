"""Mapping items between localities: crosswalk, resolve, translate; every value explained."""
