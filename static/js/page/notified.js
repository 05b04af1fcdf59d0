// ?notification=ID: a link in a mail led here. Tells the server that it was followed, apart from the page,
// and takes the number out of the address, so that what is copied from there is the page alone.

const address = new URL(location.href);
const id = address.searchParams.get("notification");
const list = document.querySelector("a[data-notifications]");
const token = document.querySelector("input[name=csrf_token]");

if (list && token && /^\d{1,10}$/.test(id)) {
  const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token.value };
  fetch(`${list.href}/${id}/opening`, { method: "POST", headers, keepalive: true }).catch(() => {});
}
address.searchParams.delete("notification");
history.replaceState(history.state, "", address);
