/* Turns what Word, Google Docs and Outlook put on the clipboard into plain, honest HTML, before it becomes Markdown.
   The golden cases stand in tests/browser/behaviour/test_paste.py. */

/** Reads clipboard HTML. Returns `{body, images}`: the cleaned element, and how many pictures were left out. */
export function cleanPasted(html) {
  const { body } = new DOMParser().parseFromString(withoutStyle(html), "text/html");
  dropNoise(body);
  for (const end of body.querySelectorAll("br:last-child")) if (!end.nextSibling) end.remove();
  const images = dropImages(body);
  for (const element of [...body.querySelectorAll("b, strong, i, em, span, font")]) readWeight(element);
  nestWordLists(body);
  nestGoogleLists(body);
  return { body, images };
}

/** Style sheets go; style attributes are kept under a name that nothing applies, and that the page's policy does not mind. */
function withoutStyle(html) {
  return html.replace(/<style[^]*?<\/style>/gi, "").replace(/(<[^<>]*?\s)style\s*=/gi, "$1data-style=");
}

const styleOf = (element) => (element.dataset.style ?? "").toLowerCase();

function dropNoise(body) {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const node of [...found, ...body.querySelectorAll("style, script, meta, link, title, xml, template")]) node.remove();
  for (const element of [...body.querySelectorAll("*")]) if (element.localName.includes(":")) unwrap(element); // <o:p>
}

function dropImages(body) {
  const images = body.querySelectorAll("img, picture, svg");
  for (const image of images) image.remove();
  return images.length;
}

/** Google Docs says bold and italic by style, and wraps everything in a `<b>` that is not bold. */
function readWeight(element) {
  const style = styleOf(element);
  const weight = style.match(/(?:^|;)\s*font-weight:\s*(\w+)/)?.[1] ?? "";
  const slant = style.match(/(?:^|;)\s*font-style:\s*(\w+)/)?.[1] ?? "";
  const isPlain = /^(normal|[1-4]00)$/.test(weight);
  if (element.matches("b, strong")) return isPlain && unwrap(element);
  if (element.matches("i, em")) return slant === "normal" && unwrap(element);
  if (/^(bold|bolder|[6-9]00)$/.test(weight)) wrapInside(element, "strong");
  if (/^(italic|oblique)$/.test(slant)) wrapInside(element, "em");
}

/** Word's lists are paragraphs that begin with their bullet and name their level: `mso-list:l0 level2 lfo1`. */
function nestWordLists(body) {
  const open = []; // the list at each level of the run of paragraphs we are in
  let before = null;
  for (const item of [...body.querySelectorAll("p")]) {
    const level = Number(styleOf(item).match(/mso-list:\s*\S+\s+level(\d)/)?.[1] ?? 0);
    if (!level) continue;
    if (item.previousElementSibling !== before) open.length = 0;
    const marker = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*ignore/.test(styleOf(span)));
    const kind = /^\W*[\da-z]{1,4}[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    open.length = Math.min(open.length, level);
    before = putInList(item, open, level, kind);
  }
}

/** Moves the paragraph's words into a list item at `level`. Returns the outermost list. */
function putInList(item, open, level, kind) {
  const make = (name) => item.ownerDocument.createElement(name);
  while (open.length < level) {
    const list = make(kind);
    const above = open.at(-1);
    if (!above) item.before(list);
    else (above.lastElementChild ?? above.appendChild(make("li"))).append(list);
    open.push(list);
  }
  const entry = make("li");
  entry.append(...item.childNodes);
  open[level - 1].append(entry);
  item.remove();
  return open[0];
}

/** Google Docs puts an inner list beside the item it belongs to, and a paragraph into every item. */
function nestGoogleLists(body) {
  for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")]) list.previousElementSibling?.append(list);
  for (const line of [...body.querySelectorAll("li > p:first-child")]) unwrap(line);
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function wrapInside(element, name) {
  const made = element.ownerDocument.createElement(name);
  made.append(...element.childNodes);
  element.append(made);
}
