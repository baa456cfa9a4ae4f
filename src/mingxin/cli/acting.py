"""Who acts at the command line."""

from mingxin.ledger.actor import Actor

OPERATOR = Actor(login="operator", name="命令行操作员")
