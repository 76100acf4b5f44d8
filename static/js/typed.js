// What is typed into a form is kept on this machine until it is saved: an ended session, a lost
// connection or a closed tab loses nothing. It is offered again to the same person at the same form.
// On a shared computer nothing is kept. Without this script the forms work as ever.

import { ask } from "./ask.js";
import { Store } from "./sheet/store.js";

const FORM = "form[data-keep][method=post]";
const FIELD = "textarea, select:not([multiple]), input:not([type=hidden], [type=password], [type=file], [type=submit])";
const person = document.getElementById("session-ending").dataset;
const looked = new WeakSet();

const fieldsOf = (form) => [...form.elements].filter((input) => input.name && !input.readOnly && input.matches(FIELD));
const isTick = (input) => ["checkbox", "radio"].includes(input.type);
const nameOf = (input) => (isTick(input) ? `${input.name}=${input.value}` : input.name);
const valueOf = (input) => (isTick(input) ? input.checked : input.value);

function put(input, value) {
  if (isTick(input)) input.checked = value;
  else input.value = value;
}

// The name of a form: what it says itself, or where it is sent and what it begins with.
function keyOf(form) {
  if (form.dataset.keep) return form.dataset.keep;
  const { pathname, search } = new URL(form.getAttribute("action") || location.href, location);
  return `${pathname}${search}:${fieldsOf(form)[0]?.name}`;
}
const storeOf = (form) => new Store(person.user, keyOf(form), person.shared === "1");

// Which version of the page a field was typed on: it goes back with it, so that what somebody else
// saved meanwhile is not written over.
function basesOf({ form, name }) {
  const names = ["base", "version", `base-${name}`, name.replace(/[^-]+$/, "seen")];
  return Object.fromEntries(names.filter((one) => form.elements[one]?.type === "hidden").map((one) => [one, form.elements[one].value]));
}

function note(input) {
  const form = input.form;
  if (!form?.matches(FORM) || !fieldsOf(form).includes(input)) return;
  const store = storeOf(form);
  for (const one of input.type === "radio" ? fieldsOf(form).filter(({ name }) => name === input.name) : [input]) {
    store.keep(nameOf(one), basesOf(one), "held", { value: valueOf(one), at: Date.now() });
  }
}

function offer(form) {
  if (looked.has(form)) return;
  looked.add(form);
  const store = storeOf(form);
  const kept = store.all();
  const held = (input) => kept[nameOf(input)]?.fields.held;
  const open = fieldsOf(form).filter((input) => held(input) && held(input).value !== valueOf(input));
  if (!open.length) return;
  const place = document.createElement("div");
  place.setAttribute("role", "status");
  form.before(place);
  const take = () => {
    for (const input of open) {
      put(input, held(input).value);
      for (const [name, value] of Object.entries(kept[nameOf(input)].seen)) form.elements[name].value = value;
      for (let below = input; below; below = below.parentElement.closest("details")) below.open = true;
    }
    open.forEach((input) => input.dispatchEvent(new Event("input", { bubbles: true })));
    open[0].focus();
  };
  const leave = () => {
    store.clear();
    fieldsOf(form)[0].focus();
  };
  ask(`Có nội dung đã gõ lúc ${moment(Math.max(...open.map((input) => held(input).at)))} chưa lưu.`, [["Lấy lại", take], ["Bỏ", leave]], `typed-${keyOf(form)}`, place);
}

function moment(at) {
  const when = new Date(at);
  const clock = when.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  return when.toDateString() === new Date().toDateString() ? clock : `${clock} ngày ${when.toLocaleDateString("vi-VN")}`;
}

// The server says by a cookie which form it has saved (site.js then forgets it), so it must know the name.
function sign(form) {
  const mark = form.querySelector("[name=typed_form]") ?? form.appendChild(document.createElement("input"));
  Object.assign(mark, { type: "hidden", name: "typed_form", value: encodeURIComponent(`${person.user}:${keyOf(form)}`) });
}

const offerAll = () => document.querySelectorAll(FORM).forEach(offer);
document.addEventListener("input", ({ target }) => note(target));
document.addEventListener("typed-saved", ({ target, detail }) => storeOf(target.form).drop(nameOf(target), "held", detail));
document.addEventListener("submit", ({ target }) => target.matches(FORM) && sign(target));
offerAll();
const panel = document.getElementById("panel-body");
if (panel) new MutationObserver(offerAll).observe(panel, { childList: true });
