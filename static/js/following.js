// A browser can lose its address for messages without a word: then the page of its choices says so.
const lost = document.getElementById("lost");
const worker = await navigator.serviceWorker?.getRegistration("/");
if (lost && !(await worker?.pushManager?.getSubscription())) lost.hidden = false;
for (const form of document.querySelectorAll("form[data-stops]")) {
  form.addEventListener("submit", async () => (await worker?.pushManager?.getSubscription())?.unsubscribe());
}
