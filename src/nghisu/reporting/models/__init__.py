"""Reports with their sections and figures; campaigns that ask units for theirs."""

from nghisu.reporting.models.reports import Report, ReportFigure, ReportSection, ReportTask

__all__ = ["Report", "ReportFigure", "ReportSection", "ReportTask"]
