// The page that comes after a form was saved: what this machine kept of the form is no longer needed.

import { arrived, forget } from "./drafts.js";

const key = arrived();
if (key) forget(key);
