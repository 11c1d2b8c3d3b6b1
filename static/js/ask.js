// Shows the asking form one question at a time. Without it the page is one long form that works the same.
import "./place.js";

const form = document.getElementById("ask");
const steps = [...form.querySelectorAll(".step")];
const words = form.dataset;
let here = Math.max(0, steps.findIndex((step) => step.querySelector(".bad, .error")));

const progress = document.createElement("p");
progress.className = "progress quiet";
progress.setAttribute("role", "status");
form.prepend(progress);

steps.forEach((step, number) => {
  const row = document.createElement("p");
  row.className = "actions step-buttons";
  if (number > 0) row.append(button(words.back, "button", () => show(number - 1)));
  if (number < steps.length - 1) row.append(button(words.next, "button primary", () => ready(step) && show(number + 1)));
  step.append(row);
});

function button(text, look, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: look, textContent: text });
  made.addEventListener("click", act);
  return made;
}

function show(number, focus = true) {
  here = number;
  steps.forEach((step, other) => (step.hidden = other !== number));
  progress.textContent = words.step.replace("{n}", number + 1).replace("{all}", steps.length);
  if (!focus) return;
  const heading = steps[number].querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, form.offsetTop - 12);
}

// What must be there before the next question. The server checks everything again.
function ready(step) {
  step.querySelectorAll(".live-error").forEach((old) => old.remove());
  const wrong = troubles(step);
  wrong.forEach(([at, text]) => {
    const said = document.createElement("p");
    said.className = "error live-error";
    said.setAttribute("role", "alert");
    said.textContent = text;
    at.before(said);
  });
  wrong[0]?.[0].scrollIntoView({ block: "center" });
  return wrong.length === 0;
}

function troubles(step) {
  const found = [];
  const number = steps.indexOf(step);
  if (number === 0 && !form.querySelector("[name=item]:checked")) found.push([step.querySelector("details"), words.needs]);
  if (number === 2 && !form.querySelector("[name=ward]:checked")) found.push([document.getElementById("ward"), words.ward]);
  const other = form.elements.for_other.checked;
  const must = { 1: ["people"], 3: other ? ["reporter_name", "reporter_phone", "name"] : ["name", "phone"] }[number] ?? [];
  must.filter((name) => !form.elements[name].value.trim()).forEach((name) => found.push([form.elements[name], words.missing]));
  return found;
}

// A number in a quantity means that the thing is wanted.
form.addEventListener("input", (event) => {
  const code = event.target.name?.startsWith("qty-") && event.target.name.slice(4);
  if (code && event.target.value.trim()) document.getElementById(`item-${code}`).checked = true;
});

// Enter goes on instead of sending a half-filled form.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.id === "place_text") return;
  if (here < steps.length - 1) {
    event.preventDefault();
    if (ready(steps[here])) show(here + 1);
  }
});

// One press, one request: a second one within ten seconds waits; the server would see the same form anyway.
form.addEventListener("submit", (event) => {
  if (event.submitter?.name === "find") return;
  const send = steps.at(-1).querySelector("button[type=submit]");
  const label = send.querySelector("span");
  const before = label.textContent;
  label.textContent = words.sending;
  setTimeout(() => (send.disabled = true));
  setTimeout(() => {
    send.disabled = false;
    label.textContent = before;
  }, 10000);
});

form.classList.add("stepped");
const summary = document.querySelector(".summary");
show(here, false);
if (summary) summary.focus();
document.querySelectorAll(".summary a").forEach((link) =>
  link.addEventListener("click", (event) => {
    const target = document.querySelector(link.hash);
    const number = steps.findIndex((step) => step.contains(target));
    if (number < 0) return;
    event.preventDefault();
    show(number);
    (target.matches("input, textarea, select") ? target : target.querySelector("input, textarea"))?.focus();
  }),
);
