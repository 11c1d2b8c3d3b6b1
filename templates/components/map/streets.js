// Streets below the signs, where the site has them.

// Adds their layer to a map; `words` is the data of its page. What draws them comes along only where there are some.
export function streets(map, words) {
  if (!words.streets) return;
  const told = JSON.parse(words.streets);
  const pane = map.createPane("streets");
  pane.setAttribute("aria-hidden", "true"); // pictures say nothing; the list beside the map does
  pane.style.zIndex = 250; // above the land, below borders and signs
  import(told.script).then(({ draw }) => draw(map, told)).catch(() => {}); // without them the map is what it was
}
