// Five minutes before the session ends a dialog offers to go on (WCAG 2.2.1). Who has typed or
// clicked since the page was last heard of goes on without being asked.
"use strict";

const dialog = document.getElementById("session-ending");
const WARNING = 5 * 60 * 1000;
const length = Number(dialog.dataset.seconds) * 1000;
let acted = false;

for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { acted = true; }, { passive: true });

function wait() {
  acted = false;
  setTimeout(() => (acted ? goOn() : dialog.showModal()), Math.max(length - WARNING, 1000));
}

async function goOn() {
  const form = dialog.querySelector("form");
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
  if (answer?.status !== 204) {
    document.getElementById("session-over").hidden = !answer;
    return dialog.open || dialog.showModal();
  }
  dialog.close();
  wait();
}

dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  goOn();
});
wait();
