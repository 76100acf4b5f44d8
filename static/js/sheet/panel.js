// The panel beside the sheet: how a row is scored, its evidence. Esc closes it and comes back.

export class Panel {
  constructor() {
    this.box = document.getElementById("panel");
    this.body = document.getElementById("panel-body");
    document.getElementById("panel-close").addEventListener("click", () => this.close());
    this.box.addEventListener("keydown", ({ key }) => key === "Escape" && this.close());
  }

  async open(address, from) {
    this.from = from;
    const answer = await fetch(address, { headers: { "X-Portal": "1" } }).catch(() => null);
    this.show(answer?.ok ? await answer.text() : `<p id="panel-title" tabindex="-1">Mất kết nối. Thử lại sau.</p>`);
  }

  show(html) {
    this.body.innerHTML = html;
    this.box.hidden = false;
    document.getElementById("panel-title")?.focus();
  }

  close() {
    this.box.hidden = true;
    this.from?.focus();
  }
}
