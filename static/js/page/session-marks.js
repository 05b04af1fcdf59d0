/* What a page says about the session in its head:
   <meta name="signed-in" content="USER_ID">        wakes forms of the same person that wait in other tabs;
   <meta name="draft-published" content="DRAFT_KEY"> the server has published this draft, its copies on this device may go. */

import { dropDraft } from "../autosave/device.js";
import { tellSignedIn } from "../autosave/session.js";

/** Acts on the marks of `page`, the document itself or one that was fetched for the form of the draft `sent`. */
export async function heedMarks(page, sent) {
  const marks = (name) => [...page.querySelectorAll(`meta[name="${name}"]`)].map((mark) => mark.content);
  const [user] = marks("signed-in");
  if (!user) return;
  tellSignedIn(user);
  const published = marks("draft-published");
  if (published.length && sent) published.push(sent);
  for (const draft of published) await dropDraft(user, draft).catch((error) => console.warn(error));
}

heedMarks(document);
