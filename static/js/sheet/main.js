// The score sheet in the browser: joins the modules beside this one. Without it the sheet is a plain form.

import { fold, judge, leafRows, refreshRow, refreshSum, rowOf, unfold } from "./cells.js";
import { startKeys } from "./keys.js";
import { Panel } from "./panel.js";
import { Paste } from "./paste.js";
import { Saver } from "./save.js";
import { Say } from "./say.js";
import { Store } from "./store.js";

const HERE_EVERY = 20_000;
const AWAY_AFTER = 300_000; // nobody touches the page: it stops telling that somebody is there

const form = document.getElementById("sheet-form");
const store = new Store(form.dataset.user, form.dataset.sheet, form.dataset.shared === "1");
const say = new Say(store);
const saver = new Saver(form, store, say);
document.body.classList.add("js");

// Typing, leaving a cell
let touched = Date.now();
form.addEventListener("input", ({ target }) => {
  touched = Date.now();
  follow(target);
  if (rowOf(target)) saver.note(target, false);
});
form.addEventListener("change", ({ target }) => {
  if (!rowOf(target)) return;
  saver.note(target, true);
  saver.again();
});
form.addEventListener("focusout", ({ target }) => {
  if (!target.matches("input, textarea, select")) return;
  saver.again();
  setTimeout(() => saver.left(target));
});
form.addEventListener("sheet-refresh", () => {
  leafRows().forEach(refreshRow);
  refreshSum();
});

function follow(target) {
  const row = rowOf(target);
  if (row?.classList.contains("leaf")) {
    judge(target);
    refreshRow(row);
    refreshSum();
  }
  document.getElementById("sheet-total").classList.add("stale");
}
new MutationObserver(() => document.getElementById("sheet-total").classList.remove("stale"))
  .observe(document.getElementById("sheet-total"), { childList: true });

// Explanations open below their row; Esc comes back to the cell
const cameFrom = new WeakMap();
function toggleBelow(line, open, from) {
  line.classList.toggle("open", open);
  const button = document.querySelector(`[data-below="${line.id}"]`);
  button?.setAttribute("aria-expanded", String(open));
  if (open) {
    cameFrom.set(line, from);
    line.querySelector("textarea")?.focus();
  } else (cameFrom.get(line) ?? button)?.focus();
}
form.addEventListener("click", (event) => {
  const { target } = event;
  if (target.matches("[data-below]")) {
    event.preventDefault();
    const line = document.getElementById(target.dataset.below);
    toggleBelow(line, !line.classList.contains("open"), target);
  } else if (target.matches("[data-take]")) {
    const box = document.getElementById(target.dataset.into);
    box.value = document.getElementById(target.dataset.take).textContent;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  } else if (target.matches("[data-fold]")) {
    const blank = fold(target);
    if (blank) say.banner("info", `Nhóm ${target.dataset.fold} còn ${blank} dòng chưa nhập, chưa thu gọn được.`, "fold");
  } else if (target.matches("#bonus-more")) {
    form.querySelectorAll(".spare").forEach((line) => line.classList.remove("spare"));
    target.hidden = true;
    form.querySelector(".bonus-line input")?.focus();
  } else if (target.matches("[data-panel]")) {
    event.preventDefault();
    panel.open(target.href, target);
  }
});

// An address with a cell in it leads to that cell, also where it is folded away
function goTo() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const line = target.closest(".below");
  unfold(rowOf(target));
  if (line) toggleBelow(line, true, document.querySelector(`[data-below="${line.id}"]`));
  const cell = target.matches("input, select, textarea") ? target : target.querySelector("input, select");
  cell?.focus();
}
window.addEventListener("hashchange", goTo);

const panel = new Panel();
startKeys(form, {
  save: () => saver.again(),
  check: () => document.getElementById("check").click(),
  panel: (row) => row.querySelector(".about") && panel.open(row.querySelector(".about").href, document.activeElement),
  below: (row, from) => row.querySelector("[data-below]") && toggleBelow(document.getElementById(row.querySelector("[data-below]").dataset.below), true, from),
  back: (line) => toggleBelow(line, false),
  evidence: (row) => row.querySelector("[data-evidence]")?.click(),
});

const paste = new Paste(form, saver, say);

