// Streets below the signs of a map: tiles of the site's own file, or of the one server that a setting names. Their library
// comes along when a map is near enough to show them. Leaflet is the global L, the library protomapsL.
import { labelRules, paintRules } from "./streets_style.js";

const HOUSES = 17; // houses are three quarters of the bytes of a town
const SHARP = 2; // pixels of a canvas for one of the page, at most: beyond it costs memory and shows nothing

// `told` is what the page says of the streets, and from which zoom on. Somebody whose browser saves data presses a button.
export function draw(map, told) {
  return navigator.connection?.saveData ? asked(map, told) : drawn(map, told);
}

function asked(map, told) {
  const button = document.createElement("button");
  Object.assign(button, { className: "btn mini", type: "button", textContent: told.show, title: told.why });
  const control = corner(map, button, "bottomleft");
  button.addEventListener("click", async () => {
    button.disabled = true;
    await drawn(map, told);
    control.remove();
    map.getContainer().focus();
  });
}

async function drawn(map, told) {
  const layers = told.library ? await vectors(told) : pictures(told);
  layers.forEach((layer) => layer.addTo(map));
  map.streetsIn = told.bounds; // where the names of wards give way to theirs
  map.fire("signs");
  credit(map, told);
}

function pictures(told) {
  return [L.tileLayer(told.tiles, { ...common(told), maxZoom: 22, referrerPolicy: "no-referrer" })];
}

async function vectors(told) {
  if (!window.protomapsL) await added("script", { src: told.library });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const far = vectorLayer(told, "", told.houses ? { maxZoom: HOUSES - 1 } : {});
  const layers = told.houses ? [far, vectorLayer(told, told.houses, { minZoom: HOUSES })] : [far];
  dark.addEventListener("change", () => layers.forEach(restyle));
  return layers;
}

function vectorLayer(told, query, zooms) {
  return protomapsL.leafletLayer({
    ...common(told), maxZoom: 22, ...zooms, url: source(told.tiles + query), maxDataZoom: told.zoom, lang: "vi",
    attribution: "", devicePixelRatio: Math.min(SHARP, window.devicePixelRatio), ...style(),
  });
}

const common = (told) => ({ pane: "streets", minZoom: told.near, bounds: told.bounds });
const style = () => ({ paintRules: paintRules(protomapsL, colour), labelRules: labelRules(protomapsL, colour) });
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function restyle(layer) {
  Object.assign(layer, style());
  layer.clearLayout();
  if (layer._map) layer.rerenderTiles();
}

// In the library's own place for a file: an answer that is no tile is none, and no cookie goes along.
function source(address) {
  return {
    async getZxy(z, x, y, signal) {
      const path = address.replace("{z}", z).replace("{x}", x).replace("{y}", y);
      const answer = await fetch(path, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
      return answer.status === 200 ? { data: await answer.arrayBuffer() } : undefined;
    },
  };
}

// Whose map it is, in its corner, as its licence asks; a link, not a text of HTML as Leaflet's own.
function credit(map, told) {
  const link = document.createElement("a");
  Object.assign(link, { className: "streets-credit", href: told.licence, textContent: told.credit, rel: "noreferrer" });
  const control = corner(map, link, "bottomright");
  const show = () => (control.getContainer().hidden = map.getZoom() < told.near - 0.5);
  map.on("zoomend", show);
  show();
}

function corner(map, node, position) {
  const Corner = L.Control.extend({
    onAdd() {
      const inside = document.createElement("div");
      inside.append(node);
      L.DomEvent.disableClickPropagation(inside);
      return inside;
    },
  });
  return new Corner({ position }).addTo(map);
}

function added(tag, more) {
  const part = Object.assign(document.createElement(tag), more);
  return new Promise((done, failed) => {
    Object.assign(part, { onload: done, onerror: failed });
    document.head.append(part);
  });
}
