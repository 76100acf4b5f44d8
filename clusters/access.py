"""The one door to single records: outside one's sight 404, seen but not allowed 403."""

from django.core.exceptions import PermissionDenied


def held_by(words):
    """Mark a right with who holds it, for the page that refuses: “cán bộ của đơn vị”."""

    def mark(rule):
        rule.holder = words
        return rule

    return mark


def require(rule, *about):
    """Go on only where `rule(*about)` allows it.

    Raises:
        PermissionDenied: it does not; answered 403 with the words of who holds the right.
    """
    if not rule(*about):
        raise PermissionDenied(getattr(rule, "holder", ""))


class RuledObjectMixin:
    """For single-record views of a model whose manager offers `visible_to(user)`.

    A record outside the scope is 404, so its existence is not told; a record inside
    it that `rule` refuses is 403.
    """

    rule = None

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.user)

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        if self.rule:
            require(self.rule, self.request.user, record)
        return record
