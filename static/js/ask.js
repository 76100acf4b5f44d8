// A question in place: a sentence and buttons; each takes the question away.

export function ask(words, choices, key, place) {
  document.getElementById(`notice-${key}`)?.remove();
  const box = document.createElement("div");
  box.id = `notice-${key}`;
  box.className = "banner banner-warn";
  box.append(words);
  for (const [label, act] of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = label;
    button.addEventListener("click", () => {
      if (act() !== false) box.remove();
    });
    box.append(" ", button);
  }
  place.append(box);
  return box;
}
