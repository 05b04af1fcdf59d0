/* Copies of unfinished text on this device, in IndexedDB (localStorage loses what was typed in the seconds before a kill).

   A copy is `{user, draft, field, client, text, base, seq, at, sent, synced}`: whose it is, of which draft and field,
   typed in which load of the page, on top of which server version; `at` in ms since 1970, the last key; `sent` are texts on their way
   to the server whose answers have not come; `synced` says that the server has this text. Each load of the page
   (`client`) has copies of its own, so two tabs never overwrite each other. Every function rejects where the browser
   keeps nothing (some private windows). */

let opened;

/** Keeps `copy` in place of an earlier one of the same client and field. */
export const putCopy = (copy) => run("readwrite", (store) => store.put({ ...copy, key: keyOf(copy) }));

/** The copies of one person's draft, newest first. */
export async function listCopies(user, draft) {
  const copies = await run("readonly", (store) => store.index("draft").getAll([user, draft]));
  return copies.sort((a, b) => b.at - a.at || b.seq - a.seq);
}

/** Whether the server lacks anything this person typed on this device. */
export async function hasUnsynced(user) {
  const copies = await run("readonly", (store) => store.index("user").getAll(user));
  return copies.some((copy) => !copy.synced);
}

/** Forgets these copies. */
export const dropCopies = (copies) =>
  run("readwrite", (store) => copies.map((copy) => store.delete(keyOf(copy))).at(-1));

/** Forgets a draft: the server has published it. */
export const dropDraft = async (user, draft) => dropCopies(await listCopies(user, draft));

/** Forgets everything of one person: they sign out, and the next one at this machine is somebody else. */
export const dropUser = async (user) =>
  dropCopies(await run("readonly", (store) => store.index("user").getAll(user)));

function keyOf({ user, draft, field, client }) {
  return JSON.stringify([user, draft, field, client]);
}

/** Runs `work(store)` in a transaction of its own; resolves with its last request's result once the transaction is complete. */
async function run(mode, work) {
  opened ??= open();
  const transaction = (await opened).transaction("copies", mode);
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore("copies"));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("colloquy", 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore("copies", { keyPath: "key" });
      store.createIndex("draft", ["user", "draft"]);
      store.createIndex("user", "user");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
