"""`mingxin manage`: Django's own commands, for whoever maintains the installation."""

import argparse

from django.core.management import execute_from_command_line

from mingxin.cli.telling import Telling


def manage(arguments: argparse.Namespace, telling: Telling) -> int:
    execute_from_command_line(["mingxin manage", *arguments.arguments])
    return 0
