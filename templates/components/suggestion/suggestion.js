// Says what so many people usually need for so many days, and fills it in on the button; what was typed stays, and what
// stands for something else is taken off that. Without it the server does the same when the form is sent by the button.
const box = document.getElementById("suggested");
const rows = (text) => (text ? text.split(",").map((line) => line.split(" ")) : []);
offer(rows(box.dataset.lines), rows(box.dataset.instead), box.closest("form").elements);

function offer(lines, instead, fields) {
  const { for_people: people, for_days: days, suggested: mark, people: home } = fields;
  const at = (item) => fields[`qty-${item}`];

  // Whole units by item, rounded up as the server rounds.
  function units(persons, span, chosen = true) {
    return lines.filter(([item]) => at(item)).map(([item, day, step, home]) => {
      const [many, of = 1] = day.split("/"), less = chosen ? covered(item) : 0;
      return [item, Math.max(0, Math.ceil((many * span * (home ? 1 : persons)) / (of * step) - less / step - (less && 1e-9))) * step];
    });
  }

  const inPacks = () => instead.some(([item]) => /[^0\s]/.test(at(item)?.value ?? "") && fields[`pack-${item}`]?.value);

  // How much of an item is there already in what was chosen in its place.
  function covered(item) {
    const found = instead.filter(([other, of]) => of === item && /^\s*\d+\s*$/.test(at(other)?.value ?? ""));
    return found.reduce((sum, [other, , ratio]) => {
      const [many, of = 1] = ratio.split("/");
      return sum + (at(other).value * of) / many;
    }, 0);
  }

  function say() {
    const said = units(people.value, days.value).filter(([, number]) => number).map(([item, number], n) => {
      const name = at(item).labels[0].textContent.trim(), unit = at(item).closest(".row").querySelector(".unit");
      const words = (unit.querySelector("option") ?? unit).textContent.trim();
      return `${n ? name[0].toLowerCase() + name.slice(1) : name} ${number}\u00a0${(number === 1 && unit.dataset.one) || words}`;
    });
    document.getElementById("suggested-things").textContent = said.join(", ");
  }

  function fill() {
    const before = [true, false].map((chosen) => Object.fromEntries(mark.value ? units(...mark.value.split("-"), chosen) : []));
    for (const [item, number] of units(people.value, days.value)) {
      const field = at(item), pack = fields[`pack-${item}`], ours = before.some((one) => field.value === String(one[item]));
      if (/[^0\s]/.test(field.value) && (!ours || pack?.value)) continue;
      field.value = number || "";
      if (pack) pack.value = "";
      field.closest("details").open = true;
    }
    if (!home.value.trim() || home.value === mark.value.split("-")[0]) home.value = people.value;
    mark.value = `${people.value}-${days.value}`;
    const told = box.querySelector("[data-done]");
    told.textContent = told.dataset.done;
    box.dispatchEvent(new Event("input", { bubbles: true })); // for what counts and what keeps
  }

  [people, days].forEach((choice) => choice.addEventListener("change", say));
  home.addEventListener("input", () => {
    if (!people.querySelector(`[value="${Number(home.value)}"]`)) return;
    people.value = Number(home.value);
    say();
  });
  instead.forEach(([item]) => at(item)?.addEventListener("input", say));
  fields.suggest.addEventListener("click", (event) => {
    if (inPacks()) return; // the server knows how much is in a pack
    event.preventDefault();
    fill();
  });
  say(); // a draft may have chosen others
}
