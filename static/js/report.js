// Each part of a report is saved a moment after its last letter. What another person wrote
// meanwhile is not written over: the server refuses, and the page says so.
"use strict";

const form = document.getElementById("report-form");
const state = document.getElementById("text-state");
const WAIT = 1200;
const WHY = {
  401: "Chưa lưu: phiên làm việc đã hết. Phần đã viết còn trên trang; đăng nhập lại ở cửa sổ khác rồi quay lại đây để lưu tiếp.",
  403: "Chưa lưu được: báo cáo đã được tạo ở cửa sổ khác. Chép phần đang viết rồi tải lại trang.",
  lost: "Chưa lưu được: mất kết nối. Phần đã viết còn trên trang; khi có mạng, bấm Lưu nội dung.",
};
const timers = new Map();
const dirty = new Set();
let queue = Promise.resolve();
let renewed = false;
state.textContent = "Nội dung tự lưu khi đang viết.";

async function save(area) {
  const body = new FormData();
  body.set("name", area.name);
  const value = area.value;
  body.set("value", value);
  const base = form.elements[`base-${area.name}`];
  body.set("base", base.value);
  const headers = { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value, "X-Portal": "1" };
  // keepalive: what is under way when the page is left still arrives
  const answer = await fetch(form.dataset.save, { method: "POST", body, headers, keepalive: true }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok || !said) {
    area.setAttribute("aria-invalid", "true");
    state.textContent = (answer?.status !== 401 && said?.sentence) || (WHY[answer?.status] ?? WHY.lost);
    // the session has ended, or began anew in another window: session.js finds out which
    if (answer?.status === 401 || (answer?.status === 403 && !renewed)) {
      renewed = answer.status === 403;
      document.dispatchEvent(new Event("session-over"));
    }
    return;
  }
  renewed = false;
  if (area.value === value) dirty.delete(area);
  area.dispatchEvent(new CustomEvent("typed-saved", { bubbles: true, detail: value }));
  area.removeAttribute("aria-invalid");
  base.value = said.base;
  state.textContent = `Đã lưu lúc ${said.saved}.`;
}

function flush(area) {
  clearTimeout(timers.get(area));
  timers.delete(area);
  queue = queue.then(() => save(area));
}

for (const area of form.querySelectorAll("textarea")) {
  area.addEventListener("input", () => {
    state.textContent = "Đang chờ lưu…";
    dirty.add(area);
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(() => flush(area), WAIT));
  });
  area.addEventListener("change", () => timers.has(area) && flush(area));
}

document.addEventListener("session-back", () => dirty.forEach(flush));

// Leaving with words that are not saved yet: send them, and ask when they cannot be sent.
let sending = false;
form.addEventListener("submit", () => { sending = true; });
addEventListener("pagehide", () => { if (!sending) timers.forEach((_, area) => flush(area)); });
addEventListener("beforeunload", (event) => {
  if (sending || !dirty.size) return;
  timers.forEach((_, area) => flush(area));
  if (document.querySelector("textarea[aria-invalid]")) event.preventDefault();
});
