/* `#flash` holds what the server says once, after a redirection. Publishing reads the page behind the redirection before the
   browser goes there; what it said is carried over, and announced there, for `#flash` is a live region. */

const KEPT = "flashes";

/** Keeps what `page`, a fetched document, says for the page that is opened next in this tab. */
export function carryFlashes(page) {
  const said = page.querySelector("#flash")?.innerHTML.trim();
  if (said) sessionStorage.setItem(KEPT, said);
}

const place = document.querySelector("#flash");
const carried = sessionStorage.getItem(KEPT);
if (carried && place) {
  sessionStorage.removeItem(KEPT);
  place.append(...new DOMParser().parseFromString(carried, "text/html").body.childNodes);
}
