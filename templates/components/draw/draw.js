// An outline drawn on the map: each tap is a corner, the first one again closes it. What is drawn stands as text in its
// field, which can be written by hand as well; the server says which wards it means, or what is wrong with it.

const box = document.getElementById("draw");
const form = box.closest("form");
const words = box.dataset;
const field = form.elements.outline;
const frame = box.querySelector(".map");
const says = document.getElementById("draw-says");
const list = form.querySelector("[data-offered=area]");
const MOST = 100;

let map, line;
let corners = [];
let signs = [];

box.querySelector("[data-map]").hidden = false;
box.querySelector(".drawing")?.setAttribute("hidden", "");

function points() {
  const numbers = (field.value.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
  const found = [];
  for (let at = 0; at + 1 < numbers.length; at += 2) found.push([numbers[at], numbers[at + 1]]);
  return found.filter(([lat, lon]) => Math.abs(lat) <= 180 && Math.abs(lon) <= 180).slice(0, MOST + 1);
}

const same = (a, b) => a[0] === b[0] && a[1] === b[1];
const isClosed = () => corners.length > 3 && same(corners[0], corners.at(-1));

function write() {
  field.value = corners.map((point) => point.map((number) => number.toFixed(5)).join(",")).join(" ");
  field.dispatchEvent(new Event("input", { bubbles: true })); // the draft keeps it
}

function draw(wrong = false) {
  if (!map) return;
  line?.remove();
  signs.forEach((sign) => sign.remove());
  const closed = isClosed();
  const look = `drawn${closed ? "" : " open"}${wrong ? " wrong" : ""}`;
  line = (closed ? L.polygon : L.polyline)(corners, { className: look, interactive: false }).addTo(map);
  signs = (closed ? [] : corners).map((point, at) => {
    const sign = L.circleMarker(point, { radius: at ? 5 : 10, className: at ? "corner" : "corner first", interactive: !at });
    if (!at) sign.on("click", (event) => (L.DomEvent.stop(event), close()));
    return sign.addTo(map);
  });
  box.querySelector("[data-do=close]").disabled = closed || corners.length < 3;
  box.querySelector("[data-do=back]").disabled = corners.length === 0;
}

function add({ latlng }) {
  if (isClosed() || corners.length >= MOST) return;
  corners.push([Number(latlng.lat.toFixed(5)), Number(latlng.lng.toFixed(5))]);
  says.textContent = words.open;
  write();
  draw();
}

function close() {
  if (isClosed() || corners.length < 3) return;
  corners.push(corners[0]);
  write();
  draw();
  look();
}

function tick(areas) {
  const wanted = new Map(areas.map((one) => [one.code, one.name]));
  for (const one of list.querySelectorAll("input")) {
    one.checked = wanted.has(one.value);
    wanted.delete(one.value);
  }
  for (const [value, name] of wanted) {
    const label = document.createElement("label");
    label.className = "option";
    const said = document.createElement("span");
    said.textContent = name;
    label.append(Object.assign(document.createElement("input"), { type: "checkbox", name: "area", value, checked: true }), " ", said);
    list.append(label);
  }
}

let last;
async function look() {
  const sent = new FormData(form);
  const asked = (last = new FormData());
  for (const name of ["csrf_token", "outline", "circle_ward", "circle_km", "shown", "area"]) {
    for (const value of sent.getAll(name)) asked.append(name, value);
  }
  try {
    const answer = await fetch(words.drawn, { method: "POST", body: asked, headers: { Accept: "application/json" } });
    const found = await answer.json();
    if (asked !== last) return;
    draw(found.at === "outline");
    says.classList.toggle("error", !answer.ok);
    if (!answer.ok) return (says.textContent = found.error);
    form.elements.shown.value = found.shown;
    tick(found.areas);
    says.textContent = words.listed.replace("{count}", found.areas.length);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    says.classList.add("error");
    says.textContent = words.failed;
  }
}

form.querySelector("[name=list]").addEventListener("click", (event) => {
  event.preventDefault();
  look();
});

field.addEventListener("change", () => {
  corners = points();
  draw();
  if (field.value.trim()) look();
});

const doing = {
  close,
  back() {
    corners.pop();
    write();
    draw();
  },
  anew() {
    corners = [];
    write();
    draw();
    says.textContent = words.open;
  },
  async map(button) {
    button.disabled = true;
    try {
      const { mapIn } = await import(words.mapping); // only for who asks for it
      map = await mapIn(frame, words);
    } catch {
      button.disabled = false;
      says.textContent = words.failed;
      return;
    }
    button.parentElement.hidden = true;
    frame.nextElementSibling.hidden = false;
    corners = points();
    map.doubleClickZoom.disable(); // two corners in short order are two corners
    map.on("click", add);
    draw(field.getAttribute("aria-invalid") === "true");
    if (corners.length > 1) map.fitBounds(line.getBounds(), { padding: [30, 30], animate: false });
    says.textContent = words.open;
  },
};
for (const button of box.querySelectorAll("[data-do]")) button.addEventListener("click", () => doing[button.dataset.do](button));
