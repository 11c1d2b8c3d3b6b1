// Shows the asking form one step at a time. Without it the page is one long form that works the same, and the server
// shows the last step, where the answers are looked over, as a page of its own.
import { recount } from "../components/stepper/stepper.js";
import { draftOf } from "./draft.js";
import "./place.js";

const form = document.getElementById("ask");
const steps = [...form.querySelectorAll(".step")];
const marks = [...document.querySelectorAll(".steps li")];
const last = steps.length - 1; // where the answers are looked over; the server fills it
const words = form.dataset;
const draft = draftOf(form);
const title = document.title;
const asks = steps.findIndex((step) => step.id === "step-q"); // passed over where nothing is asked
const asked = steps[asks]?.firstElementChild;
let here = 0;
let asking = false;
let askedFor = ""; // what the questions on the page belong to
let questions; // their script, which comes with the first of them

document.getElementById("to-check")?.remove();
steps.slice(0, last).forEach((step, number) => {
  const row = document.createElement("div");
  row.className = "row ends";
  if (number > 0) row.append(button("", "btn bare back", back));
  row.append(button("", "btn main next", () => go(number + 1)));
  step.append(row);
});

const passed = (number) => asks > 0 && number === asks && !asked.children.length;
const after = (number) => (passed(number + 1) ? number + 2 : number + 1);
const before = (number) => (passed(number - 1) ? number - 2 : number - 1);

// The numbers of the steps and the names on their buttons, of those that there are.
function count() {
  const there = steps.filter((_, number) => !passed(number));
  if (asks > 0) marks[asks].hidden = passed(asks);
  steps.slice(0, last).forEach((step, number) => {
    const said = step.querySelector(".page-head .small"), n = there.indexOf(step) + 1, onward = named(after(number));
    if (said && words.step && n) said.textContent = words.step.replace("{n}", n).replace("{all}", there.length);
    if (number > 0) step.querySelector(".back").textContent = `‹ ${named(before(number))}`;
    step.querySelector(".next").textContent = words.next.replace("{name}", onward[0].toLowerCase() + onward.slice(1));
  });
}

function named(number) {
  return marks[number].textContent.trim();
}

function button(text, look, act) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: look, textContent: text });
  made.addEventListener("click", act);
  return made;
}

