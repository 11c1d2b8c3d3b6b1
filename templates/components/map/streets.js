// Streets below the signs, where the site has them.

const NEAR = 12; // farther out a map of wards says more, and a screen of streets weighs as much as ten of them

// Adds their layer to a map; `words` is the data of its page. What draws them comes along only where there are some.
export function streets(map, words) {
  if (!words.streets) return;
  const told = JSON.parse(words.streets);
  const pane = map.createPane("streets");
  pane.setAttribute("aria-hidden", "true"); // pictures say nothing; the list beside the map does
  pane.style.zIndex = 250; // above the land, below borders and signs
  whenNear(map, () => {
    if (told.library && !navigator.connection?.saveData) preload(told.library);
    import(told.script).then(({ draw }) => draw(map, { ...told, near: NEAR })).catch(() => {}); // without: as it was
  });
}

function whenNear(map, then) {
  const look = () => {
    if (map.getZoom() < NEAR - 0.5) return;
    map.off("zoomend", look);
    then();
  };
  map.whenReady(() => {
    map.on("zoomend", look);
    look();
  });
}

// On its way while what asks for it still is.
function preload(script) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "script", href: script }));
}
