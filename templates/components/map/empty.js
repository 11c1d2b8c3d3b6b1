// What a map says where it shows nothing that is looked for, and the way from there to the nearest. L is Leaflet.
import { country } from "./base.js";

// `within` asks for the signs of a view, `go` shows one. The answer takes what is in view, shows or takes away what stands on
// the map, and gives the words for whoever hears the page.
export function emptied(map, words, within, go) {
  const box = document.getElementById("map-none");
  const [said] = box.children;
  const button = box.querySelector("button");
  const here = said.textContent;
  const counts = (sign) => (words.colours ? sign.done + sign.taken : sign.need) > 0;
  map.getContainer().append(box);
  L.DomEvent.disableClickPropagation(box);

  // Three times as far each time, until there is one, or the whole country has none.
  async function nearest() {
    const middle = map.getCenter();
    const all = L.latLngBounds(country());
    for (let view = map.getBounds(); ; view = view.pad(1)) {
      const found = (await within(view)).filter(counts);
      const far = (sign) => middle.distanceTo([sign.lat, sign.lon]);
      if (found.length) return found.reduce((a, b) => (far(b) < far(a) ? b : a));
      if (view.contains(all)) return null;
    }
  }

  button.addEventListener("click", async () => {
    const sign = await nearest().catch(() => undefined);
    if (sign === undefined) return; // no connection: the line below the map says so at the next move
    if (sign === null) {
      said.textContent = words.nowhere ?? box.dataset.nowhere;
      button.hidden = true;
      return;
    }
    const [south, west, north, east] = sign.bounds;
    go(L.latLngBounds([south, west], [north, east]).extend(map.getCenter()));
  });

  return (sums) => {
    const none = !counts(sums);
    if (box.hidden && none) {
      said.textContent = here;
      button.hidden = false;
    }
    box.hidden = !none;
    return none ? said.textContent : "";
  };
}