function show(number, focus = true) {
  here = number;
  steps.forEach((step, other) => (step.hidden = other !== number));
  marks.forEach((mark, other) => {
    mark.classList.toggle("past", other < number);
    if (other === number) mark.setAttribute("aria-current", "step");
    else mark.removeAttribute("aria-current");
  });
  if (number < last) steps[last].replaceChildren(); // it is asked for anew, and its consent given anew
  const heading = steps[number].querySelector("h2");
  document.title = `${heading.textContent.trim()} · ${title}`;
  draft.save(number);
  if (!focus) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

// Each step is an entry of the browser's history, so that its Back button leads to the one before.
async function go(aim) {
  if (asks > 0 && aim >= asks && steps.slice(0, asks).every((step) => ready(step))) await fetchQuestions();
  const number = passed(aim) ? aim + 1 : aim;
  const stop = steps.slice(0, number).findIndex((step) => !ready(step));
  const to = stop < 0 ? number : stop;
  if (to === last && !(await looked(here, true))) return;
  if (to !== here) history.pushState({ step: to, after: true }, "");
  show(to, stop < 0);
  if (stop >= 0) ready(steps[stop]); // what is missing there comes into view
}

function back() {
  if (history.state?.after) return history.back();
  const to = before(here);
  history.replaceState({ step: to }, "");
  show(to);
}

// A step that the history or a draft names: the last one only with what the server says of the answers now.
async function open(number, focus = true) {
  if (asks > 0 && number >= asks) await fetchQuestions();
  const to = passed(number) ? number + 1 : Math.min(number, last);
  if (to < last) return show(to, focus);
  show(last - 1, focus);
  if (await looked(last - 1, false)) show(last, focus);
}

window.addEventListener("popstate", (event) => open(event.state?.step ?? 0));

function wanted() {
  const fields = [...new FormData(form)].filter(([name, value]) => value && /^(qty-|pack-|item$|ward$|lat$|lon$|sure$)/.test(name));
  return JSON.stringify(fields);
}

// What is asked of this place comes from the server too. Without a network it comes where the answers are looked over.
async function fetchQuestions() {
  const of = wanted();
  if (!("asks" in words) || of === askedFor) return;
  const next = steps[here].querySelector(".next");
  if (next) [next.disabled, next.textContent] = [true, words.checking];
  try {
    const answer = await posted(`${new URLSearchParams(new FormData(form))}&part=questions`);
    if (answer.status === 200) {
      asked.replaceChildren(...answer.responseXML.body.children);
      draft.refill(asked);
      await watched();
      askedFor = of;
    }
  } catch {
    // the whole page says more
  }
  if (next) next.disabled = false;
  count();
}

async function watched() {
  if (!asked.children.length) return;
  questions ??= await import(steps[asks].dataset.script);
  questions.watch(asked);
  for (const part of asked.querySelectorAll("[data-script]")) (await import(part.dataset.script)).watch(asked);
  recount();
}

// Few want medical advice: signs of danger and their script come when it is wanted. Where they do not come, the server
// asks for them before anything is sent.
const signs = document.getElementById("signs-of-danger");
const advised = () => signs.dataset.wants.split(" ").some((name) => /[^0\s]/.test(form.elements[name]?.value ?? ""));
let bringing = !signs;

async function bringSigns() {
  if (bringing || !(signs.children.length || advised())) return;
  bringing = true;
  try {
    if (!signs.children.length) {
      const answer = await posted("part=signs");
      signs.append(...answer.responseXML.getElementById(signs.id).children);
      draft.refill(signs);
    }
    await import(signs.dataset.script);
  } catch {
    bringing = false; // with the next that is typed
  }
}
["input", "change"].forEach((news) => form.addEventListener(news, bringSigns));

// The last step comes from the server, as everybody and the helper will see it; nothing is written by that.
async function looked(at, press) {
  if (steps[last].children.length) return true;
  if (asking) return false;
  const next = steps[at].querySelector(".next");
  const usual = next.textContent;
  steps[at].querySelectorAll(".live-error").forEach((old) => old.remove());
  next.disabled = asking = true;
  next.textContent = words.checking;
  try {
    const answer = await posted(`${new URLSearchParams(new FormData(form))}&part=1`);
    if (answer.status === 200) {
      steps[last].replaceChildren(...answer.responseXML.body.childNodes);
      document.querySelectorAll(".summary, .step .error").forEach((old) => old.remove()); // all is well now
      form.querySelectorAll(".wrong").forEach((old) => old.classList.remove("wrong"));
    } else if (press) form.submit(); // the server has a question, or too many ask at once: its whole page says so
    return answer.status === 200;
  } catch {
    complain(steps[at].lastElementChild, words.failed);
    return false;
  } finally {
    next.disabled = asking = false;
    next.textContent = usual;
  }
}

// Read as a document, because no script of this site turns text into markup.
function posted(body) {
  return new Promise((done, failed) => {
    const call = Object.assign(new XMLHttpRequest(), { onload: () => done(call), onerror: failed });
    call.open("POST", form.action);
    call.responseType = "document";
    call.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    call.send(body);
  });
}

function complain(at, text) {
  const said = document.createElement("p");
  said.className = "error live-error";
  said.setAttribute("role", "alert");
  said.textContent = text;
  at.before(said);
}

// What must be there before the next step. The server checks everything again.
function ready(step) {
  step.querySelectorAll(".live-error").forEach((old) => old.remove());
  const wrong = troubles(step);
  wrong.forEach(([at, text]) => complain(at, text));
  wrong[0]?.[0].scrollIntoView({ block: "center" });
  return wrong.length === 0;
}

function troubles(step) {
  const found = [];
  const number = steps.indexOf(step);
  const wanted = [...form.querySelectorAll("[name^=qty-]")].some((field) => /[^0\s]/.test(field.value));
  if (number === 0 && !wanted) found.push([step.querySelector("details"), words.needs]);
  if (number === 2 && !form.querySelector("[name=ward]:checked")) found.push([document.getElementById("ward"), words.ward]);
  step.querySelectorAll(":is(input, textarea)[data-most]").forEach((field) => {
    const most = Number(field.dataset.most), inWords = most.toLocaleString(document.documentElement.lang || undefined);
    if (field.value.trim().length > most) found.push([field, words.long.replace("{most}", inWords)]);
  });
  const other = form.elements.for_other.checked;
  if (number === asks) found.push(...(questions?.unanswered(step) ?? []));
  const must = { 1: ["people"], [last - 1]: other ? ["reporter_name", "reporter_phone", "name"] : ["name", "phone"] }[number] ?? [];
  must.map((name) => form.elements[name]).filter((field) => !field.value.trim()).forEach((field) => found.push([field.closest(".ends") ?? field, words.missing]));
  return found;
}

// Few open the suggestion, so its script comes then; until it is there the button sends the form, as without a script.
const usual = document.getElementById("suggested");
const offered = () => usual.open && import(usual.dataset.script);
usual?.addEventListener("toggle", offered);
if (usual) offered();

// Enter goes on instead of sending a half-filled form.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT" || event.target.id === "place_text") return;
  if (here < last) {
    event.preventDefault();
    go(here + 1);
  }
});

