/*
 * Charts to explore, drawn by Plotly from the tables of the page: no number stands here, so a chart
 * and its table cannot differ. Figures are plain dicts; template() is the house style of them all.
 */
(() => {
  "use strict";
  const places = [...document.querySelectorAll(".grafiek")];
  if (!window.Plotly) {
    for (const place of places) place.hidden = true;
    return;
  }
  const number = (text) => (text === undefined ? null : Number(text));
  const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const words = (cell) => escape(cell.textContent.trim());

  function tokens() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      font: of("utrecht-document-font-family"), text: of("utrecht-document-color"), soft: of("utrecht-paragraph-small-color"),
      ground: of("utrecht-document-background-color"), grid: of("wijkfoto-tick"), line: of("wijkfoto-line"),
      accent: of("wijkfoto-accent"), high: of("wijkfoto-high"), low: of("wijkfoto-low"), mid: of("wijkfoto-mid"), bar: of("wijkfoto-bar"),
      surface: of("utrecht-surface-background-color"),
    };
  }

  /** The house style: fonts and colours from the tokens, Dutch numbers, nothing that moves. */
  function template(look, xTitle, yTitle) {
    const axis = (title) => ({
      title: { text: escape(title), font: { size: 13 }, standoff: 8 }, automargin: true, zeroline: false,
      separatethousands: true, exponentformat: "none", gridcolor: look.grid, linecolor: look.line, tickfont: { color: look.soft }, fixedrange: false,
    });
    return {
      font: { family: look.font, size: 13, color: look.text },
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", separators: ",.",
      margin: { l: 48, r: 16, t: 16, b: 44 }, showlegend: false, hovermode: "closest", autosize: true,
      dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "zoom",
      hoverlabel: { bgcolor: look.surface, bordercolor: look.line, font: { family: look.font, size: 13, color: look.text } },
      xaxis: axis(xTitle), yaxis: axis(yTitle), shapes: [], annotations: [],
    };
  }
  const CONFIG = { displayModeBar: false, responsive: true, showTips: false, scrollZoom: false };

  const reference = (look, horizontal, at) => ({
    type: "line", xref: horizontal ? "paper" : "x", yref: horizontal ? "y" : "paper",
    x0: horizontal ? 0 : at, x1: horizontal ? 1 : at, y0: horizontal ? at : 0, y1: horizontal ? at : 1,
    line: { color: look.text, width: 1.5 }, layer: "below",
  });

  const error = (rows, low, high, middle, look) => ({
    type: "data", symmetric: false, thickness: 1, width: 0, color: look.line,
    array: rows.map((row) => (row[high] === null || row[middle] === null ? 0 : row[high] - row[middle])),
    arrayminus: rows.map((row) => (row[low] === null || row[middle] === null ? 0 : row[middle] - row[low])),
  });

  function rowsOf(table) {
    const heads = [...table.tHead.rows[0].cells].map(words);
    return [...table.tBodies[0].rows].map((row) => {
      const { x, xLaag, xHoog, y, yLaag, yHoog, vak } = row.dataset;
      const lines = [...row.cells].slice(1).map((cell, place) => `${heads[place + 1]}: ${words(cell)}`);
      return {
        naam: words(row.cells[0]), vak, hover: `<b>${words(row.cells[0])}</b><br>${lines.join("<br>")}`,
        x: number(x), xLow: number(xLaag), xHigh: number(xHoog), y: number(y), yLow: number(yLaag), yHigh: number(yHoog),
      };
    });
  }

  const COLOURS = { meer_meer: "high", meer_minder: "high", minder_meer: "low", minder_minder: "low", meer: "high", minder: "low" };
  const SHAPES = { meer_minder: "diamond", minder_meer: "diamond", meer: "triangle-up", minder: "triangle-down" };

  /** Names stand on the side of the middle, so that none runs off the chart. */
  function inward(row, rows) {
    const along = rows.map((one) => one.x), low = Math.min(...along), span = Math.max(...along) - low || 1;
    const part = (row.x - low) / span;
    return part > 0.6 ? "top left" : part < 0.4 ? "top right" : "top center";
  }

  /** Which names are written: of points of which something is sure, and none over another. */
  function named(rows) {
    const wide = window.innerWidth < 600 ? 0.4 : 0.16, high = 0.07, kept = [];
    const spanOf = (of) => Math.max(...rows.map(of)) - Math.min(...rows.map(of)) || 1;
    const spanX = spanOf((row) => row.x), spanY = spanOf((row) => row.y);
    return rows.map((row) => {
      const covered = kept.some((one) => Math.abs(one.x - row.x) < wide * spanX && Math.abs(one.y - row.y) < high * spanY);
      if (!row.vak || covered) return "";
      kept.push(row);
      return row.naam;
    });
  }

  /** The range of values with room around them, such as for the names of the corners. */
  function roomy(values, below, above) {
    const known = values.filter((value) => value !== null);
    const low = Math.min(...known), high = Math.max(...known), span = high - low || 1;
    return [low - below * span, high + above * span];
  }

  /** Points: those of which something is sure are filled and carry their name. */
  function points(rows, look) {
    return {
      type: "scatter", mode: "markers+text", x: rows.map((row) => row.x), y: rows.map((row) => row.y),
      text: named(rows), textposition: rows.map((row) => inward(row, rows)), cliponaxis: false,
      hovertext: rows.map((row) => row.hover), hoverinfo: "text",
      marker: {
        size: 11, symbol: rows.map((row) => SHAPES[row.vak] || "circle"),
        color: rows.map((row) => (row.vak ? look[COLOURS[row.vak]] : look.ground)),
        line: { width: 2, color: rows.map((row) => look[COLOURS[row.vak] || "mid"]) },
      },
    };
  }

  /** Need along, use upward, the land as a cross; each corner carries its name. */
  function plane(table, look) {
    const rows = rowsOf(table).filter((row) => row.x !== null && row.y !== null);
    const layout = template(look, table.dataset.xTitel, table.dataset.yTitel);
    layout.shapes = [reference(look, false, number(table.dataset.lijnX)), reference(look, true, number(table.dataset.lijnY))];
    const corners = [[1, 1], [1, 0], [0, 1], [0, 0]];
    layout.annotations = table.dataset.vakken.split("|").map((text, place) => {
      const [right, top] = corners[place];
      return {
        text: escape(text).replace(", ", ",<br>"), showarrow: false, xref: "paper", yref: "paper", x: right, y: top,
        xanchor: right ? "right" : "left", yanchor: top ? "top" : "bottom", align: right ? "right" : "left", font: { size: 12, color: look.soft },
      };
    });
    layout.xaxis.range = roomy([...rows.flatMap((row) => [row.x, row.xLow, row.xHigh]), number(table.dataset.lijnX)], 0.06, 0.06);
    layout.yaxis.range = roomy([...rows.flatMap((row) => [row.y, row.yLow, row.yHigh]), number(table.dataset.lijnY)], 0.2, 0.22);
    const trace = points(rows, look);
    trace.error_x = error(rows, "xLow", "xHigh", "x", look);
    trace.error_y = error(rows, "yLow", "yHigh", "y", look);
    return { data: [trace], layout };
  }

  /** Expected along, counted as a part of it upward: few people have wide intervals. */
  function funnel(table, look) {
    const rows = rowsOf(table).filter((row) => row.x !== null && (row.y !== null || row.yLow !== null));
    for (const row of rows) if (row.y === null) row.y = (row.yLow + row.yHigh) / 2;
    const layout = template(look, table.dataset.xTitel, table.dataset.yTitel);
    layout.shapes = [reference(look, true, number(table.dataset.lijnY))];
    const along = [], upward = [];
    for (const row of rows) {
      along.push(row.x, row.x, null);
      upward.push(row.xLow, row.xHigh, null);
    }
    const bands = { type: "scatter", mode: "lines", x: along, y: upward, hoverinfo: "skip", line: { color: look.bar, width: 9 }, opacity: 0.6 };
    const trace = points(rows, look);
    trace.error_y = error(rows, "yLow", "yHigh", "y", look);
    layout.yaxis.rangemode = "tozero";
    return { data: [bands, trace], layout };
  }

  /** One line an area; gemeente, land and what surely changed carry their names at the end. */
  function lines(table, look) {
    const years = [...table.tHead.querySelectorAll("[data-jaar]")].map((cell) => Number(cell.dataset.jaar));
    const layout = template(look, "", table.dataset.yTitel);
    layout.xaxis.tickvals = years;
    layout.xaxis.ticktext = years.map(String);
    layout.xaxis.range = [years[0] - 0.15, years[years.length - 1] + 0.15];
    const data = [...table.tBodies[0].rows].map((row) => {
      const { soort, vak } = row.dataset, naam = words(row.cells[0]);
      const cells = [...row.cells].slice(1, -1);
      const y = cells.map((cell) => number(cell.dataset.v));
      const told = soort !== "wijk" || vak !== "";
      const colour = soort === "land" ? look.text : soort === "gemeente" ? look.accent : vak === "gestegen" ? look.high : vak === "gedaald" ? look.low : look.bar;
      const last = y.reduce((found, value, place) => (value === null ? found : place), -1);
      if (told && last >= 0) layout.annotations.push({ text: naam, x: years[last], y: y[last], xanchor: "left", xshift: 6, showarrow: false, font: { size: 12, color: look.text } });
      return {
        type: "scatter", mode: "lines+markers", x: years, y, connectgaps: false, hoverinfo: "text",
        hovertext: cells.map((cell, place) => `<b>${naam}</b><br>${years[place]}: ${words(cell)}`),
        line: { color: colour, width: told ? 3 : 1.5, dash: soort === "land" ? "dash" : "solid" }, marker: { size: told ? 7 : 5, color: colour },
      };
    });
    if (layout.annotations.length) layout.margin.r = 130;
    apart(layout, data);
    return { data, layout };
  }

  /** Names at the end of lines are moved apart, so that none stands on another. */
  function apart(layout, data) {
    const values = data.flatMap((trace) => trace.y).filter((value) => value !== null);
    const span = Math.max(...values) - Math.min(...values) || 1, room = (span * 16) / 300;
    const sorted = [...layout.annotations].sort((a, b) => a.y - b.y);
    let least = -Infinity;
    for (const name of sorted) {
      name.y = Math.max(name.y, least);
      least = name.y + room;
    }
  }

  const KINDS = { vlak: plane, trechter: funnel, lijnen: lines };
  const drawn = new Set();

  function draw(place) {
    const { data, layout } = KINDS[place.dataset.soort](document.getElementById(place.dataset.tabel), tokens());
    drawn.add(place);
    window.Plotly.react(place, data, layout, CONFIG);
  }

  /* Only what comes near the window is drawn: a page holds a dozen charts. */
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target);
    }
  }, { rootMargin: "400px" });
  for (const place of places) near.observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(draw));
})();
