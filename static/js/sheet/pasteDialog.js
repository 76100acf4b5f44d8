// “Dán từ Excel…”: a block with names in its first column, matched without accents or numbering.

import { inputAt, leafRows } from "./cells.js";
import { format } from "./numbers.js";
import { plainKey, rowsOf } from "./paste.js";

const HEADS = [
  ["target", /^ke hoach/], ["percent", /^%|^ty le|^dat/], ["bonus", /thuong/],
  ["actual", /thuc hien|ket qua|so lieu/], ["own", /tu cham|diem/],
];
const dialog = document.getElementById("paste-dialog");
const box = document.getElementById("paste-text");
const preview = document.getElementById("paste-preview");
const first = document.getElementById("paste-column");

export function openPasteDialog(paste) {
  box.value = "";
  preview.replaceChildren();
  box.oninput = first.onchange = () => show(read());
  document.getElementById("paste-apply").onclick = () => {
    const plan = read();
    if (!plan.writes.length) return preview.focus();
    dialog.close();
    paste.offer(plan);
  };
  dialog.showModal();
}

function read() {
  const rows = rowsOf(box.value);
  const heads = headsOf(rows[0] ?? []);
  const columns = heads ?? { 1: first.value, 2: first.value === "actual" ? "own" : "bonus", 3: "bonus" };
  const plan = { writes: [], beside: 0, named: [], lines: [], unknown: [] };
  const known = new Map();
  for (const row of leafRows()) {
    const name = row.querySelector(".name").textContent.trim();
    known.set(plainKey(name.replace(/^[\d.]+\s*/, "")), row);
    known.set(plainKey(name), row);
    known.set(plainKey(name.split(/\s/)[0]), row);
  }
  for (const cells of heads ? rows.slice(1) : rows) take(plan, known, columns, cells);
  return plan;
}

function headsOf(cells) {
  const found = {};
  cells.forEach((cell, index) => {
    const key = plainKey(cell);
    const head = index && HEADS.find(([, words]) => words.test(key));
    if (head) found[index] = head[0];
  });
  return Object.keys(found).length ? found : null;
}

function take(plan, known, columns, cells) {
  const name = cells[0]?.trim() ?? "";
  if (!name) return;
  const row = known.get(plainKey(name)) ?? known.get(plainKey(name.replace(/^[\d.]+\s*/, "")));
  if (!row) {
    plan.unknown.push(name);
    return;
  }
  const put = [];
  cells.forEach((value, index) => {
    const column = columns[index];
    if (!index || !value.trim() || column === "percent") return;
    if (column === "target") return target(plan, row, value.trim());
    const input = column && inputAt(row, column);
    if (!input) plan.beside += 1;
    else {
      plan.writes.push([input, value.trim()]);
      put.push(value.trim());
    }
  });
  plan.lines.push([name, row.querySelector(".name").textContent.trim(), put.join(" · ")]);
}

// A target is given by the province: a pasted one that differs is named, never written.
function target(plan, row, value) {
  const given = row.dataset.target;
  if (given && format(given) !== value && format(given).replaceAll(".", "") !== value) {
    plan.named.push(`kế hoạch dòng ${row.id.slice(2)} dán ${value}, được giao ${format(given)}: giữ số được giao`);
  }
}

function show(plan) {
  const table = document.createElement("table");
  table.className = "grid";
  for (const line of plan.lines) {
    const row = table.insertRow();
    for (const text of line) row.insertCell().textContent = text;
  }
  const words = document.createElement("p");
  words.className = "hint";
  words.textContent = plan.unknown.length
    ? `Không tìm thấy ${plan.unknown.length} tên: ${plan.unknown.slice(0, 8).join("; ")}. Các dòng này không được ghi.`
    : `${plan.lines.length} dòng khớp tên, ${plan.writes.length} số.`;
  preview.replaceChildren(words, table);
}
