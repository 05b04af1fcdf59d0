/* Each level chosen in form[data-grade] is held on the server at once; what fails is said, and is sent again with the form. */

let before = Promise.resolve();
let underWay = 0;

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-grade]");
  if (!form || !target.matches("[data-points]")) return;
  underWay += 1;
  before = before.then(() => hold(form, target)).then(() => (underWay -= 1));
});

// The form names the version it was made from, so it waits for the holds before it.
document.addEventListener("submit", (event) => {
  if (!underWay || !event.target.elements.version) return;
  event.preventDefault();
  before.then(() => event.target.requestSubmit(event.submitter));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.matches("textarea")) return;
  // From anywhere on the page, the evidence too, but not out of another form, whose own matter it is.
  const within = event.target.closest?.("form");
  const form = within ? within.closest("form[data-grade]") : gradeOf(event.target);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit-main]"));
});

/** The form of the grade beside what has the focus; in a list of students that of an open row alone. */
function gradeOf(place) {
  if (!document.querySelector("[data-row]")) return document.querySelector("form[data-grade]");
  return place.closest?.("[data-row]:has(> details[open])")?.querySelector("form[data-grade]");
}

async function hold(form, level) {
  const body = new URLSearchParams({
    criterion: level.closest("[data-criterion]").dataset.criterion,
    level: level.value,
    version: form.elements.version.value,
  });
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
  const said = form.querySelector("[data-grade-status]");
  try {
    const answer = await fetch(form.dataset.markUrl, { method: "POST", body, headers });
    const { version, message } = await answer.json();
    const student = form.closest("[data-row]") ?? document;
    if (answer.ok) for (const input of student.querySelectorAll("input[name=version]")) input.value = version;
    said.textContent = message ?? "";
  } catch {
    said.textContent = form.dataset.notHeld;
  }
}
