// How streets look: fills and lines from below to above, then names, the most needed first. Colours are those of the site,
// by name; every name stands in --ink, --quiet, --link or --grave with an edge of --card, as a test of contrast holds.
const TYPE = 'system-ui, -apple-system, Roboto, "Noto Sans", "Segoe UI", sans-serif';
const NAMES = { labelProps: ["name:vi", "name"] };
const of = (...kinds) => (_zoom, feature) => kinds.includes(feature.props.kind);
const GREEN = of("park", "forest", "wood", "grass", "grassland", "nature_reserve", "cemetery", "garden", "golf_course");
const MAIN = of("highway", "major_road");
const SMALL = (zoom, feature) => of("minor_road", "medium_road")(zoom, feature) || (zoom > 14 && of("other", "path")(zoom, feature));
// Provinces and wards are named by this site, as they are since 2025 and with its own islands; the file adds hamlets.
const HAMLET = (_zoom, { props }) => props.kind === "neighbourhood" || ["village", "hamlet", "isolated_dwelling"].includes(props.kind_detail);
const HELP = of("hospital", "clinic", "doctors", "pharmacy", "fire_station");
const KNOWN = of("police", "school", "university", "townhall", "marketplace", "shelter", "community_centre", "place_of_worship");
const wide = (from, to) => (zoom) => from * (to / from) ** Math.min(1, Math.max(0, (zoom - 12) / 6)); // at 12, at 18

export function paintRules(lib, colour) {
  const area = (dataLayer, fill, more = {}) => ({ dataLayer, symbolizer: new lib.PolygonSymbolizer({ fill: colour(fill) }), ...more });
  const line = (tint, from, to, filter, more = {}) => ({
    dataLayer: "roads", filter, symbolizer: new lib.LineSymbolizer({ color: colour(tint), width: wide(from, to), lineCap: "round", lineJoin: "round" }), ...more,
  });
  return [
    area("earth", "land"),
    area("landuse", "done-soft", { filter: GREEN }),
    area("landuse", "grave-soft", { filter: of("hospital") }),
    area("water", "water", { filter: (_zoom, feature) => feature.geomType === 3 }),
    { dataLayer: "water", filter: (_zoom, feature) => feature.geomType === 2, symbolizer: new lib.LineSymbolizer({ color: colour("water"), width: wide(1, 6) }) },
    area("buildings", "line", { minzoom: 15, filter: (_zoom, feature) => feature.geomType === 3 }),
    line("edge", 0.7, 0.7, SMALL, { minzoom: 13, maxzoom: 14 }), // a single line: two would be a grid of wires
    line("edge", 0.8, 14, SMALL, { minzoom: 15 }),
    line("edge", 2.6, 22, MAIN),
    line("card", 0.4, 12, SMALL, { minzoom: 15 }),
    line("ready-soft", 1.6, 19, MAIN),
    line("edge", 0.8, 2, of("rail"), { minzoom: 13 }),
  ];
}

export function labelRules(lib, colour) {
  const look = (tint, size, weight = 400) => ({ ...NAMES, fill: colour(tint), stroke: colour("card"), width: 2.5, font: `${weight} ${size}px ${TYPE}` });
  const text = (options) => new lib.Padding(4, new lib.CenteredTextSymbolizer({ lineHeight: 1.1, maxLineChars: 22, ...options }));
  const spot = (dataLayer, tint, size, weight, more, prop) => ({ dataLayer, symbolizer: text({ ...look(tint, size, weight), ...prop }), ...more });
  const along = (tint, size, weight, more) => ({ dataLayer: "roads", symbolizer: new lib.LineLabelSymbolizer(look(tint, size, weight)), ...more });
  return [
    spot("pois", "grave", 12, 700, { filter: HELP, minzoom: 15 }),
    along("ink", 13, 600, { filter: MAIN, minzoom: 13 }),
    along("ink", 12, 400, { filter: SMALL, minzoom: 15 }),
    spot("places", "quiet", 12, 600, { filter: HAMLET, minzoom: 15 }),
    spot("pois", "quiet", 12, 600, { filter: KNOWN, minzoom: 16 }),
    spot("buildings", "quiet", 11, 400, { filter: of("address"), minzoom: 18 }, { labelProps: ["addr_housenumber"] }),
    spot("water", "link", 12, 600, { filter: (_zoom, feature) => feature.geomType === 1 }),
  ];
}
