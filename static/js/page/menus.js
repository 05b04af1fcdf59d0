/* Menus of the header are `details`, so they open and close without a script. With one they also close by Escape, which
   gives the focus back to what opened them, and when the reader turns to something else. */

const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});

for (const turn of ["click", "focusin"]) {
  document.addEventListener(turn, ({ target }) => {
    for (const menu of open()) if (!menu.contains(target)) menu.open = false;
  });
}
