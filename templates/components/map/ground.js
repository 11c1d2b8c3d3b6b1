// The ground of a map: the outlines of the provinces, and near enough the wards, which are estimates. L is Leaflet.
import { placeNames } from "./names.js";

const NEAR = 10; // the zoom from which wards are drawn
const CROWDED = 14.5; // from which streets have names of their own everywhere
const ROUGH_M = 3000; // so far the outlines may be wrong
const KIND = /^(?:Thành phố|Tỉnh|Phường|Xã|Đặc khu) (?!\d)/;
const LAND = { pane: "land", interactive: false, fillOpacity: 1 };
const grounds = new WeakMap();

// Draws it on a map that has nothing on it yet; `words` is the data of its page.
export function ground(map, words) {
  map.createPane("land").style.zIndex = 150; // below streets
  map.createPane("borders").style.zIndex = 350;
  const pane = map.createPane("names"); // below the signs
  pane.style.zIndex = 450;
  pane.setAttribute("aria-hidden", "true"); // the page and its signs say where they are
  const note = L.control({ position: "bottomright" });
  note.onAdd = () => Object.assign(L.DomUtil.create("p", "map-note"), { textContent: words.estimated });
  const corner = L.control({ position: "topright" });
  const ward = L.DomUtil.create("p", "map-ward");
  corner.onAdd = () => ward;
  const here = { map, note, corner, ward, names: L.layerGroup().addTo(map), all: outlines(words.outlines), marked: null };
  grounds.set(map, here);
  const draw = async () => look(here, await here.all);
  here.all.then(() => {
    map.on("moveend signs", draw);
    map.whenReady(draw);
    if (words.ward !== undefined) return wardAt(map, (words.centre ?? words.spot).split(","), words.ward).then((ward) => showWard(map, ward));
  }).catch(() => {}); // without the outlines the signs are still right
}

// The ward of a point: the one of this code near it, else the one whose centre is nearest, as the site says it; or null.
// It looks farther until no centre can be nearer than the one it has, so that few files are asked for.
export async function wardAt(map, at, code) {
  const point = L.latLng(at);
  const far = (ward) => point.distanceTo(ward.at);
  const { provinces } = await grounds.get(map).all;
  for (let km = 3; km < 100; km *= 3) {
    const reach = provinces.filter((one) => touches(one, point.toBounds(2000 * km)));
    const wards = (await Promise.all(reach.map(wardsOf))).flat();
    const best = wards.find((ward) => ward.code === code) ?? wards.reduce((best, ward) => (best && far(best) <= far(ward) ? best : ward), null);
    if (best && (best.code === code || far(best) < 1000 * km)) return best;
  }
  return null;
}

// Whether a point lies in the land of a neighbour, and not just behind the border.
export async function isAbroad(map, at) {
  const { foreign, provinces } = await grounds.get(map).all;
  const point = L.latLng(at);
  const { lat, lng } = point;
  const box = point.toBounds(2 * ROUGH_M);
  const [south, west, north, east] = [box.getSouth(), box.getWest(), box.getNorth(), box.getEast()];
  const around = [south, lat, north].flatMap((y) => [west, lng, east].map((x) => ({ lat: y, lng: x })));
  const here = (ring) => around.some((one) => holds(ring, one));
  return foreign.some((ring) => holds(ring, point)) && !provinces.some(({ rings }) => rings.some(here));
}

// Draws and names one ward, in the place of the one before; none when it is null.
export function showWard(map, ward) {
  const here = grounds.get(map);
  here.line?.remove();
  here.marked = ward;
  here.line = ward && L.polygon(ward.rings, { className: "ward-line", fill: false, interactive: false }).addTo(map);
  map.fire("signs");
}

// --- What there is ------------------------------------------------------------------------------------------

const bare = (name) => name.replace(KIND, "");

async function outlines(address) {
  const { scale, provinces, islands, abroad } = await (await fetch(address)).json();
  const here = new URL(address, location.href);
  const foreign = rings(abroad, scale, [0, 0]);
  return {
    foreign: foreign.flat(),
    abroad: L.polygon(foreign, { ...LAND, className: "abroad", stroke: false }),
    islands: islands.map(([name, x, y]) => ({ name: bare(name), at: [y / scale, x / scale], always: true })),
    provinces: provinces.map(([code, name, mark, places, ...steps]) => {
      const parts = rings(steps, scale, [0, 0]);
      const coarse = L.polygon(parts, { ...LAND, className: "outline", weight: 1 });
      const file = new URL(`wards/${code}.json?v=${mark}`, here);
      const isles = []; // of wards that no ring goes round; before them the place of its name
      for (let i = 0; i < places.length; i += 2) isles.push([places[i + 1] / scale, places[i] / scale]);
      return { name: bare(name), at: isles.shift(), isles, rings: parts.flat(), coarse, bounds: coarse.getBounds(), file };
    }),
  };
}

