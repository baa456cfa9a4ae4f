"""The tables of the uses, gathered for Django."""

from mingxin.uses.reports.models import Report, ReportNumbers

__all__ = ["Report", "ReportNumbers"]
