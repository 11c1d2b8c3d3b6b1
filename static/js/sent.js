// The page after a form was sent: its draft in this tab has done its work.
import { forgetSent } from "./draft.js";

forgetSent("ask");
