// Faults that a reader sees and that the DOM alone does not tell: they need layout.
// Evaluated inside a page by browser.py. Each detector returns {kind, where, detail, pixels}.

// A pixel of slack for rounding of layout; a quarter of the font size vertically, because the
// rectangle of a line of text is taller than its ink when line-height is small.
const SLACK = 1;
const VERTICAL_SLACK = 0.25;

function where(element) {
  const parts = [];
  for (let e = element; e && e.nodeType === 1 && parts.length < 5; e = e.parentElement) {
    let part = e.localName;
    if (e.id) { parts.unshift(`${part}#${e.id}`); break; }
    if (e.classList.length) part += "." + [...e.classList].join(".");
    parts.unshift(part);
  }
  return parts.join(" > ");
}

function fault(kind, element, text, pixels) {
  const detail = text.trim().replace(/\s+/g, " ").slice(0, 80);
  return { kind, where: where(element), detail, pixels: Math.round(pixels * 10) / 10 };
}

function isShown(element) {
  return element.checkVisibility({
    contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true,
  });
}

// The usual ways to keep text for screen readers only.
function isForScreenReaders(element) {
  for (let e = element; e && e !== document.body; e = e.parentElement) {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const tiny = box.width <= 2 && box.height <= 2 && style.overflowX !== "visible";
    if (tiny || /^rect\(0(px)?,? 0/.test(style.clip) || /inset\((50|100)%/.test(style.clipPath)) {
      return true;
    }
  }
  return false;
}

// How far a rectangle reaches past each edge of a box: [sideways, upwards or downwards].
function beyond(rect, box) {
  return [
    Math.max(box.left - rect.left, rect.right - box.right),
    Math.max(box.top - rect.top, rect.bottom - box.bottom),
  ];
}

function sidewaysScroll() {
  const root = document.documentElement;
  const edge = root.clientWidth;
  const found = [];
  const scrolls = (e) => {
    for (let a = e.parentElement; a && a !== document.body && a !== root; a = a.parentElement) {
      if (getComputedStyle(a).overflowX !== "visible") return true;
    }
    return false;
  };
  for (const element of document.body.querySelectorAll("*")) {
    const rect = element.getBoundingClientRect();
    if (rect.width === 0 || rect.right <= edge + SLACK || !isShown(element)) continue;
    if (element.ownerSVGElement || isForScreenReaders(element) || scrolls(element)) continue;
    found.push(fault("sideways", element, element.textContent || "", rect.right - edge));
  }
  const over = Math.max(root.scrollWidth, document.body.scrollWidth) - edge;
  if (over > SLACK && !found.length && root.scrollWidth > edge + SLACK) {
    found.push(fault("sideways", root, "", over));
  }
  return found;
}

// The first ancestor that is laid out as a box of its own.
function ownBlock(element) {
  let e = element;
  while (e.parentElement && /^(inline|contents)$/.test(getComputedStyle(e).display)) {
    e = e.parentElement;
  }
  return e;
}

function clippedAt(rects, start, slack) {
  let [sideways, upright] = [true, true];
  for (let e = start; e && e !== document.body; e = e.parentElement) {
    if (e === document.documentElement) break;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const over = rects.map((rect) => beyond(rect, box));
    const overX = Math.max(...over.map((o) => o[0]));
    const overY = Math.max(...over.map((o) => o[1]));
    const hides = (value) => value === "hidden" || value === "clip";
    if (sideways && hides(style.overflowX) && overX > SLACK) return ["cut", e, overX];
    if (upright && hides(style.overflowY) && overY > slack) return ["cut", e, overY];
    if (e === start && style.overflowX === "visible" && overX > SLACK) return ["overflow", e, overX];
    if (e === start && style.overflowY === "visible" && overY > slack) return ["overflow", e, overY];
    // What scrolls by itself can be read, whatever lies around it.
    if (style.overflowX !== "visible") sideways = false;
    if (style.overflowY !== "visible") upright = false;
    if (style.position === "fixed") break;
  }
  return null;
}

function clippedHtml() {
  const found = [];
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !parent || parent.closest("script,style,noscript,textarea,select")) continue;
    if (parent.closest("svg") && !parent.closest("foreignObject")) continue;
    if (!isShown(parent) || isForScreenReaders(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
    if (!rects.length) continue;
    const slack = Math.max(2, VERTICAL_SLACK * parseFloat(getComputedStyle(parent).fontSize));
    const hit = clippedAt(rects, ownBlock(parent), slack);
    if (hit && !seen.has(parent)) {
      seen.add(parent);
      found.push(fault(hit[0], parent, node.data, hit[2]));
    }
  }
  return found;
}

function clippedFields() {
  return [...document.querySelectorAll("input:not([type=hidden]), button, select")]
    .filter((e) => isShown(e) && e.scrollWidth > e.clientWidth + SLACK && e.clientWidth > 2)
    .filter((e) => getComputedStyle(e).display !== "inline" && !isForScreenReaders(e))
    .map((e) => fault("field", e, e.value || e.textContent || "", e.scrollWidth - e.clientWidth));
}

// The rectangle on the screen that the viewBox of a drawing covers.
function viewBoxOnScreen(svg) {
  const view = svg.viewBox.baseVal;
  const matrix = svg.getScreenCTM();
  if (!view || !view.width || !view.height || !matrix) return svg.getBoundingClientRect();
  const a = new DOMPoint(view.x, view.y).matrixTransform(matrix);
  const b = new DOMPoint(view.x + view.width, view.y + view.height).matrixTransform(matrix);
  return {
    left: Math.min(a.x, b.x), right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y), bottom: Math.max(a.y, b.y),
  };
}

function shownSvgTexts(root) {
  return [...root.querySelectorAll("text")].filter((text) => {
    const rect = text.getBoundingClientRect();
    return text.textContent.trim() && rect.width > 0 && isShown(text);
  });
}

function clippedSvg() {
  const found = [];
  for (const text of shownSvgTexts(document)) {
    const rect = text.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(text).fontSize);
    for (let svg = text.ownerSVGElement; svg; svg = svg.ownerSVGElement) {
      const matrix = svg.getScreenCTM();
      const scale = matrix ? Math.hypot(matrix.a, matrix.b) : 1;
      const [overX, overY] = beyond(rect, viewBoxOnScreen(svg));
      if (overX > SLACK || overY > Math.max(SLACK, VERTICAL_SLACK * size * scale)) {
        found.push(fault("svg", text, text.textContent, Math.max(overX, overY)));
        break;
      }
    }
  }
  return found;
}

