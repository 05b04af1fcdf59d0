/* Every textarea: Ctrl+Enter (Cmd+Enter) presses the form's main button; grows with its text where CSS cannot do it. */

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea")) return;
  const { form } = event.target;
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-submit-main]"));
});

if (!CSS.supports("field-sizing", "content")) {
  const grow = ({ target }) => {
    if (!target.matches?.("textarea") || target.scrollHeight <= target.clientHeight) return;
    target.style.height = `${target.scrollHeight + target.offsetHeight - target.clientHeight}px`;
  };
  for (const type of ["input", "colloquy:filled", "focusin"]) document.addEventListener(type, grow);
  for (const target of document.querySelectorAll("textarea")) grow({ target });
}
