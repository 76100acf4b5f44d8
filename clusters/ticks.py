"""The boxes ticked in a list: keys that a person sent, made fit to ask the database."""

LONGEST_KEY = 9
"""Digits; no table of the portal will ever hold a billion rows."""


def ticked(asked, name, most=500) -> list[int]:
    """Keys of the boxes `name` in a GET or POST; what is no key is passed over."""
    keys = (key for key in asked.getlist(name) if key.isascii() and key.isdigit())
    return [int(key) for key in keys if len(key) <= LONGEST_KEY][:most]
