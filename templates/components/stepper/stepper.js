// A number with a button for one less and one more; without it the number is typed. A box of numbers that is folded
// away says how many of them are set.
function furnish(box) {
  if (box.querySelector("button")) return;
  const words = box.closest("[data-less]").dataset;
  const field = box.querySelector("input");
  const name = field.labels[0].firstChild.textContent.trim();
  field.before(button("−", words.less, -1));
  field.after(button("+", words.more, 1));

  function button(sign, text, by) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: sign, ariaLabel: `${text}: ${name}` });
    made.addEventListener("click", () => {
      field.value = next(field, by);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return made;
  }
}

// The first press gives the usual number. What is no number alone ("2 lớn 3 nhỏ") is left as it was written.
function next(field, by) {
  const typed = field.value.trim();
  if (typed && !/^\d{1,3}$/.test(typed)) return typed;
  const now = Number(typed);
  const usual = field.closest(".row")?.querySelector("select")?.value ? 1 : Number(field.dataset.usual ?? 1); // it is told in units
  return now + by > 0 ? Math.min(999, now || by < 0 ? now + by : usual) : "";
}

const isSet = (field) => !/^0*$/.test(field.value.trim());

// Shows what the numbers are now; to be called when another script has filled them in, or has brought more of them.
export function recount() {
  document.querySelectorAll(".stepper").forEach((box) => {
    furnish(box);
    box.firstElementChild.disabled = !isSet(box.querySelector("input"));
  });
  document.querySelectorAll("[data-count]").forEach((told) => {
    const many = [...told.closest("details").querySelectorAll(".stepper input")].filter(isSet).length;
    told.textContent = told.dataset.count.replace("{n}", many);
    told.parentElement.hidden = many === 0;
  });
}

document.addEventListener("input", recount);
recount();
