// Blocks between Excel and the sheet: pasted at a cell, pasted with names through a dialog, undone
// whole, copied back.

import { COLUMNS, columnOf, inputAt, leafRows, rowOf } from "./cells.js";

const GUARD = 3; // a block that would overwrite more cells than this asks once

export class Paste {
  constructor(form, saver, say) {
    Object.assign(this, { form, saver, say, last: null });
    form.addEventListener("paste", (event) => this.onPaste(event));
    form.addEventListener("keydown", (event) => {
      if (event.ctrlKey && event.key.toLowerCase() === "z" && this.last) {
        event.preventDefault();
        this.undo();
      }
    });
    form.addEventListener("input", ({ isTrusted }) => {
      if (isTrusted) this.last = null;
    });
  }

  onPaste(event) {
    const column = columnOf(event.target);
    const text = event.clipboardData.getData("text/plain");
    if (!column || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    this.offer(this.plan(rowsOf(text), rowOf(event.target), column));
  }

  // Which value goes to which cell; what falls beside the table is counted.
  plan(block, startRow, startColumn) {
    const rows = leafRows().slice(leafRows().indexOf(startRow));
    const writes = [];
    let beside = 0;
    block.forEach((cells, down) => {
      cells.forEach((value, right) => {
        if (value.trim() === "") return;
        const column = COLUMNS[COLUMNS.indexOf(startColumn) + right];
        const input = rows[down] && column && inputAt(rows[down], column);
        if (input) writes.push([input, value.trim()]);
        else beside += 1;
      });
    });
    return { writes, beside, named: [] };
  }

  offer(plan) {
    const over = plan.writes.filter(([input, value]) => input.value && input.value !== value).length;
    if (over <= GUARD) return this.apply(plan);
    this.say.ask(`Khối dán sẽ ghi đè ${over} ô đã có số.`, [["Ghi đè", () => this.apply(plan)], ["Không dán", () => {}]], "guard")
      .querySelector("button").focus();
  }

  apply({ writes, beside, named }) {
    const before = writes.map(([input]) => [input, input.value]);
    let unread = 0;
    for (const [input, value] of writes) {
      put(input, value);
      this.saver.note(input, false);
      if (input.classList.contains("is-invalid")) unread += 1;
    }
    this.last = before;
    this.refresh();
    this.saver.again();
    const parts = [`Đã dán ${writes.length - unread} số`];
    if (unread) parts.push(`${unread} ô không đọc được`);
    if (beside) parts.push(`bỏ qua ${beside} ô ngoài bảng`);
    this.say.banner("info", `${[...parts, ...named].join("; ")}. Ctrl+Z để hoàn tác.`, "pasted");
    document.activeElement.select?.();
  }

  undo() {
    for (const [input, value] of this.last) {
      input.value = value;
      this.saver.note(input, false);
    }
    this.last = null;
    this.refresh();
    this.saver.again();
    this.say.banner("info", "Đã hoàn tác khối vừa dán.", "pasted");
  }

  refresh() {
    this.form.dispatchEvent(new Event("sheet-refresh"));
  }
}

function put(input, value) {
  if (input.tagName !== "SELECT") {
    input.value = value;
    return;
  }
  const wanted = plainKey(value);
  const option = [...input.options].find((o) => o.value && plainKey(o.text).startsWith(wanted));
  if (option) input.value = option.value;
}

// Excel's text/plain: tabs, line ends, quoted cells with line breaks inside.
export function rowsOf(text) {
  const rows = [[]];
  const cells = /(?:^|\t|\r?\n|\r)(?:"((?:[^"]|"")*)"|([^\t\r\n]*))/g;
  let found;
  let at = 0;
  while (at <= text.length && (found = match(cells, text, at))) {
    const [whole, quoted, bare] = found;
    if (at && !whole.startsWith("\t")) rows.push([]);
    rows.at(-1).push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    at = found.index + whole.length;
    if (at >= text.length) break;
  }
  while (rows.length && rows.at(-1).every((cell) => cell === "")) rows.pop();
  return rows;
}

function match(cells, text, at) {
  cells.lastIndex = at;
  return cells.exec(text);
}

// For comparing names: no accents, no case, one space.
export function plainKey(text) {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  return bare.replace(/[^a-z0-9]+/g, " ").trim();
}
