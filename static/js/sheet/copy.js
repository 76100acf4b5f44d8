// “Sao chép bảng”: the sheet as cells for Excel, numbers with a decimal comma and no grouping.

import { inputAt, leafRows } from "./cells.js";

const HEAD = ["Số", "Tiêu chí", "Kế hoạch năm", "Thực hiện", "Theo công thức", "Tự chấm", "Thưởng"];

export async function copyTable(say) {
  const text = [HEAD, ...leafRows().map(line)].map((cells) => cells.join("\t")).join("\r\n");
  const done = (await write(text)) || writeOld(text);
  say.banner("info", done ? `Đã sao chép ${leafRows().length} dòng. Mở Excel và dán (Ctrl+V).` : "Trình duyệt không cho sao chép. Tải mẫu Excel thay thế.", "pasted");
}

function line(row) {
  const [number, ...name] = row.querySelector(".name").textContent.trim().split(/\s+/);
  const cells = row.cells;
  const own = inputAt(row, "own");
  const points = own?.tagName === "SELECT" ? own.selectedOptions[0]?.value && cells[4].textContent : shown(own, cells[5]);
  return [`'${number}`, name.join(" "), cells[1].textContent, shown(inputAt(row, "actual"), cells[2]), cells[4].textContent, points, shown(inputAt(row, "bonus"))].map(plain);
}

const shown = (input, cell) => (input ? input.value || input.placeholder : (cell?.textContent ?? ""));

function plain(value) {
  const text = String(value ?? "").replace(/\s+/g, " ").trim();
  const number = text.match(/^-?[\d.]+(,\d+)?(?= \+|$| đã sửa)/);
  return number && !text.startsWith("'") ? number[0].replaceAll(".", "") : text.replace(/^'/, "");
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// Where the page is not served over HTTPS the browser has no clipboard for scripts.
function writeOld(text) {
  const box = document.createElement("textarea");
  box.value = text;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  return done;
}
