"""How files leave the portal: stored ones under their own name, pages as pictures, made ones."""

from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from clusters import files

JSON = "application/json; charset=utf-8"


def attachment(stored, name, extension) -> FileResponse:
    """A stored file as an attachment; 404 when the row has lost its file."""
    if not stored:
        raise Http404
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = files.content_type(extension)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Encoding"] = "identity"  # compressed already; not to be compressed again
    return response


def page_picture(document, number) -> HttpResponse:
    """One page of a stored file as a picture; 404 where it has no such page."""
    has_pages = document.file and document.has_pages
    picture = has_pages and files.page_picture(document.file, document.extension, number)
    if not picture:
        raise Http404
    return HttpResponse(picture, content_type="image/png")


def made(content, name) -> HttpResponse:
    """A file that was just made, as a download; its kind is the ending of its name."""
    extension = name.rpartition(".")[2]
    kind = JSON if extension == "json" else files.content_type(extension)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
