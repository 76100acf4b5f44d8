// Saving row by row: what was typed goes out in order, one row at a time; nothing typed is lost.

import { isNumber, judge, put, read, refreshRow, refreshSum, rowOf, showFault, shows } from "./cells.js";

const QUIET = 800; // milliseconds after the last key
const WAITS = [2, 5, 15, 30]; // seconds between tries while nothing answers; the last repeats
const PATIENCE = 4500; // a save that takes longer counts as failed

export class Saver {
  constructor(form, store, say) {
    Object.assign(this, { form, store, say, user: form.dataset.user });
    this.pending = new Map(); // input → what is to be sent
    this.unseen = new Map(); // input → what another hand wrote there while this one was at it
    this.timers = new Map();
    this.failures = 0;
    this.stopped = false;
  }

  get token() {
    return this.form.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  isIdle() {
    return this.pending.size === 0 && !this.running;
  }

  // A key was pressed, or a cell left: look at the value, keep it here, send it soon or now.
  note(input, now) {
    const row = rowOf(input);
    if (!row || !input.name || input.readOnly) return;
    clearTimeout(this.timers.get(input));
    const held = this.hold(input, row);
    if (!held) return this.say.state("waiting", this.count());
    this.say.state("waiting", this.count());
    if (now) this.again();
    else this.timers.set(input, setTimeout(() => this.again(), QUIET));
  }

  hold(input, row) {
    if (!judge(input)) {
      this.pending.delete(input);
      this.store.keep(row.dataset.row, row.dataset.seen, input.name, { value: input.value, raw: input.value });
      return null;
    }
    const held = read(input);
    if (held.value === (input.dataset.saved ?? initial(input))) {
      this.pending.delete(input);
      this.store.drop(row.dataset.row, input.name);
      return null;
    }
    this.pending.set(input, held);
    this.store.keep(row.dataset.row, row.dataset.seen, input.name, { value: held.value, raw: held.raw });
    return held;
  }

  count() {
    return Math.max(this.pending.size, 0);
  }

  // Resolves once nothing is pending any more; who asks while a save runs waits for that one.
  flush() {
    this.running ??= this.sendAll().finally(() => (this.running = null));
    return this.running;
  }

  async sendAll() {
    clearTimeout(this.retry);
    while (this.pending.size && !this.stopped) await this.sendNext();
    if (!this.stopped && !this.failing) this.settle();
  }

  settle() {
    this.failures = 0;
    this.say.online();
    this.say.state(this.form.querySelector(".is-invalid") ? "faulty" : "saved");
  }

  async sendNext() {
    const row = rowOf(this.pending.keys().next().value);
    const batch = [...this.pending].filter(([input]) => rowOf(input) === row);
    this.say.state("saving");
    let answer;
    try {
      answer = await this.post(row, batch);
    } catch {
      this.failing = true;
      this.fail(navigator.onLine ? "silent" : "offline");
      throw new Error("retry");
    }
    this.failing = false;
    await this.take(answer, row, batch);
  }

  // A cell whose newer value was not shown is sent with what was seen before: then the server asks.
  body(row, batch) {
    const seen = Math.min(row.dataset.seen, ...batch.map(([input]) => this.unseen.get(input)?.seen ?? Infinity));
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.token, seen, as: this.user });
    for (const [input, held] of batch) {
      body.set(input.name, held.value);
      if (held.raw !== held.value) body.set(`raw-${input.name}`, held.raw);
    }
    return body;
  }

  post(row, batch) {
    return fetch(row.dataset.url, {
      method: "POST",
      body: this.body(row, batch),
      headers: { "X-Portal": "1" },
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async take(answer, row, batch) {
    if (answer.status === 401) return this.askToSignIn();
    const told = await answer.json().catch(() => null);
    if (answer.status === 403 && !told) return this.renew();
    if ((answer.status === 200 || answer.status === 409) && told) {
      this.renewed = false;
      return this.accept(told, row, batch);
    }
    if (answer.status >= 500) {
      this.failing = true;
      this.fail("server");
      throw new Error("retry");
    }
    this.stopped = true;
    this.say.state("refused");
    this.say.banner("err", told?.sentence ?? "Không lưu được. Tải lại trang; phần vừa nhập được giữ trên máy này.");
  }

  accept(told, row, batch) {
    const before = row.dataset.seen;
    row.dataset.seen = told.seen;
    document.getElementById("sheet-version").value = told.seen;
    const contested = new Set(told.conflicts.map((conflict) => conflict.name));
    for (const [input, held] of batch) {
      if (this.pending.get(input) === held) this.pending.delete(input);
      this.unseen.delete(input);
      if (contested.has(input.name)) continue;
      const fault = told.faults[input.name];
      if (fault) showFault(input, fault);
      else this.done(input, held, row);
    }
    for (const [id, html] of Object.entries(told.html)) {
      const place = document.getElementById(id);
      if (place) place.innerHTML = html;
    }
    this.offer(row, batch);
    told.fresh.forEach((other) => this.fresh(other, before));
    told.conflicts.forEach((conflict) => this.say.conflict(row, conflict, this));
    this.say.savedAt = told.at;
    refreshRow(row);
    refreshSum();
  }

  done(input, held, row) {
    input.dataset.saved = held.value;
    this.store.drop(row.dataset.row, input.name, held.value);
    if (isNumber(input) && held.plain !== null && document.activeElement !== input) input.value = this.say.format(held.plain);
  }

  // Points by the formula came with the answer: empty own cells follow them.
  offer(row) {
    const key = row.dataset.row.slice(1);
    const [points, bonus] = (document.getElementById(`f-${key}`)?.textContent ?? "").match(/[\d.]+,\d+/g) ?? [];
    const cells = { self_points: points, self_bonus: bonus };
    for (const [name, value] of Object.entries(cells)) {
      const input = row.querySelector(`input[name$="-${name}"]`);
      if (input) input.placeholder = value ?? "";
    }
  }

  // Another hand wrote this field: show it, unless it is being typed in here.
  fresh(other, seen) {
    const { name, theirs, by, at } = other;
    const input = this.form.querySelector(`[name="${CSS.escape(name)}"]`);
    if (!input || shows(input) === theirs) return;
    if (this.pending.has(input) || document.activeElement === input || input.classList.contains("is-invalid")) {
      if (!this.unseen.has(input)) this.unseen.set(input, { seen, other });
      return;
    }
    this.stands(input, theirs);
    put(input, theirs);
    input.classList.add("flash");
    setTimeout(() => input.classList.remove("flash"), 4000);
    this.say.tell(`${by} vừa nhập ${this.say.words(input, theirs)} lúc ${at}.`);
  }

  // What the server has in this field: only what differs from it is sent.
  stands(input, theirs) {
    input.dataset.saved = isNumber(input) ? theirs.replaceAll(".", "") : theirs;
  }

  // A cell was left as it was: now the other hand's value may stand in it.
  left(input) {
    const late = this.unseen.get(input);
    if (!late || this.pending.has(input)) return;
    this.unseen.delete(input);
    this.fresh(late.other, late.seen);
  }

  fail(kind) {
    this.say.offline(kind, this.pending.size);
    const wait = WAITS[Math.min(this.failures, WAITS.length - 1)];
    this.failures += 1;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.again(), wait * 1000);
  }

  again() {
    this.flush().catch(() => {});
  }

  // The token is stale (signed in anew elsewhere): fetch a fresh one once, then try again.
  async renew() {
    if (this.renewed) {
      this.stopped = true;
      return this.say.banner("err", "Không lưu được. Tải lại trang; phần vừa nhập được giữ trên máy này.");
    }
    this.renewed = true;
    await this.refreshToken();
  }

  async refreshToken() {
    const answer = await fetch(this.form.dataset.presence, { headers: { "X-Portal": "1" } });
    if (answer.status === 401) return this.askToSignIn();
    const told = await answer.json();
    if (told.user !== this.user) {
      this.stopped = true;
      return this.say.banner("err", `Đang đăng nhập bằng tài khoản ${told.user}. Đăng nhập lại bằng ${this.user} để lưu phần vừa nhập.`);
    }
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = told.token;
    return told;
  }

  askToSignIn() {
    this.stopped = true;
    this.say.state("waiting", this.count());
    this.say.signIn(async () => {
      await this.refreshToken();
      this.stopped = false;
      this.again();
    });
  }

  // The page goes away: send what is left without waiting; the copy here stays until confirmed.
  leave() {
    const rows = new Set([...this.pending.keys()].map(rowOf));
    for (const row of rows) {
      const batch = [...this.pending].filter(([input]) => rowOf(input) === row);
      navigator.sendBeacon(row.dataset.url, this.body(row, batch));
    }
  }
}

export function initial(input) {
  if (input.type === "checkbox") return input.defaultChecked ? "on" : "";
  if (input.tagName === "SELECT") {
    return [...input.options].find((option) => option.defaultSelected)?.value ?? "";
  }
  if (!isNumber(input)) return input.defaultValue;
  try {
    const { plain } = read({ ...shape(input), value: input.defaultValue });
    return plain === null ? "" : plain.replace(".", ",");
  } catch {
    return input.defaultValue;
  }
}

const shape = ({ type, dataset }) => ({ type, dataset: { ...dataset, reference: undefined } });
