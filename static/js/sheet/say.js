// What the page tells the person about saving: one line of state, banners, conflicts, sign-in.

import { ask } from "../ask.js";
import { put, shows } from "./cells.js";
import { format } from "./numbers.js";

const STATE = document.getElementById("save-state");
const NOTICES = document.getElementById("sheet-notices");
const QUIET = 5000; // a screen reader hears of saving at most this often

export class Say {
  constructor(store) {
    this.store = store;
    this.savedAt = "";
    this.format = format;
  }

  state(kind, count = 0) {
    const words = {
      waiting: count ? "Đang chờ lưu" : STATE.textContent,
      saving: "Đang lưu",
      saved: this.savedAt ? `Đã lưu lúc ${this.savedAt}` : "Chưa có thay đổi",
      faulty: "Có ô chưa lưu được, xem chỗ đánh dấu",
      refused: "Không lưu được",
    };
    this.write(words[kind]);
  }

  write(words) {
    clearTimeout(this.later);
    const wait = (this.lastSaid ?? 0) + QUIET - Date.now();
    STATE.setAttribute("aria-live", wait > 0 ? "off" : "polite");
    if (wait <= 0) this.lastSaid = Date.now();
    if (STATE.textContent !== words) STATE.textContent = words;
  }

  offline(kind, count) {
    const kept = this.store.isOff ? "không giữ trên máy" : `${count} ô đang được giữ trên máy này`;
    const words = { offline: "Mất kết nối", silent: "Không lưu được, máy chủ không trả lời", server: "Không lưu được, máy chủ gặp sự cố" };
    this.write(`${words[kind]} – ${kept}`);
    const held = this.store.isOff ? "chưa được lưu, giữ trang này mở" : "số liệu được giữ trên máy này";
    this.banner("warn", `Mất kết nối – có thể nhập tiếp, ${held}. Tự lưu lại khi có kết nối.`, "offline");
  }

  online() {
    document.getElementById("notice-offline")?.remove();
  }

  banner(kind, words, key = "refused") {
    const old = document.getElementById(`notice-${key}`);
    const box = old ?? document.createElement("div");
    box.id = `notice-${key}`;
    box.className = `banner banner-${kind}`;
    box.textContent = words;
    if (!old) NOTICES.append(box);
    return box;
  }

  tell(words) {
    const box = this.banner("info", words, "told");
    clearTimeout(this.telling);
    this.telling = setTimeout(() => box.remove(), 8000);
  }

  ask(words, choices, key, place = NOTICES) {
    return ask(words, choices, key, place);
  }

  // A value as it stands in a sentence.
  words(input, value) {
    if (input.type === "checkbox") return value ? "đã đánh dấu" : "không đánh dấu";
    if (input.tagName === "SELECT") return [...input.options].find((o) => o.value === value)?.text ?? value;
    if (input.tagName === "TEXTAREA" && value) return `“${value.length > 120 ? `${value.slice(0, 120)}…` : value}”`;
    return value || "ô trống";
  }

  // The same field was written by somebody else: both values, and a button for each.
  conflict(row, { name, theirs, by, at }, saver) {
    const input = saver.form.querySelector(`[name="${CSS.escape(name)}"]`);
    const mine = shows(input);
    saver.stands(input, theirs);
    const key = `conflict-${name}`;
    document.getElementById(`notice-${key}`)?.closest("tr.conflict")?.remove();
    const line = document.createElement("tr");
    line.className = "conflict";
    const cell = line.appendChild(document.createElement("td"));
    cell.colSpan = 8;
    const keep = () => {
      line.remove();
      saver.note(input, true);
    };
    const take = () => {
      line.remove();
      put(input, theirs);
      saver.store.drop(row.dataset.row, name);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const shown = (value) => this.words(input, value);
    const is = input.tagName === "TEXTAREA" ? "nội dung" : "số";
    const [held, other] = is === "số" ? [shown(mine), shown(theirs)] : ["nội dung đang nhập", `nội dung của ${by}`];
    this.ask(`${by} vừa nhập ${shown(theirs)} lúc ${at} – ${is} đang nhập: ${shown(mine)}.`, [[`Giữ ${held}`, keep], [`Lấy ${other}`, take]], key, cell);
    if (row.tagName === "TR") row.after(line);
    else NOTICES.append(...cell.children);
    this.write("Có thay đổi khác");
  }

  signIn(after) {
    const dialog = document.getElementById("sign-in-dialog");
    const form = document.getElementById("sign-in-form");
    const fault = document.getElementById("sign-in-fault");
    const password = document.getElementById("sign-in-password");
    form.onsubmit = async (event) => {
      event.preventDefault();
      const told = await trySignIn(document.getElementById("sheet-form").dataset.signIn, form, password.value);
      password.value = "";
      fault.textContent = told;
      if (told) return password.focus();
      dialog.close();
      after();
    };
    if (!dialog.open) dialog.showModal();
    password.focus();
  }
}

// Sign in through the portal's own page; an empty answer means that it worked.
async function trySignIn(address, form, password) {
  try {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return ""; // signed in already, in another tab
    const body = new URLSearchParams({ csrfmiddlewaretoken: token, username: document.getElementById("sign-in-user").value, password });
    if (document.getElementById("sheet-form").dataset.shared === "1") body.set("shared", "on");
    const answer = await fetch(address, { method: "POST", body });
    if (answer.status === 429) return "Đã thử quá nhiều lần. Chờ 15 phút rồi thử lại; phần vừa nhập vẫn còn.";
    return answer.redirected && !answer.url.endsWith(address) ? "" : "Mật khẩu chưa đúng. Kiểm tra và nhập lại.";
  } catch {
    return "Mất kết nối. Thử lại khi có mạng; phần vừa nhập vẫn còn trên trang.";
  }
}
