/* form[data-publish]: an ordinary form, sent so that a failure leaves it as it stands. README.md, "Publishing". */

import { listen, renewToken } from "../autosave/session.js";
import { heedMarks } from "../page/session-marks.js";
import { refuse, rememberTry, show } from "./answer.js";
import { tell, tryAgain } from "./line.js";
import { carryFlashes } from "../page/flashes.js";
import { say } from "../strings.js";

const underWay = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-publish]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  publish(form, event.submitter);
});

async function publish(form, submitter) {
  if (underWay.has(form)) return;
  underWay.add(form);
  rememberTry(form);
  const { saver } = form.closest("autosave-form") ?? {};
  saver?.stop("paused");
  await Promise.race([saver?.busy, new Promise((done) => setTimeout(done, 1000))]);
  tell(form, say("publishing"));
  const arrived = await send(form, submitter, true).catch(() => failed(form, submitter));
  if (!arrived) saver?.resume();
  underWay.delete(form);
}

/** Sends the form. True once the server has it and the browser is on its way to the answer. */
async function send(form, submitter, mayRenew) {
  const answer = await fetch(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, {
    method: "POST",
    headers: { Accept: "text/html" },
    body: new URLSearchParams(new FormData(form, submitter)),
  });
  const { tokenUrl, user } = settings(form);
  if (answer.status === 401) return signedOut(form, submitter);
  const mayBeToken = answer.status === 400 || answer.status === 403;
  if (mayBeToken && mayRenew && tokenUrl && (await renewToken({ tokenUrl, user }))) return send(form, submitter, false);
  if (answer.status >= 500) return failed(form, submitter);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) return refuse(form, page);
  if (isSignedIn(document) && !isSignedIn(page)) return signedOut(form, submitter); // a redirection to the sign-in page
  await arrive(form, answer, page);
  return true;
}

/** The server has the text: the device may forget it, and the browser goes where the answer stands. */
async function arrive(form, answer, page) {
  const writing = form.closest("autosave-form");
  writing?.close?.("published");
  await heedMarks(page, writing?.dataset.draftKey);
  if (!answer.redirected) return show(page);
  carryFlashes(page);
  const goal = new URL(answer.url);
  goal.hash = page.querySelector('meta[name="arrive-at"]')?.content ?? ""; // `fetch` does not tell the fragment
  if (goal.href === location.href.split("#")[0]) location.reload(); // stays where it was scrolled to
  else location.assign(goal);
}

const isSignedIn = (page) => Boolean(page.querySelector('meta[name="signed-in"]'));

function failed(form, submitter) {
  tell(form, say("notPublished"), true, tryAgain(form, submitter));
  return false;
}

/** Waits for the same person to sign in, in whichever tab, and then offers to go on. */
function signedOut(form, submitter) {
  const { tokenUrl, signinUrl, user } = settings(form);
  const link = document.createElement("a");
  Object.assign(link, { href: signinUrl, target: "_blank", rel: "noopener", className: "button is-quiet" });
  link.textContent = say("signIn");
  tell(form, say("signedOut"), true, link);
  const stop = listen(user, {
    signedIn: async () => {
      if (!(await renewToken({ tokenUrl, user }))) return;
      stop();
      tell(form, say("signedInAgain"), false, tryAgain(form, submitter));
    },
    signedOut: () => {},
  });
  return false;
}

/** What `autosave-form` around the form, or the form itself, says of the session. */
function settings(form) {
  const { tokenUrl, signinUrl, user } = (form.closest("[data-token-url]") ?? form).dataset;
  return { tokenUrl, signinUrl, user: user ?? document.querySelector("meta[name=signed-in]")?.content };
}
