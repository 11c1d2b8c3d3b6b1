// Single keys press what they stand beside, unless somebody is typing. J and K wander down and up the list and X ticks;
// to open is Enter's, because whoever opens an item takes it from the others.
const links = [...document.querySelectorAll(".queue > li > a")];

function wander(step) {
  const line = document.activeElement.closest(".queue > li") ?? document.querySelector(".queue > [aria-current]");
  const here = links.findIndex((link) => link.parentElement === line);
  links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}

const moves = {
  j: () => wander(1),
  k: () => wander(-1),
  x: () => document.activeElement.closest(".queue > li")?.querySelector("[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const act = links.length && Object.hasOwn(moves, key) ? moves[key] : target && (() => target.click());
  if (!act) return;
  event.preventDefault();
  act();
  if (target?.tagName === "SUMMARY") target.parentElement.querySelector("textarea, input:not([type=hidden])")?.focus();
});
