/* <local-time data-text="{time} where you are"><time datetime="2025-10-08T23:59-04:00">…</time></local-time>
   Adds the viewer's own time in brackets where their clock differs from the course's at that instant.
   It is set once, and never ticks. */

import { fill, pageLanguage } from "../strings.js";

class LocalTime extends HTMLElement {
  connectedCallback() {
    const written = this.querySelector("time")?.dateTime ?? "";
    const offset = written.match(/([+-])(\d\d):?(\d\d)$/);
    const at = new Date(written);
    if (!offset || Number.isNaN(at.getTime()) || this.querySelector("[data-own-time]")) return;
    const minutes = Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3]));
    if (minutes === -at.getTimezoneOffset()) return;
    const time = at.toLocaleString(pageLanguage(), {
      weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit",
    });
    const own = document.createElement("span");
    own.dataset.ownTime = "";
    own.textContent = ` (${fill(this.dataset.text, { time })})`;
    this.append(own);
  }
}

customElements.define("local-time", LocalTime);
