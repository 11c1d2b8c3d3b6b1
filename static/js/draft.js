// What was typed into a form, kept in this tab alone until it is sent: a reload, the browser's Back button, the other
// language or a lost network must not cost anybody their answers. Closing the tab forgets it.

const left = (field) => field === "csrf_token" || field.startsWith("qset-"); // each page has its own
const PREFIX = "draft-";

function stored(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null; // no storage in this browser, or something else's
  }
}

function store(name, draft) {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function draftOf(form) {
  const name = PREFIX + (form.dataset.draft ?? form.id);
  let sent = false;
  let gone = false;
  let touched = false;
  let step = 0;
  form.autocomplete = "off"; // a browser that fills in an older state of its own would do so after us

  function save(at = step) {
    step = at;
    if (gone) return true;
    const fields = [...new FormData(form)].filter(([field, value]) => !left(field) && typeof value === "string");
    // Answers to what is not on the page now: it comes without questions and signs of danger, and fetches them when it knows more.
    fields.push(...(stored(name)?.fields ?? []).filter(([field]) => /^(q-|sign-|order-|age-band$)/.test(field) && !form.elements.namedItem(field)));
    // Choices that a script has offered are not in the page as it comes anew.
    const offered = [...form.querySelectorAll("[data-offered] input")].map((one) => [one.value, one.nextElementSibling.textContent]);
    return store(name, { fields, offered, step, sent });
  }

  function offer(offered) {
    const box = form.querySelector("[data-offered]");
    if (!box || !offered?.length) return;
    box.closest("fieldset").hidden = false;
    box.replaceChildren(
      ...offered.map(([value, text]) => {
        const choice = document.createElement("label");
        choice.className = "option";
        const radio = document.createElement("input");
        Object.assign(radio, { type: box.dataset.kind ?? "radio", name: box.dataset.offered, value });
        const words = document.createElement("span");
        words.textContent = text;
        choice.append(radio, " ", words);
        return choice;
      }),
    );
  }

  function restore() {
    const kept = stored(name);
    if (!kept?.fields) return null;
    offer(kept.offered);
    fill(kept.fields);
    window.addEventListener("pageshow", () => touched || fill(kept.fields), { once: true });
    form.querySelectorAll("details").forEach((box) => (box.open ||= box.querySelector("input:checked, [inputmode]:not(:placeholder-shown)") !== null));
    return { step: kept.step, sent: kept.sent, names: kept.fields.map(([field]) => field) };
  }

  function fill(fields, controls = form.elements) {
    const values = grouped(fields);
    for (const control of controls) {
      if (!control.name || left(control.name) || control.type === "submit" || control.type === "file") continue;
      const given = (values.get(control.name) ?? []).map(([, value]) => value);
      if (control.type === "checkbox" || control.type === "radio") control.checked = given.includes(control.value);
      else if (given.length) control.value = given[0];
    }
  }

  form.addEventListener("input", () => {
    touched = true;
    save();
  });
  form.addEventListener("change", () => save());
  window.addEventListener("pagehide", () => save());

  return {
    save(at) {
      sent = false;
      return save(at);
    },
    restore,
    // Fills in what has come to the page later. What was never on it keeps what the server has chosen beforehand.
    refill(within) {
      const fields = stored(name)?.fields ?? [], told = new Set(fields.map(([field]) => field));
      fill(fields, [...within.querySelectorAll("input, textarea, select")].filter((one) => told.has(one.name)));
    },
    sending() {
      sent = true; // the page that thanks for it clears the draft; without one it is still here
      save();
    },
    forget() {
      gone = true;
      sessionStorage.removeItem(name);
    },
  };
}

function grouped(fields) {
  const found = new Map();
  fields.forEach((one) => found.set(one[0], [...(found.get(one[0]) ?? []), one]));
  return found;
}
