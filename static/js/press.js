/* Nothing moves under a pressed button. Leaving a field starts a save; were its line to grow a row while the button is still
   down, the button would slip away from under the pointer and the click would be lost. */

let waiting = null; // what to do on release, while something is pressed

document.addEventListener("pointerdown", () => (waiting ??= []), true);
for (const release of ["pointerup", "pointercancel"]) document.addEventListener(release, () => setTimeout(go), true);

/** Calls `act` now, or once the pointer is released and its click has been heard. */
export function afterPress(act) {
  if (waiting) waiting.push(act);
  else act();
}

function go() {
  const acts = waiting ?? [];
  waiting = null;
  for (const act of acts) act();
}
