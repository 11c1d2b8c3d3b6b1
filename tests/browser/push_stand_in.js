// Stands in for the vendor's service, which a test does not reach: hands out the address of a service on loopback with
// real keys. The prototype is the browser's own, so `instanceof PushSubscription` and `toJSON` hold.
(() => {
  const KEPT = "__push";
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0)).buffer;
  const made = ({ endpoint, keys, app }) =>
    Object.setPrototypeOf(
      {
        endpoint,
        expirationTime: null,
        options: { userVisibleOnly: true, applicationServerKey: bytes(app) },
        getKey: (name) => bytes(keys[name]),
        toJSON: () => ({ endpoint, expirationTime: null, keys }),
        unsubscribe: async () => {
          localStorage.removeItem(KEPT);
          return true;
        },
      },
      PushSubscription.prototype,
    );
  const read = () => {
    const text = localStorage.getItem(KEPT);
    return text && made(JSON.parse(text));
  };
  PushManager.prototype.getSubscription = async () => read() || null;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    if (Notification.permission !== "granted") throw new DOMException("denied", "NotAllowedError");
    if (!read()) {
      const given = await __pushNew(applicationServerKey);
      localStorage.setItem(KEPT, JSON.stringify({ ...given, app: applicationServerKey }));
    }
    return read();
  };
})();
