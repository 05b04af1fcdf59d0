/* What a field shows when a page opens, out of three texts: the page's own, the server's draft, and the copies on this device. */

/**
 * Decides for one unit. `stored` is the server's draft {text, version, saved_at, saved_text}, `copies` the unsynced copies of
 * this field on this device, newest first; `typed` says that the page's own text is newer than the draft.
 * Returns {text, base, saved, conflict, restored, sent, keep}: what to show and on which version it stands, the text the
 * server has, the other text where two devices disagree, whether a copy was put back, the texts of ours that may still be on
 * their way, and further texts to keep as earlier versions.
 */
export function decide(unit, stored, copies, typed) {
  const isTyped = typed || unit.touched;
  const [copy] = isTyped ? [] : copies;
  const mine = isTyped ? { text: unit.text, base: unit.base, sent: unit.sent } : copy;
  const rest = copies.filter((other) => other !== copy && other.text !== mine?.text && !isSame(other.text, stored.text));
  const result = {
    text: stored.text, base: stored.version, saved: stored.text, conflict: null, restored: false,
    sent: mine?.sent ?? [], keep: rest.map((other) => other.text).reverse(),
  };
  if (!mine || isSame(mine.text, stored.text)) return result;
  const isOurs = mine.base === stored.version || mine.sent.includes(stored.text) || (isTyped && stored.text === unit.rendered);
  if (isOurs) return { ...result, text: mine.text, restored: !isTyped };
  if (!isTyped && stored.text.startsWith(mine.text)) return result; // written on elsewhere: nothing is lost
  return { ...result, text: mine.text, base: mine.base, conflict: stored };
}

function isSame(a, b) {
  return a === b || stored(a) === stored(b);
}

/** A text as forum/markup/text.py stores it: one kind of line end, no control characters, no half of a pair. */
function stored(text) {
  return text
    .replace(/\r\n?|[\v\f\x85\u2028\u2029]/g, "\n")
    .replace(/[\0-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ufdd0-\ufdef]/g, "")
    .replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * What stands for the server's draft of a unit it has none of, or cannot be asked about (`isKnown` is false): the page's text.
 * A page that gives back a refused form (`typed`) has text that no draft holds.
 */
export function unstored(unit, isKnown, typed) {
  return { text: typed ? "" : unit.rendered, version: isKnown ? 0 : unit.base };
}
