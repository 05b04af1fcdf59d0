/* Talks to the draft routes, and says what an answer means: README.md, "What the server answers". */

const PATIENCE = 20_000; // ms until an unanswered save counts as failed
const KEEPALIVE_LIMIT = 60 * 1024; // bytes; browsers refuse more than 64 KiB in flight while a page goes away

/** The drafts stored on the server as a Map by field, or null where it cannot be asked. */
export async function fetchDrafts(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) return null;
    const { fields } = await answer.json();
    return new Map(fields.map((field) => [field.field, field]));
  } catch {
    return null;
  }
}

/**
 * Sends one save. Resolves with `{kind, …}` and never rejects:
 * saved {saved_at, saved_text, fields} · forbidden · signed-out · closed · refused {message, field} · wait {seconds} · failed.
 */
export async function putDrafts(url, token, body, keepalive = false) {
  try {
    const answer = await fetch(url, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(body),
      keepalive,
      signal: keepalive ? undefined : AbortSignal.timeout(PATIENCE),
    });
    return await meaning(answer);
  } catch {
    return { kind: "failed" };
  }
}

/** Parts packed items into requests that may leave with a page; `keepalive` is false for one too big for that. */
export function partForLeaving(items) {
  if (!items.length) return [];
  if (size(items) <= KEEPALIVE_LIMIT) return [{ items, keepalive: true }];
  return items.map((item) => ({ items: [item], keepalive: size([item]) <= KEEPALIVE_LIMIT }));
}

async function meaning(answer) {
  const { status } = answer;
  if (status === 401 || answer.redirected) return { kind: "signed-out" };
  if (status === 403) return { kind: "forbidden" };
  if (status === 409) return { kind: "closed" };
  const body = await bodyOf(answer);
  if (answer.ok && body.fields) return { kind: "saved", ...body };
  if (status === 413 || status === 422) return { kind: "refused", message: body.message ?? "", field: body.field };
  if (status === 429) return { kind: "wait", seconds: Number(body.retry_after) || 20 };
  return { kind: "failed" };
}

/** A proxy in front of the server may answer 413 or 503 in HTML. */
async function bodyOf(answer) {
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  return isJson ? answer.json() : {};
}

function size(items) {
  return new TextEncoder().encode(JSON.stringify(items.map((item) => item.field))).length;
}
