// Which questions of a set are asked and what is wrong with an answer, as `incidents/questions/evaluation.py` decides it:
// `tests/questions/cases.json` holds both to the same. `typed`: code to texts.
export function evaluate(set, typed) {
  const given = Object.assign(Object.create(null), typed), values = Object.create(null), faults = Object.create(null), relevant = [];
  for (const one of set) {
    if (one.ask_if && !holds(one.ask_if, values)) continue;
    relevant.push(one.code);
    const [value, wrong] = one.type === "note" ? [] : answer(one, given[one.code] ?? []);
    if (wrong) faults[one.code] = wrong;
    else if (value) values[one.code] = value;
  }
  return { values, relevant, faults };
}

function holds(asked, values) {
  if (asked.all) return asked.all.every((part) => holds(part, values));
  if (asked.any) return asked.any.some((part) => holds(part, values));
  const [how] = Object.keys(asked).filter((key) => key !== "code");
  let a = values[asked.code], b = asked[how];
  if (!a || how === "answered") return !!a;
  if (how === "has") return a.includes(b);
  if (!isNaN(a) && !isNaN(b)) [a, b] = [+a, +b]; // a number: codes begin with a letter, days hold dashes
  return { is: a === b, is_not: a !== b, lt: a < b, le: a <= b, ge: a >= b, gt: a > b }[how];
}

const line = (text) => text.normalize().replace(/\r\n?/g, "\n").replace(/(?!\n)\p{C}/gu, "").replace(/[\n\p{Z}]+/gu, " ").trim();
const no = (reason) => [null, reason];

function answer(one, typed) {
  const said = typed.map(line).filter(Boolean), text = said[0];
  if (!text) return no(one.required && "needed");
  const offered = one.choices ?? ["yes", "no"];
  const chosen = offered.filter((code) => said.includes(code));
  if (one.type === "some_of") return said.every((code) => offered.includes(code)) ? [chosen] : no("choice");
  if (said.some((other) => other !== text)) return no("choice");
  if (one.type === "number") return number(one, text);
  if (one.type === "text") return [...text].length > 300 ? no("long") : [text];
  if (one.type === "date") return day(text);
  return chosen[0] ? [text] : no("choice");
}

function number(one, text) {
  const [, sign, figures, part = ""] = /^(-?)(\d+)(?:[.,](\d+))?$/.exec(text) ?? [];
  if (!figures) return no("number");
  if (part.length === 3) return no("thousands");
  if (part.length > one.decimals) return no(one.decimals ? "decimals" : "whole");
  const whole = figures.replace(/^0+(?=\d)/, "");
  const value = sign + whole + (part && "." + part);
  return whole.length > 9 || +value < one.from || +value > one.to ? no("range") : [value];
}

function day(text) {
  const iso = text.replace(/^(\d\d?)[-./](\d\d?)[-./](\d{4})$/, (_, d, m, y) => `${y}-${m.padStart(2, 0)}-${d.padStart(2, 0)}`);
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso) ?? [];
  return y >= 1900 && y <= 2100 && m > 0 && m < 13 && d > 0 && d <= new Date(y, m, 0).getDate() ? [iso] : no("date");
}
