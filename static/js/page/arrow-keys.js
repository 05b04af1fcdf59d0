/* <table data-arrow-keys>: with a link of a cell in focus, arrow keys lead to the link of the next cell that has one. Tab goes on
   from link to link as everywhere. */

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const cell = event.target.closest?.("table[data-arrow-keys] :is(td, th)");
  const link = cell && nextLink(cell, ...step);
  if (!link) return;
  event.preventDefault();
  link.focus();
  link.scrollIntoView({ block: "nearest", inline: "nearest" });
});

/** The link of the nearest cell in a direction; undefined at the edge. */
function nextLink(cell, down, right) {
  const rows = cell.closest("table").rows;
  const forward = getComputedStyle(cell).direction === "rtl" ? -right : right;
  let [row, column] = [cell.parentElement.rowIndex + down, cell.cellIndex + forward];
  while (rows[row]?.cells[column]) {
    const link = rows[row].cells[column].querySelector("a");
    if (link) return link;
    [row, column] = [row + down, column + forward];
  }
}