// The wards of a province, loaded once; none where that fails, and then tried again at the next look.
async function wardsOf(province) {
  province.loading ??= loaded(province.file);
  try {
    return (province.wards = await province.loading);
  } catch {
    province.loading = null;
    return [];
  }
}

async function loaded(file) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(answer.status);
  const { scale, wards } = await answer.json();
  return wards.map(([code, full, x, y, ...steps]) => {
    const parts = rings(steps, scale, [x, y]);
    return { code, full, name: bare(full), at: [y / scale, x / scale], rings: parts, bounds: L.latLngBounds(parts.flat(2)) };
  });
}

// Rings of corners, each alone in a part, as Leaflet wants them, from lists of steps in parts of a degree from corner to
// corner; the first is from a place, and each further ring from where the one before ended.
function rings(all, scale, [x, y]) {
  return all.map((steps) => {
    const found = [];
    for (let i = 0; i < steps.length; i += 2) found.push([(y += steps[i + 1]) / scale, (x += steps[i]) / scale]);
    return [found];
  });
}

// Whether a province reaches into a box: by a corner in it, or a corner of the box in the province.
function touches({ rings, bounds, isles }, box) {
  if (isles.some((at) => box.contains(at))) return true;
  if (!bounds.intersects(box)) return false;
  const corners = [box.getNorthWest(), box.getNorthEast(), box.getSouthWest(), box.getSouthEast()];
  return rings.some((ring) => ring.some((corner) => box.contains(corner)) || corners.some((corner) => holds(ring, corner)));
}

// Whether a ring goes round a point: an odd number of its sides lie to the east.
function holds(ring, { lat, lng }) {
  let inside = false;
  ring.forEach(([y, x], i) => {
    const [otherY, otherX] = ring.at(i - 1);
    if (y > lat !== otherY > lat && lng < x + ((lat - y) / (otherY - y)) * (otherX - x)) inside = !inside;
  });
  return inside;
}

// --- What is shown ------------------------------------------------------------------------------------------

async function look(here, { abroad, islands, provinces }) {
  const { map, note } = here;
  const turn = (here.turn = (here.turn ?? 0) + 1);
  const near = map.getZoom() >= NEAR;
  const view = map.getBounds().pad(0.1);
  const inView = provinces.filter((one) => touches(one, view));
  if (near) await Promise.all(inView.map(wardsOf));
  if (turn !== here.turn) return; // somebody went on meanwhile
  for (const one of provinces) {
    if (near && one.wards) one.fine ??= drawn(one.wards);
    const [wanted, other] = near && one.fine ? [one.fine, one.coarse] : [one.coarse, one.fine];
    other?.remove();
    if (!map.hasLayer(wanted)) wanted.addTo(map).bringToBack();
  }
  if (!map.hasLayer(abroad)) abroad.addTo(map);
  abroad.bringToBack();
  const wards = near ? inView.flatMap((one) => one.wards ?? []) : [];
  if (wards.length) note.addTo(map);
  else note.remove();
  if (await inStreets(here)) return placeNames(map, here.names, islands);
  const marked = here.marked ? [{ ...here.marked, always: true, look: "marked" }] : [];
  const rest = near ? wards.filter((ward) => ward.code !== here.marked?.code) : provinces;
  placeNames(map, here.names, [...marked, ...islands, ...rest]);
}

// Whether streets with names of their own are in the middle of the view: the ward there then stands in the corner instead.
async function inStreets({ map, corner, ward }) {
  const crowded = map.getZoom() >= CROWDED && map.streetsIn && L.latLngBounds(map.streetsIn).contains(map.getCenter());
  const found = crowded && (await wardAt(map, map.getCenter()));
  if (!found) {
    corner.remove();
    return false;
  }
  ward.textContent = found.full;
  corner.addTo(map);
  return true;
}

// The wards of a province are one path for the land and one for their borders, so that a phone draws them at once; its own
// border is a third.
function drawn(wards) {
  const sides = new Map(); // by its ends; what belongs to two wards lies inside
  for (const [ring] of wards.flatMap((ward) => ward.rings)) {
    ring.forEach((corner, i) => {
      const side = [ring.at(i - 1), corner];
      const key = side.map(String).sort().join(" ");
      sides.set(key, sides.has(key) ? null : side);
    });
  }
  const rings = wards.flatMap((ward) => ward.rings);
  const line = { pane: "borders", interactive: false, smoothFactor: 0 };
  return L.featureGroup([
    L.polyline([...sides.values()].filter(Boolean), { ...line, className: "border", weight: 1.5 }),
    L.polygon(rings, { ...line, className: "ward-borders", fill: false, weight: 1 }),
    L.polygon(rings, { ...LAND, className: "wards", stroke: false, smoothFactor: 0 }),
  ]);
}
