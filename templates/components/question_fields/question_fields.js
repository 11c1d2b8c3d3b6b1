// Asks what is to be asked given the answers so far: the rest is hidden, and not sent as an answer.
import { evaluate } from "../../js/questions.js";

function outcomeOf(box) {
  const set = JSON.parse(box.dataset.set);
  const typed = {};
  set.forEach((one) => (typed[one.code] = given(box, one.code)));
  return evaluate(set, typed);
}

// By the fields and not by what is sent: a hidden answer is kept on the page, for the case that it is asked for again.
function given(box, code) {
  const fields = [...box.querySelectorAll(`[name$="q-${box.dataset.utility}-${code}"]`)];
  return fields.filter((field) => field.checked || !/radio|checkbox/.test(field.type)).map((field) => field.value);
}

function decide(box) {
  const { relevant } = outcomeOf(box);
  box.querySelectorAll("[data-code]").forEach((part) => {
    part.hidden = !relevant.includes(part.dataset.code);
    part.querySelectorAll("input, textarea").forEach((field) => (field.disabled = part.hidden));
  });
}

// Decides now and with every answer.
export function watch(within) {
  within.querySelectorAll(".questions").forEach((box) => {
    box.classList.add("live");
    if (!box.dataset.watched) ["input", "change"].forEach((news) => box.addEventListener(news, () => decide(box)));
    box.dataset.watched = "1";
    decide(box);
  });
}

// Where an answer is missing or cannot be right, with the words for it.
export function unanswered(within) {
  return [...within.querySelectorAll(".questions")].flatMap((box) =>
    Object.entries(outcomeOf(box).faults).map(([code, reason]) => {
      const part = box.querySelector(`[data-code="${code}"]`);
      return [part.querySelector(".grid, .number, input, textarea") ?? part, box.dataset[reason] ?? box.dataset.other];
    }),
  );
}

watch(document);
window.addEventListener("pageshow", () => watch(document)); // what the tab has kept is filled in by then
