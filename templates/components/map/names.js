// Names on a map that keep out of one another's way and of the signs: the first of a list first. L is Leaflet.

const BESIDE = [0, -24, 24, -44, 60]; // pixels up or down: where a name may stand when its place is taken
const HIGH = 16; // pixels of a line

let pen;
// The width of a name in pixels, as it is drawn.
function width(map, name) {
  pen ??= Object.assign(document.createElement("canvas").getContext("2d"), { font: `600 13px ${getComputedStyle(map.getContainer()).fontFamily}` });
  return pen.measureText(name).width;
}

export function meets(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

// What stands on the map already, by its corner: the signs, with the words below them, and the buttons.
function standing(map) {
  const corner = map.getContainer().getBoundingClientRect();
  const box = (one, aside, below) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return { left: left - corner.left - aside, right: right - corner.left + aside, top: top - corner.top, bottom: bottom - corner.top + below };
  };
  const buttons = [...map.getContainer().querySelectorAll(".leaflet-control")].map((one) => box(one, 0, 0));
  return [...map.getPane("markerPane").children].map((sign) => box(sign, 8, 32)).concat(buttons);
}

// Puts up those of the names that have room, in the place of those before. Each is { name, at, bounds, always, look };
// one that is far wider than the area that it names has to wait until somebody comes nearer.
export function placeNames(map, layer, wanted) {
  layer.clearLayers();
  const taken = standing(map);
  const size = map.getSize();
  for (const one of wanted) {
    const { x, y } = map.latLngToContainerPoint(one.at);
    const half = width(map, one.name) / 2 + 4;
    if (!map.getBounds().contains(one.at) || (!one.always && across(map, one.bounds) < half)) continue;
    const aside = one.always ? Math.max(half - x, Math.min(0, size.x - half - x)) : 0; // whole, at the edge too
    const spots = BESIDE.map((by) => ({ by, left: x + aside - half, right: x + aside + half, top: y + by - HIGH / 2, bottom: y + by + HIGH / 2 }));
    const high = one.always ? Infinity : across(map, one.bounds, "y");
    const isFree = (spot) => Math.abs(spot.by) <= high / 3 && spot.left >= 0 && spot.right <= size.x && spot.top >= 0 && spot.bottom <= size.y && !taken.some((other) => meets(spot, other));
    const free = spots.find(isFree) ?? (one.always ? spots[0] : null);
    if (!free) continue;
    taken.push(free);
    put(layer, one, half, half - aside, free.by);
  }
}

// How many pixels an area measures from west to east, or from north to south.
function across(map, bounds, axis = "x") {
  return Math.abs(map.latLngToContainerPoint(bounds.getNorthEast())[axis] - map.latLngToContainerPoint(bounds.getSouthWest())[axis]);
}

function put(layer, one, half, left, by) {
  const inside = document.createElement("span");
  inside.textContent = one.name;
  const icon = L.divIcon({ className: `place-label ${one.look ?? ""}`, html: inside, iconSize: [2 * half, HIGH], iconAnchor: [left, HIGH / 2 - by] });
  L.marker(one.at, { icon, interactive: false, keyboard: false, pane: "names" }).addTo(layer);
}
