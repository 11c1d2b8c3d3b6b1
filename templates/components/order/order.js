// Says the sum, the weight and how many lines while an order is written. Without it the server says the same.
const number = (text) => Number(text.trim().replace(",", ".")) || 0;
const TIMES = { k: 1e3, n: 1e3, t: 1e6 };

// A sum as people write it: "50000", "50.000", "50k", "1,5 tr". NaN for what is no sum.
export function dong(text) {
  const found = /^(\d{1,3}(?:[., ]?\d{3})*|\d+)(?:[.,](\d))?\s*(k|n|t)?[a-zđìàệ ]*$/i.exec(text.trim().toLowerCase());
  if (!found) return NaN;
  return (Number(found[1].replace(/\D/g, "")) + (found[2] ? Number(found[2]) / 10 : 0)) * (TIMES[found[3]] ?? 1);
}

function sums(box) {
  const told = { cost: 0, unknown: 0, grams: 0, lines: 0 };
  const add = (cost, grams) => {
    told.lines += 1;
    told.grams += grams;
    if (Number.isNaN(cost)) told.unknown += 1;
    else told.cost += cost;
  };
  box.querySelectorAll("[name^=order-combo-]").forEach((field) => {
    const many = number(field.value), card = field.closest("[data-price]").dataset;
    if (many > 0) add(many * Number(card.price), many * Number(card.g));
  });
  box.querySelectorAll(".order-row").forEach((row) => {
    const thing = row.querySelector("[name^=order-thing-]"), words = row.querySelector("[name^=order-words-]");
    if (!(thing ?? words).value.trim()) return;
    const chosen = thing?.selectedOptions[0].dataset;
    const typed = row.querySelector("[name^=order-qty-]").value, top = dong(row.querySelector("[name^=order-top-]").value);
    const many = number(typed) || Number(chosen?.usual ?? 1);
    // Packs ("2 bao") are counted by the server; here they would be taken for the usual number.
    const usual = typed.trim() && !number(typed) ? NaN : many * Number(chosen?.price ?? NaN);
    add(Number.isNaN(usual) || top < usual ? top : usual, many * Number(chosen?.g ?? row.dataset.g));
  });
  return told;
}

function say(box) {
  const said = box.querySelector(".order-sums");
  if (!said) return;
  const told = sums(box), lang = document.documentElement.lang || undefined, words = box.dataset;
  const money = (n) => `${n.toLocaleString(lang)} đ`;
  const [rest, over, lines] = ["rest", "over", "lines"].map((name) => said.querySelector(`[data-${name}]`));
  said.querySelector("[data-sum]").textContent = money(told.cost);
  rest.textContent = told.unknown ? words.unknown.replace("{n}", told.unknown) : "";
  said.querySelector("[data-weight]").textContent = `${(Math.round(told.grams / 100) / 10).toLocaleString(lang)} kg`;
  lines.textContent = words.linesTold.replace("{n}", told.lines).replace("{most}", lines.dataset.limit);
  const beyond = told.cost - dong(box.querySelector("[name=order-budget]").value);
  over.hidden = !(beyond > 0);
  over.textContent = beyond > 0 ? words.over.replace("{over}", money(beyond)) : "";
}

export function watch(within) {
  within.querySelectorAll(".order").forEach((box) => {
    if (!box.dataset.watched) ["input", "change"].forEach((news) => box.addEventListener(news, () => say(box)));
    box.dataset.watched = "1";
    say(box);
  });
}

watch(document);
