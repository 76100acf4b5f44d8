"""How every stored file leaves the portal: as a download under its own name, never run."""

from django.http import FileResponse, Http404

from clusters import files


def attachment(stored, name, extension) -> FileResponse:
    """A stored file as an attachment; 404 when the row has lost its file."""
    if not stored:
        raise Http404
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = files.content_type(extension)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Content-Encoding"] = "identity"  # compressed already; not to be compressed again
    return response
