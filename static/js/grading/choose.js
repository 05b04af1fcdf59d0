/* After two graders met: a choice between their levels or comments fills the rubric at once, where it is held like any other. */

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-choose]")) fillLevel(target);
  if (target.matches("[data-choose-comment]")) fillComment(target);
});

function fillLevel({ dataset, form }) {
  const row = form.querySelector(`[data-criterion="${dataset.choose}"]`);
  const radio = [...row.querySelectorAll("[data-points]")].find((one) => one.value === dataset.level);
  const why = row.querySelector(".why input");
  if (why && dataset.reason && !why.value) why.value = dataset.reason;
  if (radio) radio.click();
  else for (const one of row.querySelectorAll("[data-points]")) one.checked = false;
}

function fillComment(choice) {
  const { form } = choice;
  const own = form.elements["own-comment"].value;
  const other = choice.closest(".conflict").querySelector("[data-other-comment]").value;
  const field = form.elements.comment;
  field.value = { mine: own, theirs: other, both: `${own}\n\n${other}`.trim() }[choice.dataset.chooseComment];
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
