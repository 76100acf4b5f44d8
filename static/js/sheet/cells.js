// The grid as rows and columns: which input stands where, what it holds, what follows from it at
// once (percentages, differences, the sum). Points by the formula and totals come from the server.

import { NumberFault, format, formatScaled, limitsOf, parse, percent, scaled } from "./numbers.js";

export const COLUMNS = ["actual", "own", "bonus"];
const table = document.getElementById("sheet-table");
const places = Number(document.getElementById("sheet-form")?.dataset.places ?? 2);

export const leafRows = () => [...table.querySelectorAll("tr.leaf")];

export function columnOf(input) {
  const cell = input.closest("td");
  if (!cell) return null;
  if (input.closest(".extra")) return "bonus";
  if (cell.classList.contains("own")) return "own";
  return cell.querySelector("input") && cell.dataset.label === "Thực hiện" ? "actual" : null;
}

export function inputAt(row, column) {
  if (column === "actual") return row.querySelector('td[data-label="Thực hiện"] input');
  if (column === "bonus") return row.querySelector("td.own .extra input");
  return row.querySelector("td.own > input, td.own > select");
}

export function rowOf(element) {
  const own = element.closest("[data-row]");
  if (own) return own;
  const below = element.closest("[data-of]");
  return below && document.querySelector(`[data-row="${below.dataset.of}"]`);
}

export const isNumber = (input) => input.dataset.kind !== undefined;

// What an input holds, as it is sent: a number in plain writing, text as it is.
export function read(input) {
  if (input.type === "checkbox") return { value: input.checked ? "on" : "", raw: "" };
  if (!isNumber(input)) return { value: input.value, raw: input.value };
  const { value, note } = parse(input.value, limitsOf(input));
  return { value: value === null ? "" : value.replace(".", ","), plain: value, note, raw: input.value };
}

// What an input shows, in the words of the server; and the way back.
export const shows = (input) => (input.type === "checkbox" ? (input.checked ? "on" : "") : input.value);
export function put(input, value) {
  if (input.type === "checkbox") input.checked = value === "on";
  else input.value = value;
}

export function showFault(input, sentence, choices = []) {
  const place = document.getElementById(`${input.id}_error`);
  input.classList.toggle("is-invalid", Boolean(sentence));
  if (sentence) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.id}_error`);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  if (!place) return;
  place.textContent = choices.length ? `${input.value} là ` : sentence;
  choices.forEach((choice, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = index === 0 ? format(choice) : choice;
    button.addEventListener("click", () => choose(input, choice));
    place.append(index ? " hay " : "", button);
  });
  place.closest("td")?.classList.toggle("faulty", Boolean(place.closest("td").querySelector(".fault:not(:empty)")));
}

function choose(input, choice) {
  input.value = choice;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.focus();
}

// Look at one input as it stands; the fault is shown at its cell. True when it can be sent.
export function judge(input) {
  try {
    read(input);
    showFault(input, "");
    return true;
  } catch (fault) {
    if (!(fault instanceof NumberFault)) throw fault;
    showFault(input, fault.message, fault.choices);
    return false;
  }
}

// Own points of a row as ten-thousandths; null when there are none, "fault" when they are in error.
function ownPoints(row) {
  const input = inputAt(row, "own");
  if (input && input.tagName === "SELECT") return fromText(document.getElementById(`f-${row.dataset.row?.slice(1)}`));
  if (!input) return fromText(row.querySelector("td.own"));
  try {
    const { plain } = read(input);
    if (plain !== null) return scaled(plain);
    return input.placeholder ? scaled(parse(input.placeholder, { kind: "points", places: 4 }).value) : null;
  } catch {
    return "fault";
  }
}

function fromText(cell) {
  const found = cell?.firstChild?.textContent.trim().match(/^[\d.]+,\d+/);
  return found ? scaled(found[0].replaceAll(".", "").replace(",", ".")) : null;
}

export function refreshRow(row) {
  const actual = inputAt(row, "actual");
  const key = row.dataset.row?.slice(1);
  if (actual && row.dataset.target && scaled(row.dataset.target)) {
    const cell = document.getElementById(`p-${key}`);
    try {
      const { plain } = read(actual);
      cell.textContent = plain === null ? "" : percent(plain, row.dataset.target);
    } catch {
      cell.textContent = "";
    }
  }
  const then = document.getElementById(`d-${key}`);
  if (then && row.dataset.then !== undefined) showDifference(then, row.dataset.then, ownPoints(row));
}

function showDifference(cell, then, own) {
  const base = formatScaled(scaled(then), places);
  cell.textContent = base + " ";
  if (own === null || own === "fault") return;
  const gap = own - scaled(then);
  const mark = document.createElement("span");
  const size = formatScaled(gap < 0n ? -gap : gap, places);
  mark.className = gap > 0n ? "difference-up" : gap < 0n ? "difference-down" : "same";
  mark.textContent = gap > 0n ? `▲ ${size}` : gap < 0n ? `▼ ${size}` : "= 0";
  cell.append(mark);
}

export function refreshSum() {
  const sum = document.getElementById("own-sum");
  if (!sum || table.dataset.sum !== "plain") return;
  let [total, faults] = [0n, 0];
  for (const row of leafRows()) {
    const points = ownPoints(row);
    if (points === "fault") faults += 1;
    else total += points ?? 0n;
  }
  sum.textContent = formatScaled(total, places);
  const note = document.getElementById("sum-note");
  if (note) note.textContent = faults ? `${faults} ô lỗi chưa cộng` : "";
}

// A group whose rows are all filled may be folded away; whatever leads into it unfolds it.
export function fold(button) {
  const group = button.dataset.fold;
  const lines = [...table.querySelectorAll(`[data-group="${CSS.escape(group)}"]`)];
  const isOpen = button.getAttribute("aria-expanded") === "true";
  const blank = lines.filter((line) => line.matches(".leaf:not(.closed)") && isBlank(line)).length;
  if (isOpen && blank) return blank;
  for (const line of lines) {
    line.classList.toggle("folded", isOpen);
    document.querySelector(`[data-of="${line.dataset.row}"]`)?.classList.toggle("folded", isOpen);
  }
  button.setAttribute("aria-expanded", String(!isOpen));
  return 0;
}

export function unfold(row) {
  if (row?.classList.contains("folded")) fold(table.querySelector(`[data-fold="${CSS.escape(row.dataset.group)}"]`));
}

function isBlank(row) {
  const input = inputAt(row, "actual") ?? inputAt(row, "own");
  return input && input.value === "";
}
