"""The tables of access, gathered for Django."""

from mingxin.access.models.people import FormerPassword, Person, Post, SignIn, StaffRole
from mingxin.access.models.places import ActsFor, Power, Region, Unit
from mingxin.access.models.power_imports import PowerImport, PowerImportLine
from mingxin.access.models.second_factors import RecoveryCode, SecondFactor
from mingxin.access.models.tries import FailedTries

__all__ = [
    "ActsFor",
    "FailedTries",
    "FormerPassword",
    "Person",
    "Post",
    "Power",
    "PowerImport",
    "PowerImportLine",
    "RecoveryCode",
    "Region",
    "SecondFactor",
    "SignIn",
    "StaffRole",
    "Unit",
]
