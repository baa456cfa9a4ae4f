"""The plan of a 权责清单 as it goes to the browser and comes back, word for word."""

from dataclasses import asdict
from datetime import date
from typing import Any

from mingxin.access.queries.power_plans import Plan, PlannedLine, PowerLine


def plain_plan(plan: Plan) -> list[dict[str, Any]]:
    plain = [asdict(planned) for planned in plan.lines]
    for planned in plain:
        line = planned["line"]
        line["held_from"] = line["held_from"].isoformat()
        line["held_until"] = line["held_until"].isoformat() if line["held_until"] else None
    return plain


def read_plan(plain: list[dict[str, Any]]) -> Plan:
    return Plan(tuple(PlannedLine(**{**planned, "line": _line(planned["line"])}) for planned in plain))


def _line(plain: dict[str, Any]) -> PowerLine:
    until = plain["held_until"]
    days = {
        "held_from": date.fromisoformat(plain["held_from"]),
        "held_until": date.fromisoformat(until) if until else None,
    }
    return PowerLine(**{**plain, **days})
