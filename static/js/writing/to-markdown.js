/* Cleaned HTML to the Markdown that people type here: `**bold**`, `*italic*`, "- " lists, headings from ### to #####. */

import Turndown from "../../vendor/turndown.browser.es.js";

const turndown = new Turndown({ headingStyle: "atx", emDelimiter: "*", bulletListMarker: "-", codeBlockStyle: "fenced" });

// Only what would otherwise become a mark is escaped: "[Website]" and "snake_case" stay as they are.
turndown.escape = (text) =>
  text
    .replace(/[\\`]/g, "\\$&")
    .replace(/\*(?=\S)|(?<=\S)\*/g, "\\*")
    .replace(/(?<![\p{L}\p{N}_])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}_])/gu, "\\_")
    .replace(/\](?=[([])/g, "\\]")
    .replace(/^(\s*)(#{1,6} |>|[-+] |-{3,}|={3,})/, "$1\\$2")
    .replace(/^(\s*\d+)([.)] )/, "$1\\$2");

turndown.addRule("heading", {
  filter: ["h1", "h2", "h3", "h4", "h5", "h6"],
  replacement: (words, { localName }) => `\n\n${"#".repeat(Math.min(5, Math.max(3, Number(localName[1]))))} ${words.trim()}\n\n`,
});

turndown.addRule("listItem", {
  filter: "li",
  replacement: (words, item) => {
    const { parentNode: list } = item;
    const number = Number(list.getAttribute("start") ?? 1) + [...list.children].indexOf(item);
    const marker = list.localName === "ol" ? `${number}. ` : "- ";
    const lines = words.trim().replace(/\n{2,}(?=\s*(?:-|\d+\.) )/g, "\n");
    return `${marker}${lines.replace(/\n(?=.)/g, `\n${" ".repeat(marker.length)}`)}${item.nextElementSibling ? "\n" : ""}`;
  },
});

turndown.addRule("link", {
  filter: "a",
  replacement: (words, link) => {
    const href = link.getAttribute("href") ?? "";
    const isTheAddress = words.replaceAll("\\", "").replace(/\/$/, "") === href.replace(/^mailto:/, "").replace(/\/$/, "");
    if (!words.trim() || !/^(https?:|mailto:)/i.test(href)) return words;
    return isTheAddress ? href.replace(/^mailto:/, "") : `[${words}](${href.replace(/[()\s]/g, asCode)})`;
  },
});

turndown.addRule("cell", {
  filter: ["td", "th"],
  replacement: (words) => `| ${words.trim().replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|")} `,
});
turndown.addRule("row", {
  filter: "tr",
  replacement: (cells, row) => `${cells}|\n${isFirstRow(row) ? `${"| --- ".repeat(row.cells.length)}|\n` : ""}`,
});
turndown.addRule("table", { filter: "table", replacement: (rows) => `\n\n${rows.trim()}\n\n` });
turndown.addRule("table parts", { filter: ["thead", "tbody", "tfoot"], replacement: (rows) => rows });

/** The Markdown of an element. */
export const toMarkdown = (element) => turndown.turndown(element);

function isFirstRow(row) {
  return row.closest("table").rows[0] === row;
}

/** A bracket or space would end the address. */
function asCode(sign) {
  return `%${sign.charCodeAt(0).toString(16)}`;
}
