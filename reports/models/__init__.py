from reports.models.jobs import Job, JobState, stand_in_line
from reports.models.kits import Kit, KitFile
from reports.models.prints import PrintFile, SheetPrint
from reports.models.reports import Report
from reports.models.signed import SignedReport

__all__ = [
    "Job",
    "JobState",
    "Kit",
    "KitFile",
    "PrintFile",
    "Report",
    "SheetPrint",
    "SignedReport",
    "stand_in_line",
]
