/*
 * Two wijken side by side, or a wijk beside its gemeente, the land and wijken like it.
 * Numbers come from the file of each gemeente, written; words from the page. Only places and the
 * verdict on two intervals are worked out here (docs/decisions/0064).
 */
(() => {
  "use strict";
  const section = document.getElementById("naast");
  if (!section) return;
  const words = JSON.parse(section.dataset.woorden);
  const points = Number(section.dataset.punten);
  const form = section.querySelector("form");
  const status = section.querySelector("[role=status]");
  const output = section.querySelector(".uitkomst");
  const { a: first, b: second } = form.elements;
  const SVG = "http://www.w3.org/2000/svg";
  const LEAST = 70, MOST = 130;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const listed = (names) => names.map((name) => name.toLowerCase()).join("; ");
  const gemeenteOf = (wijk) => `GM${wijk.slice(2, 6)}`;

  function make(tag, attributes, ...inside) {
    const drawn = ["svg", "rect", "circle", "path", "line", "title"].includes(tag);
    const made = drawn ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  }

  /** Loads the figures of a gemeente once; a script, since a page on a disk may fetch nothing. */
  const loading = new Map();
  function load(gemeente) {
    if (!loading.has(gemeente)) {
      loading.set(gemeente, new Promise((done, failed) => {
        const script = make("script", { src: `${gemeente}/vergelijk.js` });
        script.onload = () => done(window.vergelijk[gemeente]);
        script.onerror = (event) => {
          loading.delete(gemeente); // so that choosing again tries again
          failed(event);
        };
        document.head.append(script);
      }));
    }
    return loading.get(gemeente);
  }

  /** What two published intervals can carry: a difference only where they do not touch. */
  function verdict(one, other) {
    if (one.score === undefined || other.score === undefined) return "geen";
    if (one.gebruik !== other.gebruik) return "anders";
    if (!one.noemen || !other.noemen) return "twijfel";
    const far = Math.abs(one.score - other.score) >= points;
    if (far && one.score_low > other.score_high) return "eerste";
    if (far && other.score_low > one.score_high) return "tweede";
    const most = Math.max(one.score_high - other.score_low, other.score_high - one.score_low);
    return most < points ? "gelijk" : "onzeker";
  }

  /** What the tables themselves say of a wijk beside a reference: that was worked out with draws. */
  function told(one, kind) {
    if (one.score === undefined || (kind !== "land" && !one[kind])) return "geen";
    const found = kind === "land" ? one.land : one[kind].klasse;
    return { hoog: "eerste", laag: "tweede", gemiddeld: "gelijk" }[found] || "onzeker";
  }

  function beside(one, kind) {
    if (kind === "land") return { score: 100, tekst: words.land, zeker: true };
    const found = one[kind];
    if (!found) return {};
    return { score: found.plaats, tekst: fill(words.verschil, { tekst: found.verschil }), zeker: true };
  }

  function scale(rows) {
    const values = rows.flatMap(({ one, other }) => [one, other]).filter((s) => s.score !== undefined);
    const low = Math.min(LEAST, ...values.map((s) => s.score_low ?? s.score));
    const high = Math.max(MOST, ...values.map((s) => s.score_high ?? s.score));
    const from = 10 * Math.floor(low / 10), to = 10 * Math.ceil(high / 10);
    const place = (value) => (100 * (value - from)) / (to - from);
    const ticks = [];
    for (let tick = from + 10; tick < to; tick += 10) ticks.push(tick);
    return { place, ticks };
  }

  const percent = (value) => `${value.toFixed(1)}%`;

  /** One lane of a strip: the interval, and a shape that is not told apart by colour alone. */
  function lane(score, axis, middle, side) {
    if (score.score === undefined) return [];
    const low = axis.place(score.score_low ?? score.score);
    const high = axis.place(score.score_high ?? score.score);
    const interval = make("rect", {
      class: `v-marge v-${side}`, x: percent(low), y: middle - 6, width: percent(Math.max(high - low, 0.3)), height: 12, rx: 3,
    });
    const shape = side === "a" ? "M-5 0A5 5 0 1 0 5 0 5 5 0 1 0-5 0z" : "M0-7 6 0 0 7-6 0z";
    const point = make("svg", { x: percent(axis.place(score.score)), y: middle, overflow: "visible" },
      make("path", { class: `v-punt v-${side}${score.zeker ? "" : " v-open"}`, d: shape }));
    return [interval, point];
  }

  function strip(row, axis, names) {
    const grid = axis.ticks.map((tick) => make("line", {
      class: tick === 100 ? "s-land" : "s-tik", x1: percent(axis.place(tick)), x2: percent(axis.place(tick)), y1: 0, y2: "100%",
    }));
    const said = [[names[0], row.one], [names[1], row.other]].map(([naam, score]) =>
      fill(words.punt, { naam, domein: row.naam, tekst: score.tekst || words.leeg }));
    return make("svg", { class: "strip", width: "100%", height: "100%", role: "img" },
      make("title", {}, `${said.join(". ")}. ${sentence(row, names)}.`), ...grid,
      make("svg", { y: "50%", overflow: "visible" }, ...lane(row.one, axis, -9, "a"), ...lane(row.other, axis, 9, "b")));
  }

  const sentence = (row, [a, b]) => fill(words.uitkomst[row.oordeel], { a, b });

  function chart(rows, names) {
    const axis = scale(rows);
    const line = make("div", { class: "as-lijn" },
      make("i", { class: "as-min" }, words.as.min), make("i", { class: "as-meer" }, words.as.meer),
      ...axis.ticks.map((tick) => make("span", { style: `left:${percent(axis.place(tick))}`, ...(tick === 100 ? { class: "as-land" } : {}) }, String(tick))));
    const key = make("p", { class: "v-namen" }, make("b", { class: "v-naam-a" }, names[0]), " ", make("b", { class: "v-naam-b" }, names[1]), " ", make("small", {}, `○ ${words.open}`));
    const lines = rows.map((row) => make("div", { class: "rij", "data-domein": row.id, "data-oordeel": row.oordeel },
      make("h3", {}, row.naam),
      make("p", { class: "stand" }, sentence(row, names)),
      make("div", { class: "baan" }, strip(row, axis, names)),
      make("p", { class: "score" },
        make("span", { class: "v-naam-a" }, row.one.tekst || words.leeg), make("span", { class: "v-naam-b" }, row.other.tekst || words.leeg))));
    return [key, make("div", { class: "profiel" }, make("div", { class: "as", "aria-hidden": "true" }, line), ...lines)];
  }

  function figures(columns) {
    const cell = (found) => make("td", { class: "g" }, found.tekst, ...(found.jaar ? [make("small", {}, ` ${found.jaar}`)] : []));
    const head = columns.map(({ naam }) => make("th", { scope: "col", class: "g" }, naam));
    const rows = Object.entries(columns[0].data.cijfers).map(([id, naam]) => make("tr", {},
      make("th", { scope: "row" }, naam), ...columns.map(({ data, code }) => cell(data.observation[code]?.[id] ?? { tekst: words.leeg }))));
    return [
      make("h3", {}, words.cijfers),
      make("p", { class: "hoe" }, words.cijfers_uitleg),
      make("div", { class: "rolbaar", role: "region", "aria-label": words.cijfers, tabindex: "0" },
        make("table", {}, make("caption", { class: "alleen-lezer" }, words.cijfers),
          make("thead", {}, make("tr", {}, make("th", { scope: "col" }, words.cijfer), ...head)),
          make("tbody", {}, ...rows))),
    ];
  }

  function links(wijken) {
    return make("p", {}, ...wijken.flatMap(({ code, naam }) => [
      make("a", { href: `${gemeenteOf(code)}/${code}.html` }, fill(words.naar, { naam })), make("br")]));
  }

  function summary(rows, [a, b]) {
    const of = (kind) => rows.filter((row) => row.oordeel === kind).map((row) => row.naam);
    const more = of("eerste"), less = of("tweede"), k = more.length + less.length, n = rows.length;
    if (k === 0) return fill(words.kort.geen, { a, b, n });
    const parts = [fill(words.kort.wel, { a, b, k, n })];
    if (more.length) parts.push(fill(words.kort.eerste, { a, lijst: listed(more) }));
    if (less.length) parts.push(fill(words.kort.tweede, { b, lijst: listed(less) }));
    if (k < n) parts.push(words.kort.rest);
    return parts.join(" ");
  }

  function write(code, other, data, dataOther) {
    const isWijk = other.startsWith("WK");
    const names = [data.namen[code], isWijk ? dataOther.namen[other] : words.keuze[other]];
    const rows = Object.entries(data.domeinen).map(([id, naam]) => {
      const one = (data.domain_score[code] || {})[id] || {};
      const two = isWijk ? (dataOther.domain_score[other] || {})[id] || {} : beside(one, other);
      return { id, naam, one, other: two, oordeel: isWijk ? verdict(one, two) : told(one, other) };
    });
    const gemeente = gemeenteOf(code);
    const columns = [{ code, naam: names[0], data }];
    if (isWijk) columns.push({ code: other, naam: names[1], data: dataOther });
    columns.push({ code: gemeente, naam: data.naam, data }, { code: "NL00", naam: words.keuze.land, data });
    const wijken = [{ code, naam: names[0] }, ...(isWijk ? [{ code: other, naam: names[1] }] : [])];
    status.textContent = summary(rows, names);
    const explained = make("p", { class: "hoe" }, `${words.hoe[isWijk ? "wijk" : other]} ${words.bewaar}`);
    output.replaceChildren(...chart(rows, names), explained, ...figures(columns), links(wijken));
  }

  let latest = 0;
  function update() {
    const mine = (latest += 1);
    const code = first.value, other = second.value;
    if (code === other) {
      status.textContent = words.zelfde;
      output.replaceChildren();
      return;
    }
    const wanted = [load(gemeenteOf(code)), load(gemeenteOf(other.startsWith("WK") ? other : code))];
    Promise.all(wanted).then(([data, dataOther]) => {
      if (mine === latest) write(code, other, data, dataOther);
    }).catch(() => {
      status.textContent = words.ontbreekt;
      output.replaceChildren();
    });
  }

  function choose(select, value) {
    const known = [...select.options].some((option) => option.value === value);
    if (known) select.value = value;
    return known;
  }

  for (const group of first.querySelectorAll("optgroup")) second.append(group.cloneNode(true));
  const asked = new URLSearchParams(window.location.search);
  // Where nothing was asked for, two wijken that have a score: there is nothing to see beside others.
  const scored = [...first.options].filter((option) => "score" in option.dataset);
  if (!choose(first, asked.get("a")) && scored.length) choose(first, scored[0].value);
  if (!choose(second, asked.get("b"))) {
    const others = scored.length > 1 ? scored : [...first.options];
    const next = others.find((option) => option.value !== first.value);
    choose(second, next ? next.value : "gemeente");
  }
  form.addEventListener("change", () => {
    window.history.replaceState(null, "", `?a=${first.value}&b=${second.value}`);
    update();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
})();
