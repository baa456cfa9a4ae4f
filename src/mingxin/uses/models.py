"""The tables of the uses, gathered for Django."""

from mingxin.uses.reports.models import Report

__all__ = ["Report"]
