"use strict";

/*
 * Spreads a total over a table, as wijkfoto/advice/apportion.py and rounding.py do, and finds the
 * same parts: both count in whole numbers, and there is one answer (decision 0055).
 *
 * Tables are arrays of rows. Nothing of the page is known here; that is for watals.js.
 */
const verdelen = (() => {
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0n);
  const column = (table, j) => table.map((row) => row[j]);

  /** The proportional parts of a total, none under its floor: numerators and one denominator. */
  function due(total, weights, floor) {
    const held = weights.map((row) => row.map(() => false));
    const each = (visit) => weights.forEach((row, i) => row.forEach((weight, j) => visit(i, j, weight)));
    for (;;) {
      let free = 0n;
      let rest = total;
      each((i, j, weight) => {
        if (held[i][j]) rest -= floor[i][j];
        else free += weight;
      });
      const under = [];
      each((i, j, weight) => {
        if (!held[i][j] && weight * rest < floor[i][j] * free) under.push([i, j]);
      });
      if (under.length === 0) {
        const part = (i, j, weight) => (held[i][j] ? floor[i][j] * free : weight * rest);
        const numerators = weights.map((row, i) => row.map((weight, j) => part(i, j, weight)));
        return { numerators, denominator: free };
      }
      for (const [i, j] of under) held[i][j] = true;
    }
  }

  /** A row or column: how many of its cells are, must be and may be rounded up. */
  function line(numerators, base, denominator) {
    const [whole, least] = [sum(numerators), sum(base)];
    const most = (whole + denominator - 1n) / denominator - least;
    return { taken: 0n, least: whole / denominator - least, most };
  }

  /** What one more is worth to a row or column; null where there is no room. */
  function worthOf(one, urgent) {
    if (one.taken >= one.most) return null;
    return one.taken < one.least ? urgent : 0n;
  }

  /** The cells that can be rounded up. The rest decides; a bit of its own settles what is equal. */
  function fractions(numerators, denominator) {
    const cells = [];
    numerators.forEach((row, i) =>
      row.forEach((numerator, j) => {
        const rest = numerator % denominator;
        if (rest > 0n) cells.push({ i, j, rest, taken: false });
      }),
    );
    const bits = BigInt(cells.length);
    cells.forEach((cell, place) => {
      cell.worth = (cell.rest << bits) | (1n << (bits - 1n - BigInt(place)));
    });
    return cells;
  }

  /** Rounds one more cell up: the longest path that takes cells and gives others back. */
  function addOne(cells, rows, columns, urgent) {
    const best = rows.map((row) => worthOf(row, urgent));
    const reach = columns.map(() => null);
    const toRow = new Map();
    const toColumn = new Map();
    for (let moved = true; moved; ) {
      moved = false;
      for (const cell of cells) {
        const [here, there] = [best[cell.i], reach[cell.j]];
        if (cell.taken) {
          if (there !== null && (here === null || there - cell.worth > here)) {
            best[cell.i] = there - cell.worth;
            toRow.set(cell.i, cell);
            moved = true;
          }
        } else if (here !== null && (there === null || here + cell.worth > there)) {
          reach[cell.j] = here + cell.worth;
          toColumn.set(cell.j, cell);
          moved = true;
        }
      }
    }
    follow(pathEnd(reach, columns, urgent), rows, columns, toRow, toColumn);
  }

  function pathEnd(reach, columns, urgent) {
    let end = null;
    let most = null;
    columns.forEach((one, j) => {
      const worth = worthOf(one, urgent);
      if (reach[j] === null || worth === null) return;
      if (most === null || reach[j] + worth > most) [end, most] = [j, reach[j] + worth];
    });
    return end;
  }

  /** Takes and gives back the cells of a path, from its end to its start. */
  function follow(end, rows, columns, toRow, toColumn) {
    columns[end].taken += 1n;
    for (let j = end; ; ) {
      const cell = toColumn.get(j);
      cell.taken = true;
      const back = toRow.get(cell.i);
      if (back === undefined) {
        rows[cell.i].taken += 1n;
        return;
      }
      back.taken = false;
      j = back.j;
    }
  }

  /** Rounds a table so that cells, rows and columns move less than one, and the sum is exact. */
  function roundTable(numerators, denominator, total) {
    const base = numerators.map((row) => row.map((numerator) => numerator / denominator));
    const cells = fractions(numerators, denominator);
    const urgent = sum(cells.map((cell) => cell.worth)) + 1n;
    const rows = numerators.map((row, i) => line(row, base[i], denominator));
    const columns = numerators[0].map((_, j) => line(column(numerators, j), column(base, j), denominator));
    for (let left = total - sum(base.flat()); left > 0n; left -= 1n) {
      addOne(cells, rows, columns, urgent);
    }
    for (const cell of cells) if (cell.taken) base[cell.i][cell.j] += 1n;
    return base;
  }

  /** Whole steps (BigInt) over whole weights, none under its floor; the sum is the total. */
  function spreadSteps(total, weights, floor) {
    const { numerators, denominator } = due(total, weights, floor);
    return roundTable(numerators, denominator, total);
  }

  /** The cell with most steps, of those the one with the largest weight, of those the first. */
  function largest(steps, weights) {
    let found = [0, 0];
    steps.forEach((row, i) =>
      row.forEach((part, j) => {
        const [a, b] = found;
        const more = part > steps[a][b] || (part === steps[a][b] && weights[i][j] > weights[a][b]);
        if (more) found = [i, j];
      }),
    );
    return found;
  }

  /**
   * Spreads a total of FTE in whole steps; what it has beyond them goes to the largest cell.
   *
   * @param {number} total FTE; at least the sum of the floors.
   * @param {bigint[][]} weights Whole weights, of which at least one is positive.
   * @param {bigint[][]} floor Least steps per cell.
   * @param {number} step Size of a step in FTE.
   * @returns {number[][]} FTE per cell.
   */
  function spread(total, weights, floor, step) {
    const whole = Math.floor(total / step);
    const steps = spreadSteps(BigInt(whole), weights, floor);
    const parts = steps.map((row) => row.map((part) => Number(part) * step));
    const [i, j] = largest(steps, weights);
    parts[i][j] += total - whole * step;
    return parts;
  }

  return Object.freeze({ spread, spreadSteps });
})();
