"""What the portal's commands share: a fault is one line on standard error, exit status 1."""

import sys

from django.core.management.base import BaseCommand


class PortalCommand(BaseCommand):
    """A command that says how it is used when its words cannot be read."""

    usage = ""
    """The words after `./portal manage`, as a person types them."""

    def create_parser(self, prog_name, subcommand, **options):
        parser = super().create_parser(prog_name, subcommand, **options)
        if self._called_from_command_line:
            parser.error = lambda _: self.refuse(f"Dùng: ./portal manage {self.usage}")
        return parser

    def refuse(self, *sentences):
        """Say why nothing was done, and end."""
        self.stderr.write("\n".join(sentences))
        sys.exit(1)
