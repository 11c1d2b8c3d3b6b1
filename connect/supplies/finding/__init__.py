"""Finding supply points (*Đi chợ gần nhà*): the nearest that have something, as a list, on a map, for programs."""
