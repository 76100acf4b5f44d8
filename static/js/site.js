// What the browser adds to pages that work without it: focus goes to what must be mended; what is kept
// on this machine is forgotten when it is saved or handed in, and when a person signs out.
"use strict";

const KEPT = "cong-thi-dua:";

function forget(matches) {
  try {
    Object.keys(localStorage).filter((key) => key.startsWith(KEPT) && matches(key)).forEach((key) => localStorage.removeItem(key));
  } catch {
    // no storage, nothing kept
  }
}

// "/" goes to the search box, unless something is being typed or the person switched it off.
document.addEventListener("keydown", (event) => {
  const box = document.getElementById("search");
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || box?.dataset.slash !== "1") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  box.focus();
});

// A form that the server has just saved; what it refused with a sentence stays kept.
const saved = document.cookie.match(/(?:^|; )typed_form=([^;]+)/)?.[1];
if (saved) {
  document.cookie = "typed_form=; path=/; max-age=0";
  if (!document.querySelector(".messages [role=alert]")) forget((key) => key === KEPT + decodeURIComponent(saved));
}

document.addEventListener("submit", ({ target }) => target.id === "sign-out" && forget(() => true));

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("error-summary")?.focus();
  const handedIn = document.querySelector("[data-forget-sheet]");
  if (handedIn) forget((key) => key.endsWith(`:${handedIn.dataset.forgetSheet}`));
  for (const link of document.querySelectorAll("[data-copy]")) {
    link.addEventListener("click", async (event) => {
      if (!navigator.clipboard) return; // without HTTPS the link is followed, to be copied from there
      event.preventDefault();
      await navigator.clipboard.writeText(link.dataset.copy);
      link.textContent = "Đã sao chép";
    });
  }
});
