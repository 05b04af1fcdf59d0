/* form[data-lease]: says to colleagues that this student is on this desk, from the load on and while something happens here.

   Opening a page writes nothing, so the script does it. Where a colleague has the student, the form says who, with Take over.
   What the student published since the page was made is told in `[data-news]`, and shown when the grader asks. */

const EVERY = 90_000; // ms; a lease holds for five minutes
const form = document.querySelector("form[data-lease]");
const news = document.querySelector("[data-news]");
const grade = document.querySelector("form[data-grade]");
let next = 0;

async function renew() {
  next = Date.now() + EVERY;
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
  try {
    const body = new URLSearchParams({ since: grade.elements.opened_at.value });
    const answer = await fetch(form.action, { method: "POST", body, headers });
    if (!answer.ok) return;
    const told = await answer.json();
    tell(told.by);
    if (told.news) tellNews(told.news);
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

function tellNews(sentence) {
  news.querySelector("[data-news-sentence]").textContent = sentence.replace("{name}", news.dataset.name);
  news.hidden = false;
}

/** What was typed is held first; then the desk is opened anew. */
news.querySelector("[data-show]").addEventListener("click", ({ target }) => {
  const isTyped = [...grade.querySelectorAll("textarea, input[name^=reason-]")].some((box) => box.value !== box.defaultValue);
  if (isTyped) grade.requestSubmit(grade.querySelector("[name=hold]"));
  else location.assign(target.dataset.show);
});

for (const kind of ["keydown", "pointerdown", "input", "scroll"]) {
  document.addEventListener(kind, () => Date.now() >= next && !document.hidden && renew(), { passive: true, capture: true });
}
document.addEventListener("visibilitychange", () => document.hidden || Date.now() < next || renew());
renew();
