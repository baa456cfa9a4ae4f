"""Who acts at the command line."""

import getpass

from mingxin.ledger.actor import Actor

OPERATOR = Actor(login="operator", name="命令行操作员")


def machine_account() -> str:
    """The account on this machine, told beside the operator's in the log of unexpected errors; "" where unknown."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
