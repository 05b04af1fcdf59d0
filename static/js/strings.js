/* The words a script shows. They stand in the template, so that they are translated with everything else:
   `<template data-strings data-saved="Saved {time}. …">`, and per plural category on the element that counts. */

/** The string called `name` (as in `dataset`) of any `template[data-strings]`, with `{…}` filled in. */
export function say(name, values = {}) {
  for (const template of document.querySelectorAll("template[data-strings]")) {
    if (name in template.dataset) return fill(template.dataset[name], values);
  }
  console.warn(`No string "${name}" in this page.`);
  return name;
}

/** `text` with each `{name}` replaced by `values.name`; a name without a value stays. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The form of a count that the page's language asks for: `data-one`, `data-other`, or with a prefix `data-images-one`. */
export function sayCount(element, n, prefix = "") {
  const category = new Intl.PluralRules(pageLanguage()).select(n);
  const key = (form) => (prefix ? prefix + form[0].toUpperCase() + form.slice(1) : form);
  return fill(element.dataset[key(category)] ?? element.dataset[key("other")] ?? "{n}", { n });
}

/** The language of the page, for `Intl`. */
export function pageLanguage() {
  return document.documentElement.lang || "en";
}

/** "2:04 pm" in the page's language, where the server did not say it in its own words. */
export function clockTime(iso) {
  return new Date(iso).toLocaleTimeString(pageLanguage(), { hour: "numeric", minute: "2-digit" });
}
