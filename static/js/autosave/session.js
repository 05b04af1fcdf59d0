/* Signing in and out, as the tabs of one browser tell each other, and the CSRF token that goes with it. */

const channel = new BroadcastChannel("colloquy");

/** Tells the other tabs that `user` is signed in. */
export const tellSignedIn = (user) => channel.postMessage({ type: "signed-in", user });

/** Tells the other tabs that `user` has signed out. */
export const tellSignedOut = (user) => channel.postMessage({ type: "signed-out", user });

/** Calls `signedIn()` or `signedOut()` when another tab says so of `user`. Returns a function that stops it. */
export function listen(user, { signedIn, signedOut }) {
  const heard = ({ data }) => {
    if (data.user !== user) return;
    if (data.type === "signed-in") signedIn();
    if (data.type === "signed-out") signedOut();
  };
  channel.addEventListener("message", heard);
  return () => channel.removeEventListener("message", heard);
}

/**
 * Fetches the token of the present session from `tokenUrl` into every form of the page.
 * False where nobody, or somebody other than `user`, is signed in, or no answer comes.
 */
export async function renewToken({ tokenUrl, user }) {
  try {
    const answer = await fetch(tokenUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return false;
    const { csrf, user: present } = await answer.json();
    if (!csrf || (present !== undefined && String(present) !== user)) return false;
    for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = csrf;
    return true;
  } catch {
    return false;
  }
}
