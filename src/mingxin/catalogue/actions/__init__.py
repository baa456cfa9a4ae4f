"""The verbs of editions and calendars, gathered for who puts the catalogue in force; drafts have their own module."""

from mingxin.catalogue.actions.calendars import load_calendar_year, load_first_calendar
from mingxin.catalogue.actions.editions import Packaged, put_in_force, put_packaged_in_force

__all__ = ["Packaged", "load_calendar_year", "load_first_calendar", "put_in_force", "put_packaged_in_force"]
