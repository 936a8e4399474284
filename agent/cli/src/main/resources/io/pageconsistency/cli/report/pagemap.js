'use strict';
// The pages of a region, one cell each, at the moment of the slider.
PC.PageMap = class {
  constructor(report) {
    this.report = report;
    this.canvas = PC.byId('map');
    this.slider = PC.byId('moment');
    this.select = PC.byId('region');
    this.cell = 12;
    this.cursor = 0;
    this.fitted = true;
    this.select.addEventListener('change', () => this.choose(Number(this.select.value)));
    this.slider.addEventListener('input', () => this.seek(Number(this.slider.value)));
    PC.byId('zoom-in').addEventListener('click', () => this.zoom(1));
    PC.byId('zoom-out').addEventListener('click', () => this.zoom(-1));
    PC.byId('zoom-fit').addEventListener('click', () => this.fit());
    PC.byId('to-violation').addEventListener('click', () => this.nextViolation());
    PC.byId('play').addEventListener('click', () => this.play());
    PC.byId('step-back').addEventListener('click', () => this.step(-1));
    PC.byId('step-on').addEventListener('click', () => this.step(1));
    this.canvas.addEventListener('mousemove', e => this.hover(e));
    this.canvas.addEventListener('mouseleave', e => { PC.tip(e); });
    this.canvas.addEventListener('click', e => { const page = this.pageAt(e); if (page !== null) { this.cursor = page; this.pin(page); } });
    this.canvas.addEventListener('keydown', e => this.key(e));
    this.canvas.addEventListener('wheel', e => { if (e.ctrlKey) { e.preventDefault(); this.zoom(e.deltaY < 0 ? 1 : -1); } }, {passive: false});
    addEventListener('resize', () => { if (this.region) { if (this.fitted) this.fit(); else this.draw(); } });
  }

  show(jvm, film) {
    this.stop();
    this.jvm = jvm;
    this.film = film;
    this.findings = new Map();
    for (const finding of jvm.findings) {
      if (finding.region > 0) this.findings.set(finding.region, (this.findings.get(finding.region) || []).concat(finding));
    }
    const rank = region => (this.findings.get(region.id) || []).some(f => f.counted) ? 0 : this.findings.has(region.id) ? 1 : film.has(region.id) ? 2 : 3;
    this.regions = jvm.regions.filter(region => region.pages > 0).sort((a, b) => rank(a) - rank(b) || b.held - a.held || a.id - b.id);
    PC.fill(this.select, this.regions.slice(0, 500).map(region => PC.el('option', {value: region.id},
      (rank(region) === 0 ? '● violated: ' : rank(region) === 1 ? '○ ' : '') + '#' + region.id + ' ' + region.allocator + ', ' + (this.isSized(region) ? PC.bytes(region.capacity) + ' in ' : '')
      + PC.counted(region.pages, this.unit(region)) + (region.closed ? ', closed' : '') + (rank(region) === 3 ? ' (pages not recorded)' : ''))));
    const last = film.moments.length - 1;
    this.slider.max = Math.max(0, last);
    this.slider.value = Math.max(0, last);
    PC.byId('time-bar').style.display = last > 0 ? '' : 'none';
    this.marks();
    this.legend();
    this.region = null;
    PC.fill(PC.byId('map-detail'));
    this.canvas.style.display = this.regions.length ? '' : 'none';
    PC.fill(PC.byId('map-empty'), this.regions.length ? '' : 'No region is on record.');
    if (!this.regions.length) { this.said(); return; }
    this.choose(this.regions[0].id);
    const first = jvm.findings.filter(f => f.counted).sort((a, b) => a.sequence - b.sequence).find(f => this.regions.some(region => region.id === f.region));
    if (first) this.showFinding(first);
    this.violation = first ? 0 : -1;
  }

  // Some pools hand out objects, which are counted and have no size.
  isSized(region) { return region.pageSize > 1 || Boolean(region.address); }

  unit(region) { return this.isSized(region) ? 'page' : 'piece'; }

  legend() {
    const entries = [['free', 'free'], ['cached', 'cached: claimed, held by nobody'], ['held', 'held'], ['cut', 'held, cut into slots'],
      ['contested', 'contested: follows from a violation'], ['violated', 'violated'], ['fenced', 'fenced'], ['unknown', 'not recorded']];
    PC.fill(PC.byId('legend'), entries.map(([name, words]) => PC.el('span', {}, PC.el('i', {style: {background: 'var(--' + name + ')'}}), words)));
  }

  marks() {
    const last = this.film.moments.length - 1;
    PC.fill(PC.byId('marks'), last < 1 ? [] : this.jvm.findings.filter(f => f.counted).slice(0, 200).map(finding => {
      const index = this.film.momentOf(finding.time);
      return PC.el('b', {style: {left: 100 * index / last + '%'}, title: finding.kind + ' at ' + PC.precise(finding.time), onclick: () => this.seek(index)});
    }));
  }

  choose(id) {
    this.region = this.regions.find(region => region.id === id);
    this.select.value = id;
    this.cursor = 0;
    PC.fill(PC.byId('map-detail'));
    this.fit();
  }

  // The largest cells with which the whole region fits.
  fit() {
    const width = PC.byId('map-frame').clientWidth - 2;
    this.cell = [28, 24, 20, 16, 14, 12, 10, 8, 6, 5, 4, 3, 2].find(cell => Math.ceil(this.region.pages / Math.max(1, Math.floor(width / cell))) * cell <= 380) || 2;
    this.fitted = true;
    this.draw();
  }

  zoom(by) {
    const sizes = [2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 36, 48];
    const at = sizes.findIndex(size => size >= this.cell);
    this.cell = sizes[Math.max(0, Math.min(sizes.length - 1, at + by))];
    this.fitted = false;
    this.draw();
  }

  seek(index) {
    this.slider.value = index;
    this.film.seek(index);
    this.draw();
    this.report.momentChanged();
  }

  step(by) {
    const next = Math.max(0, Math.min(Number(this.slider.max), Number(this.slider.value) + by));
    this.seek(next);
  }

  play() {
    if (this.timer) { this.stop(); return; }
    if (Number(this.slider.value) >= Number(this.slider.max)) this.seek(0);
    PC.byId('play').textContent = '❚❚';
    const stride = Math.max(1, Math.round(Number(this.slider.max) / 200));
    this.timer = setInterval(() => { this.step(stride); if (Number(this.slider.value) >= Number(this.slider.max)) this.stop(); }, 60);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    PC.byId('play').textContent = '▶';
  }

  atEnd() { return this.film.at >= this.film.moments.length - 1; }

  // A finding is shown from its moment on. At the end all findings are shown.
  overlay() {
    const over = new Map();
    const now = this.film.time(this.film.at);
    for (const finding of this.findings.get(this.region.id) || []) {
      if (now !== null && !this.atEnd() && finding.time > now) continue;
      for (let page = Math.max(0, finding.page); page < Math.min(finding.page + Math.max(1, finding.pages), this.region.pages); page++) {
        if (!over.has(page) || finding.counted && !over.get(page).counted) over.set(page, finding);
      }
    }
    return over;
  }

  draw() {
    if (!this.region) return;
    const frame = PC.byId('map-frame');
    const width = frame.clientWidth - 2;
    const pages = Math.min(this.region.pages, 1 << 21);
    this.columns = Math.max(1, Math.floor(width / this.cell));
    const rows = Math.ceil(pages / this.columns);
    const ratio = rows * this.cell * devicePixelRatio > 16000 ? 1 : devicePixelRatio || 1;
    const height = Math.min(rows * this.cell, 16000);
    this.canvas.width = this.columns * this.cell * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.width = this.columns * this.cell + 'px';
    this.canvas.style.height = height + 'px';
    const g = this.canvas.getContext('2d');
    g.scale(ratio, ratio);
    const data = this.film.region(this.region.id);
    this.over = this.overlay();
    const colours = PC.STATES.map(PC.colour);
    const violated = PC.colour('violated');
    const contested = PC.colour('contested');
    const gap = this.cell >= 5 ? 1 : 0;
    for (let page = 0; page < pages; page++) {
      const finding = this.over.get(page);
      const x = page % this.columns * this.cell;
      const y = Math.floor(page / this.columns) * this.cell;
      g.fillStyle = finding ? finding.counted ? violated : contested : colours[data.state[page]];
      // Pages that were handed out together are drawn as one.
      const joined = page > 0 && data.start[page] === data.start[page - 1] && page % this.columns !== 0 && !finding;
      g.fillRect(joined ? x - gap : x, y, this.cell - gap + (joined ? gap : 0), this.cell - gap);
    }
    if (document.activeElement === this.canvas) this.outline(g, this.cursor);
    this.said();
  }

  outline(g, page) {
    g.strokeStyle = PC.colour('ink');
    g.lineWidth = 2;
    g.strokeRect(page % this.columns * this.cell, Math.floor(page / this.columns) * this.cell, this.cell - 1, this.cell - 1);
  }

  said() {
    const now = this.film.time(this.film.at);
    PC.byId('moment-text').textContent = now === null ? '' : PC.precise(now) + '  (' + (this.film.at + 1) + ' of ' + this.film.moments.length + ')';
    if (!this.region) { PC.byId('region-facts').textContent = ''; return; }
    const spread = this.film.spread(this.region.id);
    PC.byId('region-facts').textContent = (this.region.address ? this.region.address + ', ' : '') + (this.isSized(this.region) ? 'pages of ' + PC.bytes(this.region.pageSize) : 'a cell is an object of the pool')
      + (spread ? '; ' + PC.number(spread.held) + ' held, ' + PC.number(spread.cached) + ' cached, ' + PC.number(spread.free) + ' free'
        : '; what its pages were used for was not recorded: the recording needs page-operations=true for that');
    this.canvas.dataset.violated = [...this.over || []].filter(([, f]) => f.counted).map(([page]) => page).join(' ');
    this.canvas.dataset.held = spread ? spread.held : '';
  }

  pageAt(event) {
    const box = this.canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / this.cell);
    const page = Math.floor((event.clientY - box.top) / this.cell) * this.columns + column;
    return column >= 0 && column < this.columns && page >= 0 && page < this.region.pages ? page : null;
  }

  facts(page) {
    const data = this.film.region(this.region.id);
    const start = data.start[page];
    const run = data.run[page];
    const state = data.state[page];
    const words = {free: 'free', cached: 'claimed by the allocator, held by nobody', held: 'held', cut: 'held in slots', unknown: 'not recorded', fenced: 'fenced'}[PC.STATES[state]];
    const now = this.film.time(this.film.at);
    const holder = this.film.holders[data.holder[page]];
    return {page, start, run, words, finding: this.over.get(page), holder, pieces: data.pieces[page], size: this.isSized(this.region) ? run * this.region.pageSize : 0,
      age: data.since[page] < 0 ? null : now - data.since[page],
      address: this.region.address ? '0x' + (BigInt(this.region.address) + BigInt(start) * BigInt(this.region.pageSize)).toString(16) : null};
  }

  lines(f) {
    const lines = [PC.el('div', {}, PC.el('b', {}, (this.isSized(this.region) ? f.run > 1 ? 'pages ' : 'page ' : 'piece ') + (f.run > 1 ? f.start + ' to ' + (f.start + f.run - 1) : f.page)), ' — ' + f.words
      + (f.size ? ', ' + PC.bytes(f.size) : '') + (f.pieces > 1 ? ' in ' + f.pieces + ' pieces' : '') + (f.address ? ', at ' + f.address : ''))];
    if (f.finding) lines.push(PC.el('div', {class: 'bad'}, (f.finding.counted ? 'violated: ' : 'contested: ') + f.finding.kind + ' #' + f.finding.sequence
      + ' at ' + PC.precise(f.finding.time)));
    if (f.age !== null) lines.push(PC.el('div', {}, 'for ' + PC.duration(f.age) + (f.holder && f.holder.thread ? ', handed out on “' + f.holder.thread + '”' : '')));
    else if (f.holder && f.holder.thread) lines.push(PC.el('div', {}, 'handed out on “' + f.holder.thread + '”'));
    return lines;
  }

  hover(event) {
    const page = this.pageAt(event);
    if (page === null) { PC.tip(event); return; }
    const f = this.facts(page);
    const calls = f.holder ? f.holder.stack.slice(0, 5).map(call => PC.el('code', {}, call)) : [];
    const fault = f.finding ? this.report.faultOf(this.jvm, f.finding) : null;
    PC.tip(event, this.lines(f), calls, fault ? PC.el('code', {}, (fault.blamed ? 'guilty: ' : 'noticed by: ') + (fault.guilty || 'not on record')) : null);
  }

  pin(page) {
    const f = this.facts(page);
    const fault = f.finding ? this.report.faultOf(this.jvm, f.finding) : null;
    PC.fill(PC.byId('map-detail'), this.lines(f),
      fault ? PC.el('button', {onclick: () => this.report.showFault(fault)}, 'Open the fault') : null,
      f.holder && f.holder.stack.length ? PC.el('div', {class: 'stacks'}, this.report.faults.stack('Taken by', f.holder.thread, f.holder.stack, null)) : null);
    this.draw();
  }

  key(event) {
    const by = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns}[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      this.cursor = Math.max(0, Math.min(this.region.pages - 1, this.cursor + by));
      this.pin(this.cursor);
    } else if (event.key === 'Enter') {
      this.pin(this.cursor);
    }
  }

  // The next finding of this region, otherwise the first one of the next region that has any.
  nextViolation() {
    const order = this.regions.filter(region => (this.findings.get(region.id) || []).some(f => f.counted))
      .flatMap(region => this.findings.get(region.id).filter(f => f.counted)).sort((a, b) => a.sequence - b.sequence);
    if (!order.length) return;
    this.violation = ((this.violation ?? -1) + 1) % order.length;
    this.showFinding(order[this.violation]);
  }

  showFinding(finding) {
    if (!this.regions.some(region => region.id === finding.region)) return;
    if (this.region.id !== finding.region) this.choose(finding.region);
    if (this.film.moments.length > 1) this.seek(this.film.momentOf(finding.time));
    this.cursor = Math.max(0, finding.page);
    this.pin(this.cursor);
    PC.byId('map-frame').scrollTop = Math.floor(this.cursor / this.columns) * this.cell - 100;
  }
};
