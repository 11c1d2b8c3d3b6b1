// Says what so many people usually need for so many days, and fills it in on the button; what was typed stays. Without
// it the server does the same when the form is sent by that button.
const box = document.getElementById("suggested");
offer(box.dataset.lines.split(",").map((line) => line.split(" ")), box.closest("form").elements);

function offer(lines, fields) {
  const { for_people: people, for_days: days, suggested: mark, people: home } = fields;
  const at = (item) => fields[`qty-${item}`];

  // Whole units by item, rounded up as the server rounds.
  function units(persons, span) {
    return lines.filter(([item]) => at(item)).map(([item, day, step, home]) => {
      const [many, of = 1] = day.split("/");
      return [item, Math.ceil((many * span * (home ? 1 : persons)) / (of * step)) * step];
    });
  }

  function say() {
    const said = units(people.value, days.value).map(([item, number], n) => {
      const name = at(item).labels[0].textContent.trim(), unit = at(item).closest(".row").querySelector(".unit");
      const words = (unit.querySelector("option") ?? unit).textContent.trim();
      return `${n ? name[0].toLowerCase() + name.slice(1) : name} ${number}\u00a0${(number === 1 && unit.dataset.one) || words}`;
    });
    document.getElementById("suggested-things").textContent = said.join(", ");
  }

  function fill() {
    const before = Object.fromEntries(mark.value ? units(...mark.value.split("-")) : []);
    for (const [item, number] of units(people.value, days.value)) {
      const field = at(item), pack = fields[`pack-${item}`];
      if (/[^0\s]/.test(field.value) && (field.value !== String(before[item]) || pack?.value)) continue;
      field.value = number;
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
  fields.suggest.addEventListener("click", (event) => {
    event.preventDefault();
    fill();
  });
  say(); // a draft may have chosen others
}
