// Asks the browser for an address to which messages go, and hands it to the form; says what is in the way.
const form = document.getElementById("tell-here");
const says = (name) => {
  for (const one of document.querySelectorAll("[data-follow]")) one.hidden = one.dataset.follow !== name;
};
const possible = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

// The page's policy lets this one address become a worker, and no other.
const policy = window.trustedTypes?.createPolicy("worker", {
  createScriptURL(address) {
    if (address === "/sw.js") return address;
    throw new TypeError(address);
  },
});

says(possible ? (Notification.permission === "denied" ? "denied" : "ready") : "impossible");
form?.addEventListener("submit", async (event) => {
  if (form.elements.endpoint.value) return;
  event.preventDefault();
  try {
    if ((await Notification.requestPermission()) !== "granted") return says("denied");
    const { endpoint, keys } = (await subscribed()).toJSON();
    Object.assign(form.elements.endpoint, { value: endpoint });
    Object.assign(form.elements.p256dh, { value: keys.p256dh });
    Object.assign(form.elements.auth, { value: keys.auth });
    form.requestSubmit();
  } catch {
    says("impossible");
  }
});

async function subscribed() {
  await navigator.serviceWorker.register(policy ? policy.createScriptURL("/sw.js") : "/sw.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const there = await pushManager.getSubscription();
  return there ?? pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.key });
}
