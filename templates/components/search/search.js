// "Around my position": asks the browser, posts what it says, and lets go of it. Without it the form stays hidden.
// And the wards whose name is being typed, as links, without waiting for the button.

function start(form) {
  const button = form.querySelector("button");
  const says = form.querySelector("[role=status]");
  form.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    says.textContent = form.dataset.finding;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude;
        form.elements.lon.value = coords.longitude;
        form.submit();
      },
      () => {
        button.disabled = false;
        says.textContent = form.dataset.denied;
      },
      { timeout: 15000, maximumAge: 300000 },
    );
  });
}

if ("geolocation" in navigator && window.isSecureContext) {
  document.querySelectorAll(".my-position").forEach(start);
}

// Coming back by the browser's button must not find a dead form.
window.addEventListener("pageshow", () => {
  document.querySelectorAll(".my-position button").forEach((button) => (button.disabled = false));
});

function suggest(form) {
  const found = document.getElementById("found");
  const text = form.elements.q;
  let timer;
  let last;

  function row(ward) {
    const kept = new URLSearchParams(new FormData(form));
    kept.delete("q");
    kept.set("area", ward.code);
    const link = document.createElement("a");
    link.href = `${form.getAttribute("action")}?${kept}`;
    link.textContent = ward.label;
    const before = document.createElement("span");
    before.className = "quiet";
    before.textContent = ward.note ? ` ${form.dataset.before.replace("{name}", ward.note)}` : "";
    const made = document.createElement("li");
    made.append(link, before);
    return made;
  }

  async function look() {
    const asked = (last = text.value.trim());
    if (asked.length < 2) return;
    try {
      const answer = await fetch(`${form.dataset.wards}&q=${encodeURIComponent(asked)}`);
      const wards = await answer.json();
      if (asked !== last || !answer.ok) return;
      found.hidden = wards.length === 0;
      found.querySelector("ul").replaceChildren(...wards.map(row));
    } catch {
      // The button still works.
    }
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
}

document.querySelectorAll(".place-search[data-wards^='/']").forEach(suggest);
