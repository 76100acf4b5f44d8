// The merged table by keyboard: arrows go from cell to cell, Enter opens what stands behind, Esc
// closes it and comes back. Without it every cell is a link.

import { Panel } from "./sheet/panel.js";

const table = document.getElementById("matrix");
const panel = new Panel();
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

table.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  panel.open(link.href, link);
});

table.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = event.target.closest("td, th");
  if (!step || !cell || !event.target.matches("a")) return;
  const row = table.rows[cell.parentElement.rowIndex + step[0]];
  const next = row?.cells[cell.cellIndex + step[1]]?.querySelector("a");
  if (!next) return;
  event.preventDefault();
  next.focus();
});
