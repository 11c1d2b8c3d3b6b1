// The page after a form was sent: the drafts in this tab that were sent have done their work.
import { forgetSent } from "./draft.js";

forgetSent();
