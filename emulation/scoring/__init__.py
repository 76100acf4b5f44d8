"""The arithmetic of emulation, without a database: criteria sets, rules, totals, places.

Start with `values` (what there is), then `rules` (one function a rule), `points` and `totals`.
"""

from emulation.scoring.figures import FigureFault, check_figure
from emulation.scoring.highlights import Unmeasured, highlights, unmeasured
from emulation.scoring.outcome_file import as_json
from emulation.scoring.reading import SetFaults
from emulation.scoring.results_file import ResultsFaults, read_results
from emulation.scoring.set_file import (
    document_text,
    dump_set,
    dump_text,
    load_set,
    read_document,
    read_set,
)
from emulation.scoring.totals import counted_points, rank_again, score, score_alone
from emulation.scoring.values import (
    Contestant,
    CriteriaSet,
    Criterion,
    CriterionOutcome,
    Figures,
    Outcome,
    State,
)

__all__ = [
    "Contestant",
    "CriteriaSet",
    "Criterion",
    "CriterionOutcome",
    "FigureFault",
    "Figures",
    "Outcome",
    "ResultsFaults",
    "SetFaults",
    "State",
    "Unmeasured",
    "as_json",
    "check_figure",
    "counted_points",
    "document_text",
    "dump_set",
    "dump_text",
    "highlights",
    "load_set",
    "rank_again",
    "read_document",
    "read_results",
    "read_set",
    "score",
    "score_alone",
    "unmeasured",
]
