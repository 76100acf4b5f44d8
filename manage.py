#!/usr/bin/env python3
"""The program's command line; `./portal manage …` calls it with the right Python."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
