"""A criteria set read back from a file: Excel or JSON, all faults at once, none of it checked."""

from decimal import Decimal

from clusters.files import FileFault
from clusters.files.workbook import CellKind, read_workbook
from clusters.text import format_number, nfc, search_key
from emulation import scoring
from emulation.scoring.set_file import FORMAT
from emulation.set_drafting import nodes
from emulation.set_drafting.book import COLUMNS, HEAD_PAGE, PAGES, PARENT, RULE
from emulation.workbook.read import CELL_FAULTS

XLSX_BEGINS = b"PK"
MOST_FAULTS = 40


def document_of(file, name) -> dict:
    """The document of an uploaded file, by its content.

    Raises:
        SetFaults: what keeps it from being read, with page, row and column.
    """
    begins = file.read(2)
    file.seek(0)
    if begins != XLSX_BEGINS and not name.lower().endswith((".xlsx", ".xls")):
        return scoring.read_document(file.read())
    try:
        book = read_workbook(file, name)
    except FileFault as fault:
        raise scoring.SetFaults([str(fault)]) from None
    return _Reader(book).document()


class _Reader:
    """Takes the pages apart and collects what is wrong."""

    def __init__(self, book):
        self.book = book
        self.faults = []

    def document(self):
        made = {"format": FORMAT} | self.head()
        for name in PAGES:
            made[name] = self.criteria() if name == "criteria" else self.plain_list(name)
        if self.faults:
            more = len(self.faults) - MOST_FAULTS
            rest = [f"Và {more} lỗi khác."] if more > 0 else []
            raise scoring.SetFaults([*self.faults[:MOST_FAULTS], *rest])
        return made

    def page(self, title):
        page = self.book.page(title)
        if page is None:
            self.faults.append(f"Tệp thiếu trang “{title}”. Tải lại tệp mẫu từ cổng.")
        elif page.merged:
            self.faults.append(f"Trang “{title}” có ô gộp {page.merged[0]}. Bỏ gộp ô rồi nhập lại.")
        return page

    def head(self):
        page, made = self.page(HEAD_PAGE), {}
        if page is None:
            return made
        labels = {search_key(spec.label): spec for spec in nodes.HEAD}
        for row in range(1, page.rows + 1):
            spec = labels.get(search_key(self.text(page, row, 1)))
            if spec:
                self.put(made, spec, page, row, 2, "label")
        return made

    def plain_list(self, name):
        page = self.page(PAGES[name])
        if page is None:
            return []
        places = self.places(page, [spec.label for spec in COLUMNS[name]])
        return [
            self.node(page, row, COLUMNS[name], places, {})
            for row in range(2, page.rows + 1)
            if self.is_used(page, row, places)
        ]

    def criteria(self):
        page, specs = self.page(PAGES["criteria"]), COLUMNS["criteria"]
        if page is None:
            return []
        places = self.places(page, [PARENT, RULE, *(spec.label for spec in specs)])
        top, known = [], {}
        for row in range(2, page.rows + 1):
            if self.is_used(page, row, places):
                node = self.criterion(page, row, specs, places)
                parent = self.text(page, row, places.get(PARENT))
                self.hang(top, known, node, parent, page, row)
        return top

    def criterion(self, page, row, specs, places):
        words = self.text(page, row, places.get(RULE))
        by_name = {search_key(name): kind for kind, (name, _) in nodes.RULES.items()}
        kind = by_name.get(search_key(words)) or (words if words in nodes.RULES else "")
        if not kind:
            self.fault(page, row, places.get(RULE), f"cách chấm “{words}” không có")
        node = self.node(page, row, specs, places, {"rule": {"type": kind}}, kind)
        nodes.tidy(node)
        return node

    def hang(self, top, known, node, parent, page, row):
        """Put a criterion under the one that its row names."""
        if parent and parent not in known:
            self.fault(page, row, 1, f"không có tiêu chí “{parent}” ở các dòng trên")
        listed = known[parent].setdefault("sub", []) if parent in known else top
        listed.append(node)
        known[str(node.get("number", ""))] = node

    def node(self, page, row, specs, places, made, rule_type=""):
        own = nodes.specs_of("criteria", rule_type) if rule_type else specs
        direction = self.text(page, row, places.get("Chiều tốt"))
        low = search_key(direction) in ("lower", search_key("Càng thấp càng tốt"))
        bound = nodes.bound_of(rule_type, "lower" if low else "")
        for spec in specs:
            column = places.get(spec.label)
            if column is None:
                continue
            if spec not in own and self.text(page, row, column):
                self.fault(page, row, column, f"“{spec.label}” không dùng cho cách chấm này")
            elif spec in own:
                self.put(made, spec, page, row, column, bound)
        return made

    def put(self, made, spec, page, row, column, bound):
        typed = self.text(page, row, column)
        try:
            value = nodes.read(spec, typed, bound=bound)
        except nodes.FieldFault as fault:
            self.fault(page, row, column, f"{spec.label}: {fault}")
            return
        if value is not None or typed:
            nodes.put(made, spec, value, typed)

    def places(self, page, labels):
        """{label: column} of the first row."""
        found = {}
        for column in range(1, 60):
            words = search_key(self.text(page, 1, column))
            label = next((label for label in labels if search_key(label) == words), None)
            if label and label not in found:
                found[label] = column
        for label in labels:
            if label not in found:
                self.faults.append(f"Trang “{page.title}” thiếu cột “{label}”.")
        return found

    def is_used(self, page, row, places):
        return any(self.text(page, row, column, quiet=True) for column in places.values())

    def text(self, page, row, column, quiet=False):
        """What a cell holds, as it would be typed."""
        if column is None:
            return ""
        cell = page.at(row, column)
        if cell.kind in CELL_FAULTS:
            if not quiet:
                words = CELL_FAULTS[cell.kind].format(value=cell.value)
                self.fault(page, row, column, words)
            return "?" if quiet else ""  # a faulty cell is no empty one: its row is used
        if cell.kind == CellKind.BLANK:
            return ""
        if isinstance(cell.value, Decimal):
            return format_number(cell.value).replace(".", "")
        if cell.kind == CellKind.BOOLEAN:
            return "có" if cell.value else ""
        return nfc(str(cell.value))

    def fault(self, page, row, column, words):
        address = page.at(row, column or 1).address
        sentence = f"Trang “{page.title}”, ô {address}: {words}".rstrip(".") + "."
        if sentence not in self.faults:
            self.faults.append(sentence)