function clippedText() {
  return [...clippedHtml(), ...clippedFields(), ...clippedSvg()];
}

function overlappingSvgText() {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    if (svg.ownerSVGElement) continue;
    const labels = shownSvgTexts(svg).map((text) => [text, text.getBoundingClientRect()]);
    labels.forEach(([text, a], index) => {
      for (const [other, b] of labels.slice(index + 1)) {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > SLACK && down > 2 * VERTICAL_SLACK * Math.min(a.height, b.height)) {
          const both = `${text.textContent.trim()} / ${other.textContent.trim()}`;
          found.push(fault("overlap", text, both, Math.min(across, down)));
        }
      }
    });
  }
  return found;
}

// Focus: what can be reached by keyboard shows it.
function unseenFocus() {
  const found = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    if (element.tabIndex < 0 || element.disabled || !element.getClientRects().length) continue;
    element.focus({focusVisible: true, preventScroll: true});
    if (document.activeElement !== element) {
      found.push(fault("focus", element, "takes no focus", 0));
      continue;
    }
    // A button that lies inside its label may leave it to the label to show the focus.
    const seen = [element, element.closest("label")].filter(Boolean).map(outlineOf);
    if (!seen.some(([wide, contrast]) => wide >= 2 && contrast >= 3)) {
      const [wide, contrast] = seen[0];
      found.push(fault("focus", element, `outline of ${wide} px, contrast ${contrast.toFixed(2)}`, wide));
    }
  }
  document.activeElement.blur();
  return found;
}

function outlineOf(element) {
  const style = getComputedStyle(element);
  const wide = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return [wide, contrastOf(style.outlineColor, groundOf(element.parentElement))];
}

function groundOf(element) {
  for (let each = element; each; each = each.parentElement) {
    const colour = getComputedStyle(each).backgroundColor;
    if (!/^rgba\(.*, 0\)$/.test(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
}

function contrastOf(one, other) {
  const light = text => {
    const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}
