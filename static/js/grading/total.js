/* The running total of form[data-grade] as text: what the server says after saving, while levels are being chosen. It is seen
   at once and announced once nothing has changed for a moment: arrow keys pass through levels, and each would be read out. */

import { fill } from "../strings.js";

const PAUSE = 1000; // ms
const announcing = new WeakMap(); // by form
const status = (form) => form.querySelector("[data-total]");
const shown = (cents) => (cents / 100).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
const cents = (points) => Math.round(Number(points) * 100);

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("form[data-grade]");
  if (form && target.matches("[data-points]")) tell(form);
});

function tell(form) {
  const box = status(form);
  let points = 0;
  let late = 0;
  let most = 0;
  let left = 0;
  for (const row of form.querySelectorAll("[data-criterion]")) {
    most += Math.max(...[...row.querySelectorAll("[data-points]")].map((input) => cents(input.dataset.points)));
    const chosen = row.querySelector("[data-points]:checked");
    if (!chosen) left += 1;
    else {
      points += cents(chosen.dataset.points);
      late += Math.round(cents(chosen.dataset.points) * Number(row.dataset.lateShare));
    }
  }
  const sum = Math.max(points - late, 0);
  const isSet = !left && box.dataset.override; // a total set by hand holds whatever the levels come to
  const pattern = left ? "soFar" : isSet ? "instead" : late ? "late" : "whole";
  const plural = new Intl.PluralRules(document.documentElement.lang).select(left);
  const criteria = (box.dataset[`left${plural[0].toUpperCase()}${plural.slice(1)}`] ?? box.dataset.leftOther).replace("{n}", left);
  const said = box.dataset[pattern].replace("{left}", criteria).replace("{most}", shown(most)).replace("{late}", shown(late)).replace("{sum}", shown(sum));
  const number = document.createElement("b");
  number.textContent = shown(left ? points : isSet ? Math.min(cents(isSet), most) : sum);
  const words = document.createElement("span");
  words.textContent = said;
  box.replaceChildren(number, " ", words);
  clearTimeout(announcing.get(form));
  announcing.set(form, setTimeout(announce, PAUSE, form.querySelector("[data-total-said]"), box.textContent));
}

function announce(region, words) {
  const sentence = fill(region.dataset.words, { words });
  if (region.textContent !== sentence) region.textContent = sentence;
}
