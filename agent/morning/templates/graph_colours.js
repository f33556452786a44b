/* Colours of the theme, as the style sheet names them, and small helpers of the picture. */

const GROUPS = 12; // colours that can still be told apart
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

function themeNow() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const groups = [];
  for (let i = 0; i < GROUPS; i++) groups.push(colour(`group-${i}`));
  return {
    groups,
    ground: colour("ground"),
    other: colour("other"),
    faint: colour("faint"),
    text: colour("text"),
    conflict: colour("conflict"),
    edge: colour("edge"),
    font: colour("font"),
  };
}

/* #rrggbb over a ground, as if it had an opacity. Opaque colours stay the same where links cross. */
function glass(hex, ground, opacity) {
  const [over, under] = [hex, ground].map((colour) => parseInt(colour.slice(1), 16));
  const mixed = [16, 8, 0].map((at) => ((over >> at) & 255) * opacity + ((under >> at) & 255) * (1 - opacity));
  return `#${mixed.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function shortened(text, most = 34) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("").trimEnd()}…` : text;
}
