"""Stored keys: text made of other fields at each write, for order and search in every database."""

from django.db import models

from clusters import text


class KeyField(models.CharField):
    """A column computed from the fields named in `of` whenever the row is written.

    Stored, so that SQLite and PostgreSQL order and find Vietnamese names alike.
    """

    make = staticmethod(text.search_key)

    def __init__(self, *args, of=(), **kwargs):
        self.of = tuple(of)
        kwargs.setdefault("max_length", 600)
        kwargs["editable"] = False
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance, add):
        words = " ".join(getattr(model_instance, name) for name in self.of)
        key = self.make(words)[: self.max_length]
        setattr(model_instance, self.attname, key)
        return key

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, {**kwargs, "of": self.of}


class SearchKeyField(KeyField):
    """Without marks and case, đ as d: what search compares."""


class SortKeyField(KeyField):
    """Orders as the Vietnamese alphabet does, tones and numbers included."""

    make = staticmethod(text.sort_key)


class PersonKeyField(KeyField):
    """Orders people as Vietnamese lists do: given name, family name, middle name."""

    make = staticmethod(text.person_sort_key)
