// Shows the asking form one question at a time. Without it the page is one long form that works the same.
import { draftOf } from "./draft.js";
import "./place.js";

const form = document.getElementById("ask");
const steps = [...form.querySelectorAll(".step")];
const words = form.dataset;
const draft = draftOf(form);
let here = 0;

const progress = document.createElement("p");
progress.className = "quiet small";
progress.setAttribute("role", "status");
form.prepend(progress);

steps.forEach((step, number) => {
  const row = document.createElement("p");
  row.className = "row step-buttons";
  if (number > 0) row.append(button(words.back, "btn", back));
  if (number < steps.length - 1) row.append(button(words.next, "btn main", () => next(number)));
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
  draft.save(number);
  if (!focus) return;
  const heading = steps[number].querySelector("h2");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, form.offsetTop - 12);
}

// Each question is an entry of the browser's history, so that its Back button leads to the one before.
function next(number) {
  if (!ready(steps[number])) return;
  history.pushState({ step: number + 1, after: true }, "");
  show(number + 1);
}

function back() {
  if (history.state?.after) return history.back();
  history.replaceState({ step: here - 1 }, "");
  show(here - 1);
}

window.addEventListener("popstate", (event) => show(Math.min(event.state?.step ?? 0, steps.length - 1)));

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
  step.querySelectorAll("[data-most]").forEach((field) => {
    if (field.value.trim().length > field.dataset.most) found.push([field, words.long.replace("{most}", field.dataset.most)]);
  });
  const other = form.elements.for_other.checked;
  const must = { 1: ["people"], 3: other ? ["reporter_name", "reporter_phone", "name"] : ["name", "phone"] }[number] ?? [];
  must.filter((name) => !form.elements[name].value.trim()).forEach((name) => found.push([form.elements[name], words.missing]));
  return found;
}

// A number in a quantity means that the thing is wanted; a thing that is not wanted has no number.
form.addEventListener("input", ({ target }) => {
  const code = target.name?.startsWith("qty-") && target.name.slice(4);
  if (code && target.value.trim()) document.getElementById(`item-${code}`).checked = true;
  if (target.name === "item" && !target.checked) form.elements[`qty-${target.value}`].value = "";
});

// Enter goes on instead of sending a half-filled form.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.id === "place_text") return;
  if (here < steps.length - 1) {
    event.preventDefault();
    next(here);
  }
});

// One press, one request: a second one within ten seconds waits; the server would see the same form anyway.
const send = steps.at(-1).querySelector("button[type=submit]");
const label = send.querySelector("span");
const usual = label.textContent;

function alive() {
  send.disabled = false;
  label.textContent = usual;
}

form.addEventListener("submit", (event) => {
  if (event.submitter?.name) return; // another button than the one that sends
  draft.sending();
  label.textContent = words.sending;
  setTimeout(() => (send.disabled = true));
  setTimeout(alive, 10000);
});

// Back after sending, from the browser's own memory: the page is as it was left, and works again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  alive();
  draft.save(here);
});

// The other language: a link is enough, because the draft stays in this tab.
document.querySelectorAll("button[form=ask][data-href]").forEach((other) =>
  other.addEventListener("click", (event) => {
    if (!draft.save(here)) return;
    event.preventDefault();
    location.assign(other.dataset.href);
  }),
);

form.classList.add("stepped");
const wrong = steps.findIndex((step) => step.querySelector(".wrong, .error"));
const kept = "answered" in words ? null : draft.restore();
const there = history.state?.step;
const failed = kept?.sent && there < kept.step; // the page that could not be loaded has taken the place of the last question
const first = wrong >= 0 ? wrong : Math.min((kept && (failed ? kept.step : there ?? kept.step)) || 0, steps.length - 1);
if (kept?.filled) {
  const said = document.createElement("p");
  said.className = "quiet";
  said.append(words.kept, " ", button(words.anew, "link", () => { draft.forget(); location.replace(form.action); }));
  form.before(said);
}
if (failed) history.pushState({ step: first, after: true }, "");
else history.replaceState({ ...history.state, step: first }, "");
const summary = document.querySelector(".summary");
show(first, false);
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
