// The same hands as in Excel: Enter and arrows walk the cells, F2 edits, Esc takes back.

import { COLUMNS, columnOf, inputAt, leafRows, rowOf, unfold } from "./cells.js";

const entered = new WeakMap(); // what a cell held when it was entered
let editing = null; // the input in which arrows move the caret (after F2)

export function startKeys(form, acts) {
  form.addEventListener("focusin", ({ target }) => {
    if (!isCell(target)) return;
    entered.set(target, target.value);
    if (editing !== target) editing = null;
    if (target.tagName === "INPUT") target.select();
  });
  form.addEventListener("keydown", (event) => onKey(event, acts));
}

const isCell = (element) => element.matches("#sheet-table td input, #sheet-table td select") && columnOf(element) !== null;

function onKey(event, acts) {
  const { target, key } = event;
  if (event.ctrlKey && key.toLowerCase() === "s") return stop(event, acts.save);
  if (event.ctrlKey && key === "Enter") return stop(event, acts.check);
  const row = rowOf(target);
  if (key === "F1" && row) return stop(event, () => acts.panel(row));
  if (event.altKey && key.toLowerCase() === "g" && row) return stop(event, () => acts.below(row, target));
  if (event.altKey && key.toLowerCase() === "m" && row) return stop(event, () => acts.evidence(row));
  if (key === "Escape" && target.closest(".below")) return stop(event, () => acts.back(target.closest(".below")));
  if (!isCell(target)) {
    if (key === "Enter" && target.matches("input")) event.preventDefault(); // never submits by accident
    return;
  }
  cellKey(event, row);
}

function cellKey(event, row) {
  const { target, key } = event;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (key === "Enter") return stop(event, () => walk(row, target, event.shiftKey ? -1 : 1));
  if (key === "F2") return stop(event, () => edit(target));
  if (key === "Escape") return stop(event, () => restore(target));
  if (target.tagName === "SELECT" || editing === target) return;
  if (key === "ArrowDown") return stop(event, () => walk(row, target, 1));
  if (key === "ArrowUp") return stop(event, () => walk(row, target, -1));
  if (key === "ArrowLeft" && atEdge(target, 0)) return stop(event, () => aside(row, target, -1));
  if (key === "ArrowRight" && atEdge(target, target.value.length)) stop(event, () => aside(row, target, 1));
}

function stop(event, act) {
  event.preventDefault();
  act();
}

function atEdge(input, edge) {
  const { selectionStart: start, selectionEnd: end, value } = input;
  return (start === end && start === edge) || (start === 0 && end === value.length);
}

// The next or previous row that has a cell in this column; rows without one are skipped.
function walk(row, target, step) {
  const column = columnOf(target);
  const rows = leafRows();
  for (let at = rows.indexOf(row) + step; at >= 0 && at < rows.length; at += step) {
    const next = inputAt(rows[at], column);
    if (!next) continue;
    unfold(rows[at]);
    return next.focus();
  }
}

function aside(row, target, step) {
  const cells = COLUMNS.map((column) => inputAt(row, column)).filter(Boolean);
  cells[cells.indexOf(target) + step]?.focus();
}

function edit(target) {
  editing = target;
  target.setSelectionRange?.(target.value.length, target.value.length);
}

function restore(target) {
  editing = null;
  if (target.value !== entered.get(target)) {
    target.value = entered.get(target);
    target.dispatchEvent(new Event("input", { bubbles: true }));
    target.dispatchEvent(new Event("change", { bubbles: true }));
  }
  target.select?.();
}
