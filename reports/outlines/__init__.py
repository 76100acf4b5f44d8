"""What each kind of report says, in the order of its outline, as values of reports.papers."""
