// Where somebody is: by her phone's position, by a tap on the map, or by the name of the ward as she types.
// Whatever the way, the wards it may mean are offered as choices; none is taken for her.

const box = document.getElementById("place");
const form = box.closest("form");
const says = document.getElementById("place-says");
const list = document.getElementById("wards");
const text = document.getElementById("place_text");
const words = box.dataset;

box.querySelector("[data-do]").parentElement.hidden = false;
form.querySelector("[name=find]").hidden = true;

// The wards around the position, and those that the typed words may mean. What was chosen stays on the list.
let near = shown();
let typed = [];

function shown() {
  return [...list.querySelectorAll(".option")].map((label) => {
    const { value, dataset } = label.querySelector("input");
    return { code: value, name: label.textContent.trim(), at: dataset.at?.split(",").map(Number) };
  });
}

function offer(proposed) {
  const chosen = list.querySelector("input:checked")?.value ?? proposed;
  const kept = shown().filter((ward) => ward.code === chosen);
  const wards = [...new Map([...kept, ...near, ...typed].map((ward) => [ward.code, ward])).values()];
  list.hidden = wards.length === 0;
  list.querySelector("[data-offered]").replaceChildren(
    ...wards.map((ward) => {
      const label = document.createElement("label");
      label.className = "option";
      const radio = document.createElement("input");
      Object.assign(radio, { type: "radio", name: "ward", value: ward.code, checked: ward.code === chosen });
      if (ward.at) radio.dataset.at = ward.at;
      const name = document.createElement("span");
      name.textContent = ward.name;
      label.append(radio, " ", name);
      return label;
    }),
  );
}

function named(wards) {
  return wards.map((ward) => ({ ...ward, name: ward.note ? `${ward.label} (${words.before.replace("{name}", ward.note)})` : ward.label }));
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  return found;
}

// `name`: the ward that the map sees there, which is said at once.
async function at(lat, lon, accuracy, by, name = "") {
  Object.entries({ lat, lon, accuracy: accuracy ?? "", place_by: by }).forEach(([name, value]) => (form.elements[name].value = value));
  says.textContent = name ? words.pointed.replace("{name}", name) : words.finding;
  try {
    // About a hundred metres are enough to name the wards; the exact position goes with the form only.
    near = named(await fetched(`${words.near}?lat=${Number(lat).toFixed(3)}&lon=${Number(lon).toFixed(3)}`));
    for (const radio of list.querySelectorAll("input:checked")) radio.checked = false; // it was chosen for another place
    offer();
    if (!name) says.textContent = words.found;
  } catch (error) {
    forget(error instanceof TypeError ? words.failed : error.message);
  }
}

function forget(why) {
  for (const name of ["lat", "lon", "accuracy", "place_by"]) form.elements[name].value = "";
  says.textContent = why;
}

// A tap beyond the border names no ward of this side.
function away() {
  near = [];
  offer();
  forget(words.abroad);
}

box.querySelector("[data-do=locate]").addEventListener("click", () => {
  says.textContent = words.finding;
  if (!navigator.geolocation) return (says.textContent = words.denied);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => at(coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.round(coords.accuracy), "position"),
    () => (says.textContent = words.denied),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
});

let timer, last;
text.addEventListener("input", () => {
  clearTimeout(timer);
  last = undefined;
  typed = []; // they answer words that are no longer there
  offer();
  timer = setTimeout(look, 250);
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  clearTimeout(timer);
  look();
});

// Typed words never undo a position or a choice: "hẻm 42" says more about the place, and not another place.
async function look() {
  const asked = (last = text.value.trim());
  if (asked.length < 2) return;
  try {
    const found = await fetched(`${words.search}&q=${encodeURIComponent(asked)}`);
    if (asked !== last) return;
    typed = named(found);
    offer(near.length === 0 && found.length === 1 && found[0].sure ? found[0].code : undefined);
    if (found.length) show(typed[0]);
    says.textContent = found.length || near.length || list.querySelector("input:checked") ? "" : words.none;
  } catch {
    says.textContent = words.failed;
  }
}

// The map, once somebody has asked for it. It begins where a point or a ward is known, and follows what is chosen.
let map;
const show = (ward) => ward?.at && map?.show(ward);

list.addEventListener("change", ({ target }) => show(shown().find((ward) => ward.code === target.value)));

function known() {
  const { lat, lon } = form.elements;
  const chosen = list.querySelector("input:checked")?.value;
  const wards = shown().filter((ward) => ward.at);
  return {
    point: lat.value && lon.value ? [Number(lat.value), Number(lon.value)] : null,
    ward: wards.find((ward) => ward.code === chosen) ?? (wards.length === 1 || typed.length ? wards[0] : null),
  };
}

box.querySelector("[data-do=map]").addEventListener("click", async ({ currentTarget: button }) => {
  const frame = box.querySelector(".map");
  if (!frame.hidden) return;
  button.disabled = true;
  try {
    const { pointing } = await import(words.pointing); // only for who asks for it
    map = await pointing(frame, words, known(), (spot) => (spot ? at(spot.lat, spot.lon, null, "map", spot.name) : away()));
    says.textContent = words.point ?? "";
  } catch {
    button.disabled = false;
    says.textContent = words.failed;
  }
});
