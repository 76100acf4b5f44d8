// Each part of a report is saved a moment after its last letter. What another person wrote
// meanwhile is not written over: the server refuses, and the page says so.
"use strict";

const form = document.getElementById("report-form");
const state = document.getElementById("text-state");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
const WAIT = 1200;
const timers = new Map();
let queue = Promise.resolve();
state.textContent = "Nội dung tự lưu khi đang viết.";

async function save(area) {
  const body = new FormData();
  body.set("name", area.name);
  body.set("value", area.value);
  const base = form.elements[`base-${area.name}`];
  body.set("base", base.value);
  const headers = { "X-CSRFToken": token, "X-Portal": "1" };
  const answer = await fetch(form.dataset.save, { method: "POST", body, headers }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) {
    area.setAttribute("aria-invalid", "true");
    state.textContent = said?.sentence ?? "Chưa lưu được: mất kết nối. Phần đã viết còn trên trang; bấm Lưu nội dung để thử lại.";
    return;
  }
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
    clearTimeout(timers.get(area));
    timers.set(area, setTimeout(() => flush(area), WAIT));
  });
  area.addEventListener("change", () => timers.has(area) && flush(area));
}
