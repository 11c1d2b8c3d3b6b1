// Sends the form of the busy page again by itself. The server names the pause; up to
// half of it is added by chance, so that those who were turned away together do not come back together.
const form = document.getElementById("again");
if ("alone" in form.dataset) {
  document.getElementById("again-says").hidden = false;
  setTimeout(send, form.dataset.pause * 1000 * (1 + Math.random() / 2));
}

function send() {
  if (navigator.onLine) form.requestSubmit();
  else addEventListener("online", () => form.requestSubmit(), { once: true });
}
