'use strict';
// The use of pools over time, and the distribution of their free pages.
PC.Occupancy = class {
  constructor(report) {
    this.report = report;
    this.box = PC.byId('charts');
    this.plots = [];
    addEventListener('resize', () => this.plots.forEach(plot => plot.setSize({width: this.width(), height: 190})));
  }

  width() { return Math.max(320, this.box.clientWidth); }

  show(jvm) {
    this.jvm = jvm;
    this.draw();
  }

  draw() {
    this.plots.forEach(plot => plot.destroy());
    this.plots = [];
    PC.fill(this.box);
    if (!this.jvm.pools.length) {
      PC.fill(this.box, PC.el('p', {class: 'none'}, 'No statistics of regions are in the recording.'));
      return;
    }
    const violations = this.jvm.findings.filter(f => f.counted).map(f => ({time: f.time / 1000, kind: f.kind}));
    for (const pool of this.jvm.pools) {
      const box = PC.el('div', {class: 'chart', 'data-pool': pool.allocator});
      this.box.append(box);
      this.plots.push(this.plot(pool, violations, box));
    }
  }

  plot(pool, violations, box) {
    const points = pool.points;
    const data = [points.map(p => p.time / 1000), points.map(p => p.capacity), points.map(p => p.reserved), points.map(p => p.held)];
    const ink = PC.colour('dim');
    const line = PC.colour('line');
    const red = PC.colour('violated');
    const few = points.length < 40;
    const series = (label, colour, fill) => ({label, stroke: PC.colour(colour), fill, width: 1.5, points: {show: few, size: 5}, value: (u, v) => v === null ? '–' : PC.bytes(v)});
    const axis = extra => ({stroke: ink, grid: {stroke: line, width: 1}, ticks: {stroke: line, width: 1}, ...extra});
    const marks = u => {
      const g = u.ctx;
      g.save();
      g.strokeStyle = red;
      g.lineWidth = 2 * devicePixelRatio;
      for (const violation of violations) {
        const x = u.valToPos(violation.time, 'x', true);
        if (x >= u.bbox.left - 1 && x <= u.bbox.left + u.bbox.width + 1) {
          g.beginPath();
          g.moveTo(x, u.bbox.top);
          g.lineTo(x, u.bbox.top + u.bbox.height);
          g.stroke();
        }
      }
      g.restore();
    };
    const range = (u, min, max) => {
      // Findings before the first statistics or after the last must be visible too.
      const times = violations.map(v => v.time).concat(min === null ? [] : [min, max]);
      const low = Math.min(...times);
      const high = Math.max(...times);
      const room = Math.max((high - low) * .03, .5);
      return [low - room, high + room];
    };
    let zoomed = false;
    return new uPlot({
      title: pool.allocator, width: this.width(), height: 190, cursor: {sync: {key: 'pools'}, drag: {x: true, y: false}},
      scales: {x: {time: true, range: (u, min, max) => zoomed ? [min, max] : range(u, min, max)}, y: {range: (u, min, max) => [0, Math.max(1024, max * 1.08)]}},
      hooks: {draw: [marks], setSelect: [() => { zoomed = true; }], ready: [u => u.over.addEventListener('dblclick', () => { zoomed = false; })]},
      axes: [axis({space: 90, values: (u, ticks) => this.times(ticks)}), axis({size: 80, incrs: Array.from({length: 44}, (_, i) => 2 ** i), values: (u, ticks) => ticks.map(PC.bytes)})],
      series: [{label: 'time', value: (u, v) => v === null ? '–' : PC.date(v * 1000)}, series('regions', 'dim'), series('claimed by the allocator', 'cached', PC.colour('cached') + '55'),
        series('held', 'held', PC.colour('held') + '55')],
    }, data, box);
  }

  times(ticks) {
    const days = ticks[ticks.length - 1] - ticks[0] > 86400;
    return ticks.map(tick => days ? PC.date(tick * 1000).slice(5, 16) : PC.clock(tick * 1000));
  }

  // Shows the moment of the page map.
  fragmentation(film) {
    const table = PC.byId('fragmentation');
    const rows = this.jvm.regions.map(region => ({region, spread: film.spread(region.id)})).filter(row => row.spread && row.spread.unknown < row.spread.pages)
      .map(row => ({...row, share: row.spread.free ? 1 - row.spread.longest / row.spread.free : 0}))
      .sort((a, b) => b.share - a.share || b.spread.held - a.spread.held).slice(0, 40);
    if (!rows.length) {
      PC.fill(table, PC.el('tr', {}, PC.el('td', {class: 'none'}, 'The pages of no region are on record.')));
      return;
    }
    const head = [['region', ''], ['pool', ''], ['size', 'n'], ['held', 'n'], ['cached', 'n'], ['free', 'n'], ['free pieces', 'n'], ['longest free piece', 'n'], ['fragmentation', '']];
    PC.fill(table, PC.el('tr', {}, head.map(([text, kind]) => PC.el('th', {class: kind}, text))), rows.map(({region, spread, share}) => PC.el('tr', {},
      PC.el('td', {}, '#' + region.id), PC.el('td', {}, region.allocator),
      [this.report.map.isSized(region) ? PC.bytes(region.capacity) : PC.counted(region.pages, 'piece'), PC.percent(spread.held, spread.pages), PC.percent(spread.cached, spread.pages), PC.percent(spread.free, spread.pages),
        PC.number(spread.runs), PC.counted(spread.longest, 'page')].map(text => PC.el('td', {class: 'n'}, text)),
      PC.el('td', {}, PC.el('span', {class: 'meter'}, PC.el('i', {style: {width: 100 * share + '%'}})), PC.percent(share, 1)))));
  }
};
