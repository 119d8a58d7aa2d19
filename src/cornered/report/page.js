"use strict";
// Sorting, copying, and the way into folded parts. Without it every table is still there.
const numeric = (text) => text !== "" && !Number.isNaN(Number(text));
const sortKey = (row, column) => {
  const cell = row.cells[column];
  return cell === undefined ? "" : cell.dataset.value ?? cell.textContent.trim();
};
function sortBy(heading) {
  const table = heading.closest("table");
  const body = table.tBodies[0];
  const up = heading.getAttribute("aria-sort") !== "ascending";
  const column = heading.cellIndex;
  const rows = Array.from(body.rows, (row) => [sortKey(row, column), row]);
  const numbers = rows.every(([key]) => key === "" || numeric(key));
  rows.sort(([a], [b]) => {
    if (a === "" || b === "") return (a === "") - (b === "");
    const order = numbers ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true });
    return up ? order : -order;
  });
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  body.append(...rows.map(([, row]) => row));
}
for (const heading of document.querySelectorAll("table.sortable thead th")) {
  if (!heading.textContent.trim() || heading.closest("table").tBodies.length !== 1) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.title = "Sort by this column";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => sortBy(heading));
}
for (const code of document.querySelectorAll("code.copy")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copying";
  button.textContent = "copy";
  code.after(button);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "selected, now copy";
    }
  });
}
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const inner = target.closest("summary") ?? target;
  for (let each = inner.closest("details"); each; each = each.parentElement.closest("details")) each.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
unfold();
