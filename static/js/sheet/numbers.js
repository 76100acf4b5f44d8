// Numbers as Vietnamese officials type them. The same table of cases is run by the parser in
// Python (clusters/text/numbers.py), which has the last word; values here are exact, never floats.

const LONGEST = 60;
const DIGITS_BEFORE = 14;
const DIGITS_AFTER = 4;
const SCALE = 10n ** BigInt(DIGITS_AFTER);
const DATE_LIKE = /^\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?$|^\d{1,2}\s*-?\s*(thg|tháng)/i;
const GROUPED = { ".": /^[1-9]\d{0,2}(?:\.\d{3})+$/, ",": /^[1-9]\d{0,2}(?:,\d{3})+$/ };
const SENTENCES = {
  not_number: "Nhập số, ví dụ 87,5",
  no_percent: "Cột này không nhập %",
  date_like:
    "Excel đã chuyển số này thành ngày tháng. " +
    "Đổi định dạng ô sang Số (Number), rồi sao chép lại",
};

export class NumberFault extends Error {
  // `choices`: the two readings of an ambiguous number, to be offered as buttons.
  constructor(code, sentence, choices = []) {
    super(sentence || SENTENCES[code]);
    this.code = code;
    this.choices = choices;
  }
}

// {value, note}: value is plain text ("1234.5"), null when nothing was typed.
export function parse(raw, { kind = "quantity", places, max, reference, negative = false } = {}) {
  const typed = String(raw ?? "").replace(/[\s\u00a0\u202f]/g, "").replace(/^['"]+|['"]+$/g, "");
  if (typed === "" || typed === "-") return { value: null, note: "" };
  if (typed.length > LONGEST) throw new NumberFault("not_number");
  if (DATE_LIKE.test(typed)) throw new NumberFault("date_like");
  const [digits, isNegative] = sign(withoutPercent(typed, kind));
  if (!/^[0-9.,]*[0-9]$/.test(digits)) throw new NumberFault("not_number");
  const [text, rewritten] = read(digits, kind, String(raw).trim(), reference);
  const value = isNegative && scaled(text) !== 0n ? `-${text}` : text;
  check(value, text, kind, places, max, negative);
  return { value, note: rewritten ? `Đã hiểu là ${format(value)}` : "" };
}

function withoutPercent(typed, kind) {
  if (!typed.endsWith("%")) return typed;
  if (kind !== "percent") throw new NumberFault("no_percent");
  return typed.slice(0, -1);
}

function sign(typed) {
  if (typed.startsWith("(") && typed.endsWith(")")) return [typed.slice(1, -1), true];
  if (typed && "-−–".includes(typed[0])) return [typed.slice(1), true];
  return [typed.replace(/^\+/, ""), false];
}

function read(digits, kind, raw, reference) {
  const dots = digits.split(".").length - 1;
  const commas = digits.split(",").length - 1;
  if (dots && commas) return readBoth(digits);
  if (commas > 1) return [thousands(digits, ","), true];
  if (commas) return [digits.replace(",", "."), false];
  if (dots > 1) return [thousands(digits, "."), false];
  if (dots) return readOneDot(digits, kind, raw, reference);
  return [digits, false];
}

function readBoth(digits) {
  const decimal = digits.lastIndexOf(",") > digits.lastIndexOf(".") ? "," : ".";
  const group = decimal === "," ? "." : ",";
  const at = digits.indexOf(decimal);
  const [whole, rest] = [digits.slice(0, at), digits.slice(at + 1)];
  if (/[.,]/.test(rest)) throw new NumberFault("not_number");
  return [`${thousands(whole, group)}.${rest}`, decimal === "."];
}

function thousands(digits, group) {
  if (!GROUPED[group].test(digits)) throw new NumberFault("not_number");
  return digits.replaceAll(group, "");
}

function readOneDot(digits, kind, raw, reference) {
  const [whole, rest] = digits.split(".");
  if (rest.length !== 3) return [`${whole || 0}.${rest}`, true];
  if (kind === "points") {
    throw new NumberFault("dot_in_points", `${raw}: dùng dấu phẩy cho phần thập phân, ví dụ 8,25`);
  }
  if (whole === "" || whole === "0" || !GROUPED["."].test(digits)) return [`${whole || 0}.${rest}`, true];
  if (isAmbiguous(scaled(whole + rest), scaled(digits), reference)) {
    const small = format(digits);
    const sentence = `${raw} là ${format(whole + rest)} hay ${small}? Gõ lại ${whole + rest} hoặc ${small}`;
    throw new NumberFault("ambiguous_dot", sentence, [whole + rest, small]);
  }
  return [whole + rest, false];
}

// The thousand reading lies outside 1/20 … 20 times the reference, the decimal one inside.
function isAmbiguous(large, small, reference) {
  const known = reference ? scaled(reference) : 0n;
  if (!known) return false;
  const inside = (value) => value * 20n >= known && value <= known * 20n;
  return !inside(large) && inside(small);
}

function check(value, text, kind, places, max, negative) {
  if (value.startsWith("-") && (kind === "points" || !negative)) {
    throw new NumberFault("negative", `${kind === "points" ? "Điểm" : "Số liệu này"} không được nhỏ hơn 0`);
  }
  const [whole, rest = ""] = text.split(".");
  const limit = places ?? (kind === "points" ? 2 : DIGITS_AFTER);
  if (rest.replace(/0+$/, "").length > limit) {
    throw new NumberFault("decimals", `Tối đa ${limit} chữ số sau dấu phẩy`);
  }
  if (max !== undefined && scaled(value) > scaled(max)) {
    const what = kind === "points" ? "Điểm" : "Số";
    throw new NumberFault("over_max", `${what} ${format(value)} vượt mức tối đa ${format(max)}`);
  }
  if (whole.replace(/^0+/, "").length > DIGITS_BEFORE) {
    throw new NumberFault("over_max", `Tối đa ${DIGITS_BEFORE} chữ số trước dấu phẩy`);
  }
}

// Plain text as ten-thousandths, exact: "12.5" → 125000n. Digits beyond the fourth are cut.
export function scaled(text) {
  const negative = String(text).startsWith("-");
  const [whole, rest = ""] = String(text).replace("-", "").split(".");
  const value = BigInt(whole || 0) * SCALE + BigInt(rest.slice(0, DIGITS_AFTER).padEnd(DIGITS_AFTER, "0") || 0);
  return negative ? -value : value;
}

// A ratio of two exact figures in tenths of a per cent, rounded half up, as text: "61,0%".
export function percent(part, whole) {
  const base = scaled(whole);
  if (!base) return "";
  const tenths = (scaled(part) * 2000n + base) / (2n * base);
  return `${group((tenths / 10n).toString())},${tenths % 10n}%`;
}

// 1.234,5: dot between thousands, decimal comma; without `places` no trailing zeros.
export function format(text, places) {
  if (text === null || text === undefined || text === "") return "";
  const negative = String(text).startsWith("-");
  const [whole, rest = ""] = String(text).replace("-", "").split(".");
  const shown = places === undefined ? rest.replace(/0+$/, "") : rest.slice(0, places).padEnd(places, "0");
  const grouped = group(BigInt(whole || 0).toString());
  return `${negative ? "-" : ""}${grouped}${shown ? `,${shown}` : ""}`;
}

// Ten-thousandths as points: 3250000n, 2 → "325,00".
export function formatScaled(value, places) {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const rest = (size % SCALE).toString().padStart(DIGITS_AFTER, "0");
  return sign + format(`${size / SCALE}.${rest}`, places);
}

function group(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

// The limits that the server wrote on an input.
export function limitsOf(input) {
  const { kind, places, max, reference } = input.dataset;
  return { kind, max, reference, places: places === undefined ? undefined : Number(places) };
}
