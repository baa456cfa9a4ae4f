"""The tables of access, gathered for Django."""

from mingxin.access.models.people import Person, Post, SignIn, StaffRole
from mingxin.access.models.places import ActsFor, Power, Region, Unit
from mingxin.access.models.power_imports import PowerImport, PowerImportLine
from mingxin.access.models.second_factors import RecoveryCode, SecondFactor

__all__ = [
    "ActsFor",
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