// What few need is fetched when it is asked for
const later = (id, name, start) => document.getElementById(id).addEventListener("click", async () => start(await import(name)));
later("paste-open", "./pasteDialog.js", ({ openPasteDialog }) => openPasteDialog(paste));
later("copy-table", "./copy.js", ({ copyTable }) => copyTable(say));
const evidence = async () => (await import("./evidence.js")).evidence(panel, saver);
const filesIn = (data) => [...(data?.files ?? [])];
panel.body.addEventListener("submit", async (event) => {
  event.preventDefault();
  (await evidence()).send(event.target, event.submitter);
});
form.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files") && rowOf(event.target)) event.preventDefault();
});
form.addEventListener("drop", (event) => takeFiles(event, filesIn(event.dataTransfer)));
form.addEventListener("paste", (event) => takeFiles(event, filesIn(event.clipboardData)));
async function takeFiles(event, files) {
  const link = rowOf(event.target)?.querySelector("[data-evidence]");
  if (!link || !files.length) return;
  event.preventDefault();
  await panel.open(link.href, event.target);
  (await evidence()).upload(files);
}

// Handing in goes through the check page; first everything typed must be on the server
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await saver.flush().catch(() => {});
  const faulty = form.querySelector(".is-invalid");
  if (faulty) return faulty.focus();
  if (!saver.isIdle()) return say.banner("warn", "Còn số chưa lưu lên máy chủ. Chờ kết nối rồi bấm lại.", "refused");
  const { name, value } = event.submitter ?? {};
  if (name === "next") location.assign(`${location.pathname}kiem-tra/`);
  if (name !== "full") return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: saver.token, version: document.getElementById("sheet-version").value, full: value });
  await fetch(location.pathname, { method: "POST", body });
  location.reload();
});

// What this machine still holds from before
function offerKept() {
  const kept = store.all();
  const cells = Object.values(kept).flatMap((row) => Object.entries(row.fields));
  const open = cells.filter(([name, held]) => fieldOf(name) && fieldOf(name).value !== held.raw);
  if (!open.length) return store.clear();
  const since = new Date(Math.min(...Object.values(kept).map((row) => row.at)));
  const time = since.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const view = () => {
    say.banner("info", open.map(([name, held]) => `${fieldOf(name).getAttribute("aria-label") ?? rowOf(fieldOf(name)).id.slice(2)}: ${held.raw || "ô trống"}`).join(" · "), "kept-view");
    return false;
  };
  const send = () => {
    for (const [name, row] of Object.entries(kept)) sendKept(name, row);
    form.dispatchEvent(new Event("sheet-refresh"));
    saver.again();
  };
  say.ask(`Có ${open.length} ô chưa lưu lên máy chủ từ ${time}.`, [["Lưu ngay", send], ["Xem", view], ["Bỏ", () => store.clear()]], "kept");
}
const fieldOf = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
function sendKept(name, held) {
  const row = form.querySelector(`[data-row="${CSS.escape(name)}"]`);
  if (!row) return;
  row.dataset.seen = Math.min(Number(held.seen), Number(row.dataset.seen));
  for (const [field, { raw }] of Object.entries(held.fields)) {
    const input = fieldOf(field);
    if (!input) continue;
    if (input.type === "checkbox") input.checked = held.fields[field].value === "on";
    else input.value = raw;
    saver.note(input, false);
  }
}

// Who else is here
async function tellPresence() {
  if (document.hidden || Date.now() - touched > AWAY_AFTER || saver.stopped) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: saver.token });
  const answer = await fetch(form.dataset.presence, { method: "POST", body, headers: { "X-Portal": "1" } }).catch(() => null);
  if (!answer?.ok) return;
  const { others } = await answer.json();
  if (others.length) say.banner("info", `${others.join(", ")} đang mở bảng này.`, "presence");
  else document.getElementById("notice-presence")?.remove();
}

window.addEventListener("online", () => saver.again());
window.addEventListener("pagehide", () => saver.leave());
window.addEventListener("beforeunload", (event) => {
  if (store.isOff && !saver.isIdle()) event.preventDefault();
});
setInterval(tellPresence, HERE_EVERY);
tellPresence();
offerKept();
refreshSum();
goTo();
