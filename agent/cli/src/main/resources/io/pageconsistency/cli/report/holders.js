'use strict';
// The holders of memory as a flame graph: at one moment, or the changes between two moments.
PC.Holders = class {
  constructor(report) {
    this.report = report;
    this.by = 'estimatedBytes';
    this.at = PC.byId('held-at');
    this.before = PC.byId('held-before');
    this.at.addEventListener('change', () => this.draw());
    this.before.addEventListener('change', () => this.draw());
    const measure = (by, on, off) => { this.by = by; PC.byId(on).setAttribute('aria-pressed', true); PC.byId(off).setAttribute('aria-pressed', false); this.draw(); };
    PC.byId('by-bytes').addEventListener('click', () => measure('estimatedBytes', 'by-bytes', 'by-count'));
    PC.byId('by-count').addEventListener('click', () => measure('estimatedPieces', 'by-count', 'by-bytes'));
    PC.byId('held-all').addEventListener('click', () => { if (this.chart) { PC.byId('held-find').value = ''; this.chart.clear(); this.chart.resetZoom(); } });
    PC.byId('held-find').addEventListener('input', e => { if (this.chart) { if (e.target.value) this.chart.search(e.target.value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')); else this.chart.clear(); } });
    addEventListener('resize', () => { clearTimeout(this.resized); this.resized = setTimeout(() => this.draw(), 150); });
  }

  show(jvm) {
    this.jvm = jvm;
    this.snapshots = this.report.data.jvms.flatMap((each, i) => each.holders.map((snapshot, j) => ({...snapshot, jvm: each, key: i + '.' + j})));
    const own = this.snapshots.filter(snapshot => snapshot.jvm === jvm);
    const fleet = this.report.data.jvms.length > 1;
    const name = snapshot => (fleet ? snapshot.jvm.name + ', ' : '') + PC.date(snapshot.time) + ', ' + PC.bytes(snapshot.places.reduce((sum, p) => sum + p.estimatedBytes, 0));
    PC.fill(this.at, own.map(snapshot => PC.el('option', {value: snapshot.key}, name(snapshot))));
    PC.fill(this.before, PC.el('option', {value: ''}, 'nothing'), this.snapshots.map(snapshot => PC.el('option', {value: snapshot.key}, name(snapshot))));
    PC.byId('held-choice').hidden = !own.length;
    if (own.length) this.at.value = own[own.length - 1].key;
    this.draw();
  }

  draw() {
    const now = this.snapshots.find(snapshot => snapshot.key === this.at.value);
    const before = this.snapshots.find(snapshot => snapshot.key === this.before.value);
    const flame = PC.byId('flame');
    PC.fill(flame);
    this.chart = null;
    if (!now || !now.places.length && !(before && before.places.length)) {
      PC.fill(PC.byId('flame-facts'), PC.el('p', {class: 'none'}, 'Nobody held memory when the recording was written, or it does not tell: '
        + 'an agent writes who holds memory every five minutes and when a recording ends.'));
      PC.fill(PC.byId('flame-legend'));
      PC.fill(PC.byId('held-table'));
      return;
    }
    const root = {name: before ? 'all that was held at either moment' : 'all that is held', value: 0, delta: 0, age: -1, children: [], map: new Map()};
    now.places.forEach(place => this.add(root, place, place[this.by], 0));
    if (before) before.places.forEach(place => this.add(root, place, 0, place[this.by]));
    this.settle(root);
    this.amounts(now, before);
    this.flame(root, Boolean(before), flame);
    this.table(now, before);
  }

  add(root, place, now, before) {
    const path = [place.allocator, ...(place.stack.length ? [...place.stack].reverse() : ['calls not on record'])];
    let node = root;
    for (const call of path) {
      const name = call === place.allocator ? call : PC.shortCall(call);
      let child = node.map.get(call);
      if (!child) {
        child = {name, full: call, value: 0, before: 0, now: 0, age: -1, children: [], map: new Map()};
        node.map.set(call, child);
        node.children.push(child);
      }
      node = child;
      if (now > 0 && place.ageMillis !== null) node.age = Math.max(node.age, place.ageMillis);
    }
    node.now = (node.now || 0) + now;
    node.before = (node.before || 0) + before;
  }

  // Sums up from the leaves to the root. A call that no longer holds memory keeps its former width.
  settle(node) {
    let now = node.now || 0;
    let before = node.before || 0;
    let value = Math.max(now, before);
    for (const child of node.children) {
      this.settle(child);
      now += child.now;
      before += child.before;
      value += child.value;
      node.age = Math.max(node.age, child.age);
    }
    Object.assign(node, {now, before, value, delta: now - before});
    delete node.map;
  }

  text(value) { return this.by === 'estimatedBytes' ? PC.bytes(value) : PC.counted(value, 'piece'); }

  amounts(now, before) {
    const sum = snapshot => snapshot.places.reduce((all, place) => all + place[this.by], 0);
    const estimated = now.places.some(place => place.bytes !== place.estimatedBytes);
    PC.fill(PC.byId('flame-facts'), PC.el('p', {class: 'lead'}, this.text(sum(now)) + ' by ' + PC.counted(now.places.length, 'place')
      + (estimated ? '; extrapolated, because the calls of only some hand-outs are on record' : '')
      + (before ? '; ' + this.text(sum(before)) + ' before, which is ' + (sum(now) >= sum(before) ? this.text(sum(now) - sum(before)) + ' less than now' : this.text(sum(before) - sum(now)) + ' more than now') : '')));
    PC.fill(PC.byId('flame-legend'), (before ? [['#f0857a', 'more than before'], ['#7fc39a', 'less than before'], ['#cfd6e2', 'the same']]
      : [['#fbe3a6', 'held for seconds'], ['#f6b25e', 'minutes'], ['#e57650', 'hours'], ['#cfd6e2', 'age not on record']])
      .map(([colour, words]) => PC.el('span', {}, PC.el('i', {style: {background: colour}}), words)));
  }

  colour(node, differs) {
    if (node.highlight) return '#c98bf0';
    const data = node.data;
    if (differs) return data.delta > 0 ? '#f0857a' : data.delta < 0 ? '#7fc39a' : '#cfd6e2';
    if (data.age < 0) return '#cfd6e2';
    return data.age < 60000 ? '#fbe3a6' : data.age < 3600000 ? '#f6b25e' : '#e57650';
  }

  flame(root, differs, box) {
    const words = node => [node.data.full || node.data.name, this.text(node.data.now)
      + (differs ? ', ' + (node.data.delta >= 0 ? '+' : '−') + this.text(Math.abs(node.data.delta)) : '')
      + (node.data.age >= 0 ? ', the oldest for ' + PC.duration(node.data.age) : '')];
    const chart = flamegraph.default().width(Math.max(320, box.clientWidth)).cellHeight(20).minFrameSize(1).transitionDuration(0).sort(true)
      .inverted(true).selfValue(false).setColorMapper(node => this.colour(node, differs)).setLabelHandler(() => '')
      .onClick(node => { box.dataset.zoom = node.data.name; });
    d3.select(box).datum(root).call(chart);
    chart.transitionDuration(250);
    box.dataset.zoom = root.name;
    box.querySelectorAll('g.frame').forEach(frame => {
      frame.setAttribute('tabindex', '0');
      frame.setAttribute('aria-label', words(d3.select(frame).datum()).join(' — '));
      frame.addEventListener('keydown', e => { if (e.key === 'Enter') frame.dispatchEvent(new MouseEvent('click', {bubbles: true})); });
    });
    box.onmousemove = e => {
      const frame = e.target.closest('g.frame');
      if (!frame) { PC.tip(e); return; }
      const [call, amount] = words(d3.select(frame).datum());
      PC.tip(e, PC.el('code', {}, call), PC.el('div', {}, amount));
    };
    box.onmouseleave = e => PC.tip(e);
    this.chart = chart;
  }

  table(now, before) {
    const key = place => place.allocator + '\n' + place.stack.join('\n');
    const was = new Map((before ? before.places : []).map(place => [key(place), place]));
    const rows = now.places.map(place => ({place, delta: place[this.by] - (was.get(key(place)) || {[this.by]: 0})[this.by]}));
    if (before) {
      const still = new Set(now.places.map(key));
      before.places.filter(place => !still.has(key(place))).forEach(place => rows.push({place: {...place, estimatedBytes: 0, estimatedPieces: 0, ageMillis: null}, delta: -place[this.by]}));
      rows.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta));
    } else {
      rows.sort((a, b) => b.place[this.by] - a.place[this.by]);
    }
    const head = [['bytes', 'n'], ['pieces', 'n'], ...(before ? [['change', 'n']] : []), ['oldest', 'n'], ['pool', ''], ['taken by', '']];
    PC.fill(PC.byId('held-table'), PC.el('tr', {}, head.map(([text, kind]) => PC.el('th', {class: kind}, text))), rows.slice(0, 25).map(({place, delta}) => PC.el('tr', {},
      PC.el('td', {class: 'n'}, PC.bytes(place.estimatedBytes)), PC.el('td', {class: 'n'}, PC.number(place.estimatedPieces)),
      before ? PC.el('td', {class: 'n ' + (delta > 0 ? 'more' : delta < 0 ? 'less' : '')}, (delta > 0 ? '+' : delta < 0 ? '−' : '') + this.text(Math.abs(delta))) : null,
      PC.el('td', {class: 'n'}, place.ageMillis === null ? '–' : PC.duration(place.ageMillis)), PC.el('td', {}, place.allocator + (place.constant ? ', while a class was initialised' : '')),
      PC.el('td', {}, place.stack.length ? PC.el('details', {}, PC.el('summary', {}, PC.el('code', {}, place.stack[0])), PC.el('pre', {}, place.stack.join('\n'))) : 'calls not on record'))));
  }
};
