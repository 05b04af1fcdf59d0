/* What form[data-grade] does by script. Holding comes before saving: it keeps a form back until its levels are held. */

import "./total.js";
import "./unsaved.js";
import "./hold.js";
import "./save.js";
