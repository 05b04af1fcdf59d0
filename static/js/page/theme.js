/* <select data-theme-select hidden> with the values auto, light, dark. The choice is kept in the cookie `theme`, from
   which the server may write `<html data-theme>` so that a page never flashes, and in localStorage for pages that are cached. */

const select = document.querySelector("select[data-theme-select]");
const root = document.documentElement;

function show(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

const kept = localStorage.getItem("theme") ?? root.dataset.theme ?? "auto";
show(kept);
select.value = kept;
select.hidden = false;
for (const label of select.labels) label.hidden = false;
select.addEventListener("change", () => {
  localStorage.setItem("theme", select.value);
  document.cookie = `theme=${select.value}; path=/; max-age=31536000; samesite=lax`;
  show(select.value);
});
