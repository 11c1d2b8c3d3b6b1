// The site's worker: shows what is pushed, and opens what it is about. It keeps nothing.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("push", (event) => {
  const said = read(event.data);
  // Something is shown whatever came: browsers take the permission away where a push is silent.
  event.waitUntil(
    registration.showNotification(said.title || "Connect", {
      body: said.body || "",
      tag: said.tag || "connect", // a newer one of this tag takes its place
      renotify: true,
      icon: "/static/icons/icon-192.png",
      data: { link: said.link || "/" },
    }),
  );
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.link));
});

// A push service may give a browser another address at any time: the site hears of it at once, or at the next visit.
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ oldSubscription: before, newSubscription: given }) {
  const options = before?.options ?? given?.options;
  const now = given ?? (options && (await registration.pushManager.subscribe(options)));
  if (!now) return;
  const { endpoint, keys } = now.toJSON();
  const body = new URLSearchParams({ endpoint, ...keys, before: before?.endpoint ?? "" });
  await fetch("/notices/following/renew", { method: "POST", body });
}

function read(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}

async function open(link) {
  const to = new URL(link || "/", location.origin);
  const address = to.origin === location.origin ? to.href : location.origin; // never elsewhere
  const pages = await clients.matchAll({ type: "window" });
  const there = pages.find((page) => page.url === address);
  return there ? there.focus() : clients.openWindow(address);
}
