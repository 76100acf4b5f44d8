"""Static files out of installed packages: only those that settings.VENDOR_STATIC names."""

from fnmatch import fnmatch
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class VendorFinder(BaseFinder):
    """Finds /static/<prefix>/<file> in the folder of an installed package."""

    def __init__(self, *args, **kwargs):
        self.sources = {}
        for prefix, (package, folder, allowed) in settings.VENDOR_STATIC.items():
            home = Path(find_spec(package).submodule_search_locations[0]) / folder
            storage = FileSystemStorage(location=home)
            storage.prefix = prefix
            self.sources[prefix] = (storage, allowed)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        for prefix, (storage, allowed) in self.sources.items():
            name = path.removeprefix(f"{prefix}/")
            if name != path and _is_allowed(name, allowed) and storage.exists(name):
                return [storage.path(name)] if find_all else storage.path(name)
        return []

    def list(self, ignore_patterns):
        for storage, allowed in self.sources.values():
            for name in _files(storage):
                if _is_allowed(name, allowed):
                    yield name, storage


def _is_allowed(name, allowed):
    return any(fnmatch(name, pattern) for pattern in allowed)


def _files(storage):
    home = Path(storage.location)
    return [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
