from reports.models.jobs import Job, JobState
from reports.models.prints import PrintFile, SheetPrint
from reports.models.reports import Report

__all__ = ["Job", "JobState", "PrintFile", "Report", "SheetPrint"]
