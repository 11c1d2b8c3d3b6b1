// Words on their way to the server. Each is an item of its own in this browser's storage, so that two tabs never overwrite one
// another's: in its name the conversation, its turn and the key by which the server knows it again, in it the words alone.

const PREFIX = "outbox.";
const LEASE_MS = 40000; // longer than any try to send
const memory = new Map(); // where this browser keeps nothing

function names() {
  try {
    return Array.from({ length: localStorage.length }, (_, number) => localStorage.key(number)).filter((name) => name.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function read(name) {
  try {
    return JSON.parse(memory.get(name) ?? localStorage.getItem(name));
  } catch {
    return null; // something else's, or just gone
  }
}

function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false; // full, or forbidden
  }
}

function remove(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // nothing was kept
  }
}

// Secure pages alone have `randomUUID`.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function outboxOf(conversation) {
  const ours = `${PREFIX}${conversation}.`;

  // In the order in which they were said. Two tabs may give the same turn: then the key decides, alike in both.
  function all() {
    const found = [...new Set([...names(), ...memory.keys()])].filter((name) => name.startsWith(ours)).sort();
    return found.map((name) => ({ id: name, key: name.split(".")[3], ...read(name) })).filter((one) => one.text || one.code);
  }

  function put(said) {
    const turn = 1 + Math.max(0, ...all().map((one) => Number(one.id.split(".")[2])));
    const name = `${ours}${String(turn).padStart(6, "0")}.${newKey()}`;
    if (!write(name, said)) memory.set(name, JSON.stringify(said));
    return name;
  }

  return {
    all,
    put,
    drop: remove,
    // In the same turn, to be known as another one.
    renew(one) {
      const name = [...one.id.split(".").slice(0, 3), newKey()].join(".");
      if (!write(name, { text: one.text, code: one.code })) memory.set(name, JSON.stringify({ text: one.text, code: one.code }));
      remove(one.id);
    },
    keeps: (name) => !memory.has(name),
    hasOthers: () => names().some((name) => !name.startsWith(ours)),
  };
}

// One tab at a time. False where another one has its turn and this browser cannot queue for it.
export async function inTurn(conversation, act) {
  const name = `turn.${conversation}`;
  if (navigator.locks) return navigator.locks.request(name, act);
  const own = newKey();
  const other = read(name);
  if (other && Math.abs(other.until - Date.now()) < LEASE_MS && other.until > Date.now()) return false;
  write(name, { own, until: Date.now() + LEASE_MS });
  await new Promise((later) => setTimeout(later, 50)); // who else came in the same moment has written by now
  if (read(name) && read(name).own !== own) return false;
  try {
    return await act();
  } finally {
    remove(name);
  }
}

// Those whose names begin so; all without a beginning.
export function forgetOutboxes(beginning = "") {
  names()
    .filter((name) => name.startsWith(PREFIX + beginning))
    .forEach(remove);
}
