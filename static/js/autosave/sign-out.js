/* form[data-sign-out]: on a shared machine nothing of this person stays behind; nothing unsaved goes without a word.

   [data-unsynced-notice], hidden in the page, is shown when something has not reached the server;
   its [data-sign-out-anyway] button goes on. */

import { dropUser, hasUnsynced } from "./device.js";
import { tellSignedOut } from "./session.js";

const PATIENCE = 4000; // ms for a last save

const user = () => document.querySelector('meta[name="signed-in"]')?.content;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-sign-out]");
  if (!form || !user()) return;
  event.preventDefault();
  signOut(form, false);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-sign-out-anyway]")) return;
  signOut(document.querySelector("form[data-sign-out]"), true);
});

async function signOut(form, anyway) {
  const saved = [...document.querySelectorAll("autosave-form")].map((writing) => writing.flush?.());
  await Promise.race([Promise.all(saved), new Promise((done) => setTimeout(done, PATIENCE))]);
  const notice = document.querySelector("[data-unsynced-notice]");
  if (!anyway && notice && (await hasUnsynced(user()).catch(() => false))) {
    notice.hidden = false;
    notice.tabIndex = -1;
    notice.focus();
    return;
  }
  tellSignedOut(user());
  for (const writing of document.querySelectorAll("autosave-form")) writing.close?.("signed-out");
  await dropUser(user()).catch((error) => console.warn(error));
  form.submit();
}
