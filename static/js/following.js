// Each visit renews the address to which this browser's messages go. One that was lost without a word is told of here.
const lost = document.getElementById("lost");
const worker = await navigator.serviceWorker?.getRegistration("/");
const kept = await worker?.pushManager?.getSubscription();
const renewed = kept && (await renew(kept.toJSON()));
if (lost && !renewed) lost.hidden = false;
for (const form of document.querySelectorAll("form[data-stops]")) {
  form.addEventListener("submit", () => kept?.unsubscribe());
}

async function renew({ endpoint, keys }) {
  const body = new URLSearchParams({ endpoint, ...keys });
  try {
    const answer = await fetch("/notices/following/renew", { method: "POST", body });
    return answer.ok || answer.status >= 429; // a busy site has lost nothing
  } catch {
    return true;
  }
}
