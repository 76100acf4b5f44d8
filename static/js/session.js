// Five minutes before the session ends a dialog offers to go on (WCAG 2.2.1). Who has typed or
// clicked since the page was last heard of goes on without being asked. A session that has ended is
// said; who signs in again in another window goes on with this page as it stands.
"use strict";

const dialog = document.getElementById("session-ending");
const form = dialog.querySelector("form");
const over = document.getElementById("session-over");
const other = document.getElementById("session-other");
const WARNING = 5 * 60 * 1000;
const length = Number(dialog.dataset.seconds) * 1000;
let acted = false;
let timer;

for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { acted = true; }, { passive: true });

function wait() {
  acted = false;
  clearTimeout(timer);
  timer = setTimeout(() => (acted ? goOn() : dialog.showModal()), Math.max(length - WARNING, 1000));
}

async function goOn() {
  const answer = await fetch(form.action, { headers: { "X-Portal": "1" } }).catch(() => null);
  const told = answer?.ok ? await answer.json() : null;
  if (told && String(told.user) === dialog.dataset.user) return goesOn(told.token);
  over.hidden = answer?.status !== 401;
  other.hidden = !told;
  document.getElementById("session-soon").hidden = Boolean(answer);
  if (!dialog.open) dialog.showModal();
}

// Signing in anew changes the token of every form.
function goesOn(token) {
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  over.hidden = other.hidden = true;
  document.getElementById("session-soon").hidden = false;
  dialog.close();
  wait();
  document.dispatchEvent(new Event("session-back"));
}

const isOver = () => !over.hidden || !other.hidden;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
addEventListener("focus", () => isOver() && goOn());
document.addEventListener("session-over", goOn);
document.addEventListener("htmx:responseError", ({ detail }) => detail.xhr.status === 401 && !isOver() && goOn());
wait();
