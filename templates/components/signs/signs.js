// Asks for signs of danger once medical advice is wanted, those of the chosen age alone, and says to call at the tick.
// Without it the server shows the same on pages of its own.
const box = document.getElementById("signs-of-danger");
const form = box.closest("form");
const wants = box.dataset.wants.split(" ").map((name) => form.elements[name]).filter(Boolean);
const seen = Object.assign(document.createElement("input"), { type: "hidden", name: "signs-seen", value: "all" });

box.querySelectorAll("[name=signs-seen]").forEach((old) => old.remove());

function look() {
  const asked = !wants.length || wants.some((one) => /[^0\s]/.test(one.value));
  const band = form.querySelector("[name=age-band]:checked")?.value ?? "";
  box.hidden = !asked;
  if (asked) box.append(seen);
  else seen.remove();
  box.querySelectorAll("[data-asked]").forEach((part) => (part.hidden = !band));
  box.querySelectorAll("[data-bands]").forEach((one) => {
    one.hidden = !one.dataset.bands.split(" ").includes(band);
    one.querySelector("input").disabled = one.hidden;
  });
  box.querySelectorAll("[type=checkbox]").forEach((one) => one.toggleAttribute("data-now", one.dataset.grave.split(" ").includes(band)));
  const before = box.classList.contains("in-danger");
  const now = box.classList.toggle("in-danger", [...box.querySelectorAll("[data-grave]:enabled")].some((one) => grave(one, band)));
  if (now && !before) box.querySelector(".call-now")?.scrollIntoView({ block: "center" }); // a tick may stand far above it
}

function grave(one, band) {
  if (one.type === "checkbox") return one.checked && "now" in one.dataset;
  const typed = /^\s*(\d+(?:[.,]\d+)?)\s*(?:%|°C|mmHg)?\s*$/.exec(one.value);
  const value = typed && Number(typed[1].replace(",", "."));
  return typed !== null && one.dataset.grave.split(";").some((limit) => {
    const [, of, mark, end] = /^(\w+)(>=|<=|>)(.+)$/.exec(limit) ?? [];
    return of === band && (mark === ">=" ? value >= end : mark === "<=" ? value <= end : value > end);
  });
}

form.addEventListener("input", look);
form.addEventListener("change", look);
window.addEventListener("pageshow", look); // what the tab has kept is filled in by then
look();
