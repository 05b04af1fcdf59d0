/* What a reader folded or put away stays so on this device.
   [data-dismissible="KEY"] with a `[data-dismiss]` button (hidden without script); details[data-remember="KEY"]. */

const kept = (key) => localStorage.getItem(key);

function recall() {
  for (const notice of document.querySelectorAll("[data-dismissible]")) {
    notice.hidden = kept(`dismissed:${notice.dataset.dismissible}`) !== null;
    for (const button of notice.querySelectorAll("[data-dismiss]")) button.hidden = false;
  }
  for (const fold of document.querySelectorAll("details[data-remember]")) {
    const state = kept(`fold:${fold.dataset.remember}`);
    if (state) fold.open = state === "open";
  }
}

document.addEventListener("click", (event) => {
  const notice = event.target.closest("[data-dismiss]")?.closest("[data-dismissible]");
  if (!notice) return;
  localStorage.setItem(`dismissed:${notice.dataset.dismissible}`, "1");
  focusBeside(notice);
  notice.hidden = true;
});

// `toggle` does not bubble.
document.addEventListener(
  "toggle",
  ({ target: fold }) => {
    if (!fold.matches("details[data-remember]")) return;
    localStorage.setItem(`fold:${fold.dataset.remember}`, fold.open ? "open" : "shut");
  },
  true,
);

/** The focus must not vanish with the button: it goes to the region's heading. */
function focusBeside(notice) {
  const heading = notice.closest("section, main")?.querySelector("h1, h2") ?? document.querySelector("main");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

recall();
document.addEventListener("colloquy:new", recall);
