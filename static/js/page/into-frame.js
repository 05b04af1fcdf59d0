/* button[data-into-frame] sends its form into a frame of the page: with a script nobody has to press it. */

for (const button of document.querySelectorAll("button[data-into-frame]")) {
  button.click();
  button.hidden = true;
}
