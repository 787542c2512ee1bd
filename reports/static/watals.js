"use strict";

/*
 * What if there were more hours, or other norms? Fills one table anew from the weights and floors
 * that the tables of the scenarios carry. All words stand in the page; nothing leaves it.
 */
(() => {
  const MOST = 100000;
  const section = document.getElementById("rekenen-deel");
  const scenarios = [...document.querySelectorAll("table[data-scenario]")];
  if (!section || scenarios.length === 0) return;

  /** Reads a table of the page: weights, floors and parts in the order of areas and disciplines. */
  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const places = [...table.tHead.querySelectorAll("[data-plaats]")].map((th) => Number(th.dataset.plaats));
    const cells = (name, kind) => {
      const found = places.map(() => []);
      for (const row of rows) {
        [...row.querySelectorAll("[data-gewicht]")].forEach((cell, shown) => {
          found[places[shown]].push(kind(cell.dataset[name]));
        });
      }
      return found;
    };
    return {
      places,
      total: Number(table.dataset.totaal),
      weights: cells("gewicht", BigInt),
      floor: cells("ondergrens", BigInt),
      parts: cells("fte", Number),
      steps: Number(table.dataset.stap),
    };
  }

  const known = new Map(scenarios.map((table) => [table.dataset.scenario, read(table)]));
  const spreadOf = (one, total) => verdelen.spread(total, one.weights, one.floor, one.steps);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  const leastOf = (one) => sum(one.floor.flat().map(Number)) * one.steps;

  /** This browser must find what is printed; else it must not say anything at all. */
  const agrees = [...known.values()].every((one) =>
    spreadOf(one, one.total).every((row, i) => row.every((part, j) => part === one.parts[i][j])),
  );
  if (!agrees) return;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const whole = (value, digits) => Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6;
  const plain = (value) => value.toFixed(whole(value, 1) ? 1 : 2);
  function dutch(value) {
    const [units, rest] = plain(Math.abs(value)).split(".");
    return `${value < 0 ? "\u2212" : ""}${units.replace(/\B(?=(\d{3})+$)/g, ".")},${rest}`;
  }
  const signed = (value) => (value > 0 ? `+${dutch(value)}` : dutch(value));

  const form = section.querySelector("form");
  const field = form.elements.totaal;
  const status = section.querySelector("[role=status]");
  const problem = section.querySelector("#totaal-fout");
  const output = scenarios[0].cloneNode(true);
  const start = { total: Number(section.dataset.totaal), scenario: section.dataset.scenario };

  /** Turns a copy of a table into the one that is filled: no links, no traces of its own. */
  function clear(table) {
    for (const name of Object.keys(table.dataset)) delete table.dataset[name];
    table.classList.add("eigen");
    for (const cell of table.querySelectorAll("td")) cell.dataset.b = "";
    table.caption.textContent = "";
    for (const link of table.querySelectorAll("a")) link.replaceWith(link.textContent);
  }

  function write(parts, one, name, total) {
    const order = one.places;
    [...output.tBodies[0].rows].forEach((row, j) => {
      const mine = order.map((place) => parts[place][j]);
      [...row.querySelectorAll("[data-gewicht]")].forEach((cell, shown) => {
        cell.textContent = dutch(mine[shown]);
      });
      const all = sum(mine);
      row.querySelector("[data-som]").textContent = dutch(all);
      const change = row.querySelector("[data-nu]");
      if (change) change.textContent = change.dataset.nu === "" ? "" : signed(all - Number(change.dataset.nu));
    });
    [...output.tFoot.querySelectorAll("[data-gebied]")].forEach((cell, shown) => {
      cell.textContent = dutch(sum(parts[order[shown]]));
    });
    output.tFoot.querySelector("[data-som]").textContent = dutch(total);
    output.caption.textContent = fill(section.dataset.titel, { totaal: dutch(total), scenario: name });
  }

  function refuse(text) {
    problem.textContent = text;
    problem.hidden = text === "";
    field.setAttribute("aria-invalid", String(text !== ""));
    output.hidden = text !== "";
    if (text !== "") status.textContent = "";
  }

  function update() {
    const chosen = form.elements.scenario.value;
    const one = known.get(chosen);
    const total = field.valueAsNumber;
    const least = leastOf(one);
    if (!Number.isFinite(total) || total > MOST) return refuse(section.dataset.geenGetal);
    if (total < least) return refuse(fill(section.dataset.teWeinig, { minst: dutch(least) }));
    refuse("");
    const name = form.querySelector("[name=scenario]:checked").dataset.naam;
    write(spreadOf(one, total), one, name, total);
    const same = total === start.total && chosen === start.scenario;
    section.classList.toggle("anders", !same);
    const words = { totaal: dutch(total), scenario: name, norm: scenarioNorm(chosen) };
    status.textContent = fill(same ? section.dataset.gelijk : section.dataset.anders, words);
  }

  function scenarioNorm(chosen) {
    return scenarios.find((table) => table.dataset.scenario === chosen).dataset.norm;
  }

  function reset() {
    field.value = String(start.total);
    form.elements.scenario.value = start.scenario;
    update();
  }

  clear(output);
  section.querySelector("[data-uitvoer]").append(output);
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    reset();
  });
  reset();
  section.hidden = false;
})();
