from reports.models.jobs import Job, JobState
from reports.models.kits import Kit, KitFile
from reports.models.prints import PrintFile, SheetPrint
from reports.models.reports import Report

__all__ = ["Job", "JobState", "Kit", "KitFile", "PrintFile", "Report", "SheetPrint"]
