// Streets below the signs, where the site has them.

// Adds their layer to a map that has nothing on it yet; `words` is the data of its page.
export function streets(_map, _words) {}
