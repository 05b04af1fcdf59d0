/* form[data-lease]: says to colleagues that this student is on this desk, from the load on and while something happens here.

   Opening a page writes nothing, so the script does it. Where a colleague has the student, the form says who, with Take over. */

const EVERY = 90_000; // ms; a lease holds for five minutes
const form = document.querySelector("form[data-lease]");
let next = 0;

async function renew() {
  next = Date.now() + EVERY;
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
  try {
    const answer = await fetch(form.action, { method: "POST", headers });
    if (answer.ok) tell((await answer.json()).by);
  } catch {
    // Without a connection nobody can be told; what is saved later still carries its version.
  }
}

function tell(who) {
  const sentence = who ? form.dataset.sentence.replace("{who}", who) : "";
  const said = form.querySelector("[data-lease-sentence]");
  form.hidden = !who;
  if (said.textContent.trim() !== sentence) said.textContent = sentence;
}

for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
  document.addEventListener(kind, () => Date.now() >= next && !document.hidden && renew(), { passive: true, capture: true });
}
document.addEventListener("visibilitychange", () => document.hidden || Date.now() < next || renew());
renew();
