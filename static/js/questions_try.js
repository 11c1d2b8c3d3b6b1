// The trial of a set: in each language what hangs on the answers comes and goes as they are typed.
import { evaluate } from "./questions.js";

for (const form of document.querySelectorAll("form[data-try]")) {
  const set = JSON.parse(form.dataset.set), parts = form.querySelectorAll("[data-code]");
  const show = () => {
    const given = new FormData(form), typed = {};
    for (const one of set) typed[one.code] = given.getAll(form.dataset.prefix + one.code);
    const { relevant } = evaluate(set, typed);
    for (const part of parts) part.hidden = !relevant.includes(part.dataset.code);
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  show();
}
