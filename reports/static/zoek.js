"use strict";

/*
 * Finds a wijk, buurt, gemeente, page or word by its name or code, also with a slip of the pen.
 * Names stand in zoekdata.js, all other words in the page; nothing leaves it.
 */
(() => {
  const MOST = 20;
  const data = window.wijkfotoZoek;
  const part = document.getElementById("zoeken-deel");
  if (!data || !part) return;
  const words = part.dataset;

  /** Letters without accents or case; ij and y are one, as in a Dutch list of names. */
  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/ij/g, "y");
  const pieces = (text) => fold(text).match(/[a-z0-9]+/g) || [];
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  /** A code is told without that of the area it lies in; one that does not follow from it is whole. */
  const inside = (code, kind, above) => (code.length > 2 ? code : kind + above.slice(2) + code);

  /** Every line that can be found: name, kind, where, address, and what else it is found by. */
  function* lines() {
    for (const [name, id, ...forms] of data.b) {
      yield { name, kind: "begrip", where: words.begrip, href: `begrippen.html#${id}`, also: forms.join(" ") };
    }
    for (const [name, href] of data.p) yield { name, kind: "bladzijde", where: words.bladzijde, href, also: "" };
    for (const [gm, gemeente, wijken] of data.g) {
      yield { name: gemeente, kind: "gemeente", where: words.gemeente, href: `${gm}/index.html`, also: gm };
      for (const [pattern, file] of data.v) {
        const name = fill(pattern, { gemeente });
        yield { name, kind: "bladzijde", where: words.bladzijde, href: `${gm}/${file}`, also: "" };
      }
      for (const [short, wijk, buurten] of wijken) {
        const wk = inside(short, "WK", gm);
        const href = `${gm}/${wk}.html`;
        yield { name: wijk, kind: "wijk", where: fill(words.wijk, { gemeente }), href, also: `${wk} ${gemeente}` };
        for (let i = 0; i < buurten.length; i += 2) {
          const also = `${inside(buurten[i], "BU", wk)} ${gemeente}`;
          const where = fill(words.buurt, { wijk, gemeente });
          yield { name: buurten[i + 1], kind: "buurt", where, href: `${href}#buurten`, also };
        }
      }
    }
  }

  const ORDER = ["gemeente", "wijk", "buurt", "bladzijde", "begrip"];
  const all = [...lines()].map((line) => ({
    ...line,
    own: pieces(line.name),
    other: pieces(line.also),
    rank: ORDER.indexOf(line.kind) / 10,
  }));
  const known = new Set(all.flatMap((line) => [...line.own, ...line.other]));

  /** How many slips (a letter too many, too few, another, or two swapped) make one word the other. */
  function slips(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  /**
   * How far a word of a name is from what was typed: 0 the same, more is further, null is not. A typed
   * word that is somewhere as it stands has no slip.
   */
  function distance(typed, word, isKnown) {
    if (word === typed) return 0;
    if (word.startsWith(typed)) return 1;
    if (typed.length > 2 && word.includes(typed)) return 2;
    if (isKnown || typed.length < 4 || /\d/.test(typed)) return null;
    const most = typed.length < 7 ? 1 : 2;
    const whole = slips(typed, word, most);
    if (whole <= most) return 2 + whole;
    const start = typed.length > 4 ? slips(typed, word.slice(0, typed.length), most) : most + 1;
    return start <= most ? 3 + start : null;
  }

  const nearest = (list, near) => list.reduce((best, word) => Math.min(best, near.get(word) ?? Infinity), Infinity);

  /** The lines in which each typed word stands, the nearest first. */
  function search(text) {
    const typed = pieces(text);
    if (typed.length === 0) return [];
    const nears = typed.map((one) => {
      const near = new Map();
      for (const word of known) {
        const far = distance(one, word, known.has(one));
        if (far !== null) near.set(word, far);
      }
      return near;
    });
    const far = (line) =>
      nears.reduce((sum, near) => sum + Math.min(nearest(line.own, near), nearest(line.other, near) + 1.5), 0);
    return all
      .map((line) => ({ line, far: far(line) + line.rank + line.own.length / 100 }))
      .filter((hit) => hit.far < Infinity)
      .sort((a, b) => a.far - b.far || a.line.name.localeCompare(b.line.name, "nl") || (a.line.href < b.line.href ? -1 : 1))
      .map((hit) => hit.line);
  }

  const field = part.querySelector("input");
  const state = part.querySelector("[role=status]");
  const list = part.querySelector("ol");

  function row(line) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = line.href;
    link.textContent = line.name;
    const where = document.createElement("span");
    where.className = "hoe";
    where.textContent = line.where;
    item.append(link, " ", where);
    return item;
  }

  function told(found) {
    if (pieces(field.value).length === 0) return "";
    if (found.length === 0) return words.geen;
    if (found.length === 1) return words.een;
    return fill(found.length > MOST ? words.eerste : words.meer, { n: found.length, m: MOST });
  }

  function show() {
    const found = search(field.value);
    list.replaceChildren(...found.slice(0, MOST).map(row));
    state.textContent = told(found);
  }

  /** From the field into the list and through it, with the keys that go up and down. */
  function move(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const stops = [field, ...list.querySelectorAll("a")];
    const now = stops.indexOf(document.activeElement);
    if (!step || now < 0 || !stops[now + step]) return;
    event.preventDefault();
    stops[now + step].focus();
  }

  part.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("a");
    (first || field).focus();
  });
  part.addEventListener("keydown", move);
  field.addEventListener("input", show);
  field.value = new URLSearchParams(window.location.search).get("q") || "";
  show();
})();
