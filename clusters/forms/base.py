"""The frame of every ordinary form: crispy layout with one button, labels above, errors beside."""

import hashlib

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit


def crispy(button, *, form_tag=True):
    """A helper for a POST form whose one act is `button`."""
    helper = FormHelper()
    helper.form_method = "post"
    helper.form_tag = form_tag
    helper.form_show_errors = True
    helper.attrs = {"novalidate": "novalidate", "data-keep": ""}  # typed.js keeps what is typed
    if form_tag:
        helper.add_input(Submit("", button, css_class="btn-primary"))
    return helper


def base_of(text) -> str:
    """What a text is known by: whoever saves says which text they had before them."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
