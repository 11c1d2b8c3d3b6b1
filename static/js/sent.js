// The page after a form was sent: the drafts in this tab that were sent have arrived, and are drafts no more.
const drafts = () => Object.keys(sessionStorage).filter((name) => name.startsWith("draft-"));

try {
  drafts().filter((name) => JSON.parse(sessionStorage.getItem(name))?.sent).forEach((name) => sessionStorage.removeItem(name));
} catch {
  // no storage in this browser, so no drafts
}