// The names of the steps, and "change" where the answers are looked over, lead to a step; all answers stay.
function leads(links, number) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(links);
    if (!link) return;
    event.preventDefault();
    go(number(link));
  });
}
leads(".steps a", (link) => marks.indexOf(link.parentElement));
leads("#ask [name=edit]", (link) => steps.findIndex((step) => step.id === `step-${link.value}`));

// One press, one request: a second one within ten seconds waits; the server would see the same form anyway.
const sender = () => steps[last].querySelector("button[type=submit]:not([name])");

function alive() {
  const send = sender();
  if (!send?.disabled) return;
  send.disabled = false;
  send.lastElementChild.textContent = words.send;
}

form.addEventListener("submit", (event) => {
  const send = sender();
  if (event.submitter?.name || !send) return; // another button than the one that sends
  draft.sending();
  words.send = send.lastElementChild.textContent;
  send.lastElementChild.textContent = words.sending;
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

const note = document.getElementById("kept");
note.hidden = false;
note.querySelector("button").addEventListener("click", () => {
  draft.forget();
  location.replace(form.action);
});

form.classList.add("stepped");
const wrong = steps.findIndex((step) => step.querySelector(".wrong, .error"));
const summary = document.querySelector(".summary");
const kept = "answered" in words ? null : draft.restore();
const there = history.state?.step;
const failed = kept?.sent && there < kept.step; // the page that could not be loaded has taken the place of the last step
if (asks > 0 && asked.children.length) {
  askedFor = wanted();
  watched().catch(() => {}); // the server looks at the answers too
}
bringSigns();
count();
recount();
start();

async function start() {
  const first = Math.min(answered() ?? (kept && (failed ? kept.step : there ?? kept.step)) ?? 0, last);
  if (failed) history.pushState({ step: first, after: true }, "");
  else history.replaceState({ ...history.state, step: first }, "");
  if (steps[last].children.length) show(last, false);
  else await open(first, false);
  const consent = form.elements.consent;
  if (kept?.sent && kept.names.includes("consent") && consent) consent.checked = true;
  summary?.focus();
}

// Where an answer of the server is to be read: what is wrong, what was to be changed, or where it was asked for.
function answered() {
  if (!("answered" in words)) return undefined;
  if (steps[last].children.length) return last;
  const named = steps.findIndex((step) => `#${step.id}` === location.hash);
  const fresh = steps.findIndex((step) => "fresh" in step.dataset);
  return [wrong, fresh, named].find((number) => number >= 0) ?? (summary ? last - 1 : 0);
}

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
