/* Counts words exactly as forum/rules/text.py does; tests/cases/words.csv holds both to it. */

const ADDRESS = /(?<![\p{L}\p{N}_])(?:(?:https?|ftp):\/\/|www\.)\S+/giu;
const JOINERS = new Set("'’‘ʼ-‐‑_·\u00ad\u200c\u200d");
const MARK = /\p{M}/u;
const LETTER = /[\p{L}\p{N}]/u;
// Scripts written without spaces: every letter is counted.
const UNSPACED = new RegExp(
  "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff" +
    "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]",
  "u",
);

/** Words in `text`, addresses left out. */
export function countWords(text) {
  let words = 0;
  let inside = false; // the sign before belongs to a word
  let joined = false; // the sign before may hold two halves of a word together
  for (const sign of text.replace(ADDRESS, " ").normalize("NFC")) {
    if (sign > "\u02ff" && MARK.test(sign)) continue;
    const isLetter = LETTER.test(sign);
    if (UNSPACED.test(sign)) {
      words += isLetter;
      inside = joined = false;
    } else if (isLetter) {
      words += !(inside || joined);
      inside = true;
      joined = false;
    } else {
      joined = inside && JOINERS.has(sign);
      inside = false;
    }
  }
  return words;
}

/** `text` without the lines quoted from somebody else. */
export function withoutQuotes(text) {
  return text.replace(/^[^\S\n]*>.*$/gm, "");
}
