// Codes read out at doors where there is no network: they wait in this browser, and go with the key under which each was typed,
// so that one that arrives twice counts once.

const form = document.getElementById("codes");
const line = document.getElementById("codes-line");
const PREFIX = "run-code.";

function kept() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${form.dataset.run}.`));
  } catch {
    return [];
  }
}

function keep(order, key, code) {
  try {
    localStorage.setItem(`${PREFIX}${form.dataset.run}.${order}`, JSON.stringify({ key, code }));
    return true;
  } catch {
    return false; // full, or forbidden: the form goes as forms do
  }
}

function forget(order) {
  try {
    localStorage.removeItem(`${PREFIX}${form.dataset.run}.${order}`);
  } catch {
    // nothing was kept
  }
}

function said(text) {
  line.hidden = !text;
  line.querySelector("p").textContent = text;
}

// What waits from before is written back into its field, with the key that it has had.
for (const name of form ? kept() : []) {
  const order = name.split(".")[2];
  const field = form.elements[`code-${order}`];
  const { key, code } = JSON.parse(localStorage.getItem(name));
  if (!field) forget(order);
  else if (!field.value) {
    field.value = code;
    form.elements[`key-${order}`].value = key;
  }
}

async function send() {
  const typed = [...form.elements].filter((one) => one.name.startsWith("code-") && one.value.trim());
  for (const one of typed) keep(one.name.slice(5), form.elements[`key-${one.name.slice(5)}`].value, one.value.trim());
  if (!typed.length) return;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const told = (await answer.json()).answers;
    for (const [order, [outcome, words]] of Object.entries(told)) {
      document.getElementById(`said-${order}`).textContent = words;
      if (outcome === "tried") continue;
      forget(order);
      if (outcome === "delivered") form.elements[`code-${order}`].readOnly = true;
      else form.elements[`key-${order}`].value = newKey();
    }
    said(form.dataset.sent);
  } catch {
    said(form.dataset.waits);
  }
}

// Secure pages alone have `randomUUID`.
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("online", send);
  if (kept().length && navigator.onLine) send();
}
