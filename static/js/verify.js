// Verification by criterion: a column pasted, Enter and arrows down the column, the difference at
// once, one key an act. Without it the page is a plain form.

import { NumberFault, format, limitsOf, parse, scaled } from "./sheet/numbers.js";
import { Panel } from "./sheet/panel.js";
import { rowsOf } from "./sheet/paste.js";

const table = document.getElementById("verify-table");
const rows = [...table.querySelectorAll("tr.open")];
const panel = new Panel();
document.body.classList.add("js");

const rowOf = (element) => element.closest("tr.open");
const inRow = (row, name) => row.querySelector(`[name$="-${name}"]`);
const columnOf = (input) => input.closest("td").cellIndex;
const inputAt = (row, column) => row.cells[column]?.querySelector("input:not([type=hidden]), select, textarea");

table.addEventListener("input", ({ target }) => rowOf(target) && showGap(rowOf(target)));
table.addEventListener("paste", onPaste);
table.addEventListener("keydown", onKey);
table.addEventListener("focusin", ({ target }) => target.matches("input[type=text]") && target.select());
table.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link) return;
  event.preventDefault();
  panel.open(link.href, link);
});
for (const row of rows) row.tabIndex = -1;

// The difference between the verifier's figure and the reported one; points stay with the server.
function showGap(row) {
  const place = row.querySelector(".gap");
  const input = inRow(row, "verified_actual");
  if (!place || !input || row.dataset.reported === undefined) return;
  place.textContent = "";
  input.classList.remove("is-invalid");
  try {
    const { value } = parse(input.value, limitsOf(input));
    if (value === null) return;
    const gap = scaled(value) - scaled(row.dataset.reported);
    place.textContent = gap === 0n ? "0 khớp" : format(decimal(gap));
  } catch (fault) {
    if (!(fault instanceof NumberFault)) throw fault;
    input.classList.add("is-invalid");
    place.textContent = fault.message;
  }
}

function decimal(gap) {
  const digits = String(gap < 0n ? -gap : gap).padStart(5, "0");
  const text = `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, "");
  return gap < 0n ? `-${text}` : text;
}

function onPaste(event) {
  const text = event.clipboardData.getData("text/plain");
  const start = rowOf(event.target);
  if (!start || !/[\n\r\t]/.test(text.replace(/[\r\n]+$/, ""))) return;
  event.preventDefault();
  const column = columnOf(event.target);
  rowsOf(text).forEach(([first], down) => {
    const row = rows[rows.indexOf(start) + down];
    const input = row && inputAt(row, column);
    if (!input || !first.trim()) return;
    input.value = first.trim();
    showGap(row);
  });
}

function onKey(event) {
  const { key, target } = event;
  const row = rowOf(target);
  if (!row) return;
  if (event.ctrlKey && key.toLowerCase() === "s") return stop(event, () => target.form.requestSubmit());
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (target === row) return rowKey(event, row);
  if (key === "Escape") return stop(event, () => row.focus());
  if (key === "ArrowDown" || key === "Enter") return step(event, row, target, event.shiftKey ? -1 : 1);
  if (key === "ArrowUp") step(event, row, target, -1);
}

// Keys that act only while the row itself has the focus, never while something is typed.
function rowKey(event, row) {
  const acts = {
    a: () => (inRow(row, "agreed").checked = !inRow(row, "agreed").checked),
    r: () => ask(row),
    j: () => go(row, 1),
    k: () => go(row, -1),
  };
  const act = acts[event.key.toLowerCase()];
  if (act) stop(event, act);
}

function ask(row) {
  row.querySelector("details.ask").open = true;
  inRow(row, "comment").focus();
}

const go = (row, by) => rows[rows.indexOf(row) + by]?.focus();

function step(event, row, target, by) {
  if (target.matches("select, textarea, a, summary, [type=checkbox]")) return;
  const next = rows[rows.indexOf(row) + by];
  stop(event, () => next && inputAt(next, columnOf(target))?.focus());
}

function stop(event, act) {
  event.preventDefault();
  act();
}
