-- What tilemaker takes from OpenStreetMap for the maps of this site, in the names of Protomaps' basemap 4: the layers and
-- kinds that templates/components/map/streets_style.js draws, and nothing else. Land and sea, provinces and wards are the site's own.

node_keys = { "place", "amenity", "addr:housenumber" }

function set(text)
  local found = {}
  for word in text:gmatch("%S+") do found[word] = true end
  return found
end

local HELP = set("hospital clinic doctors pharmacy fire_station")
local KNOWN = set("police school university townhall marketplace shelter community_centre place_of_worship")
local GREEN = set("park forest wood grass grassland nature_reserve cemetery garden golf_course")
local MAJOR = set("trunk primary secondary tertiary")
local PATH = set("path footway cycleway steps track bridleway pedestrian corridor")
local NO_ROAD = set("proposed construction platform rest_area services bus_stop elevator")
local QUARTER = set("suburb quarter neighbourhood")
local LOCALITY = set("city town village hamlet isolated_dwelling")
local FLOWING = set("river canal stream drain ditch")

function init_function() end
function exit_function() end

function names(object)
  for _, key in ipairs({ "name", "name:vi" }) do
    if object:Find(key) ~= "" then object:Attribute(key, object:Find(key)) end
  end
end

-- A kind of thing in a layer that was begun, seen from a zoom on.
function told(object, kind, detail, zoom)
  object:Attribute("kind", kind)
  if detail ~= "" then object:Attribute("kind_detail", detail) end
  object:MinZoom(zoom)
end

function node_function(node)
  local place, amenity, number = node:Find("place"), node:Find("amenity"), node:Find("addr:housenumber")
  if QUARTER[place] or LOCALITY[place] then
    node:Layer("places", false)
    told(node, QUARTER[place] and "neighbourhood" or "locality", place, 12)
    names(node)
  end
  if HELP[amenity] or KNOWN[amenity] then
    node:Layer("pois", false)
    told(node, amenity, "", 13)
    names(node)
  end
  if number ~= "" then
    node:Layer("buildings", false)
    told(node, "address", "", 14)
    node:Attribute("addr_housenumber", number)
  end
end

function way_function(way)
  road(way)
  water(way)
  ground(way)
  building(way)
end

function road(way)
  local highway = way:Find("highway")
  local base = highway:gsub("_link$", "")
  if way:Find("railway") == "rail" then
    way:Layer("roads", false)
    told(way, "rail", "", 12)
  elseif highway ~= "" and not NO_ROAD[highway] and way:Find("area") ~= "yes" then
    way:Layer("roads", false)
    if base == "motorway" then told(way, "highway", highway, 8)
    elseif MAJOR[base] then told(way, "major_road", highway, base == "tertiary" and 11 or 9)
    elseif PATH[base] then told(way, "path", highway, 14)
    else told(way, "minor_road", highway, 12) end
    names(way)
  end
end

function water(way)
  local natural, waterway = way:Find("natural"), way:Find("waterway")
  if natural == "water" or waterway == "riverbank" then
    way:Layer("water", true)
    told(way, "water", way:Find("water"), 9)
    if way:Find("name") ~= "" then
      way:LayerAsCentroid("water")
      told(way, "water", way:Find("water"), 13)
      names(way)
    end
  elseif FLOWING[waterway] then
    way:Layer("water", false)
    told(way, waterway, "", (waterway == "river" or waterway == "canal") and 9 or 13)
    names(way)
  end
end

function ground(way)
  local amenity = way:Find("amenity")
  for _, key in ipairs({ "leisure", "landuse", "natural" }) do
    local kind = way:Find(key)
    if GREEN[kind] then
      way:Layer("landuse", true)
      told(way, kind, "", 10)
      break
    end
  end
  if HELP[amenity] or KNOWN[amenity] then
    if amenity == "hospital" then
      way:Layer("landuse", true)
      told(way, amenity, "", 11)
    end
    way:LayerAsCentroid("pois")
    told(way, amenity, "", 13)
    names(way)
  end
end

function building(way)
  local kind, number = way:Find("building"), way:Find("addr:housenumber")
  if kind == "" or kind == "no" then return end
  way:Layer("buildings", true)
  told(way, "building", "", 14)
  if number ~= "" then
    way:LayerAsCentroid("buildings")
    told(way, "address", "", 14)
    way:Attribute("addr_housenumber", number)
  end
end
