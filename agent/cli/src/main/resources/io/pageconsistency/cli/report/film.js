'use strict';
// The states of the pages of one JVM's regions at each recorded moment.
PC.STATES = ['free', 'cached', 'held', 'cut', 'unknown', 'fenced'];
PC.UNKNOWN = 4;

PC.Film = class {
  constructor(jvm) {
    this.jvm = jvm;
    this.moments = jvm.film ? jvm.film.moments : [];
    this.holders = jvm.film ? jvm.film.holders : [];
    this.sizes = new Map(jvm.regions.map(region => [region.id, region.pages]));
    this.changed = new Set();
    for (const [, changes] of this.moments) for (let i = 0; i < changes.length; i += 7) this.changed.add(changes[i]);
    this.rewind();
    this.seek(this.moments.length - 1);
  }

  rewind() {
    this.at = -1;
    this.regions = new Map();
  }

  region(id) {
    let region = this.regions.get(id);
    if (!region) {
      const pages = Math.min(this.sizes.get(id) || 0, 1 << 22);
      region = {pages, state: new Uint8Array(pages).fill(PC.UNKNOWN), start: new Int32Array(pages).map((_, i) => i),
        run: new Int32Array(pages).fill(1), holder: new Int32Array(pages).fill(-1), since: new Float64Array(pages).fill(-1),
        pieces: new Int32Array(pages)};
      this.regions.set(id, region);
    }
    return region;
  }

  has(id) { return this.changed.has(id); }

  time(index) { return this.moments.length ? this.moments[Math.max(0, Math.min(index, this.moments.length - 1))][0] : null; }

  // The last moment that is not after a time, or the first one.
  indexOf(time) {
    let low = 0;
    let high = this.moments.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if (this.moments[middle][0] <= time) low = middle; else high = middle - 1;
    }
    return low;
  }

  // The moment that shows a finding. The events about it are written a little after the finding.
  momentOf(time) {
    const before = this.indexOf(time);
    const after = before + 1;
    return this.time(before) < time && after < this.moments.length && this.time(after) - time < 2000 ? after : before;
  }

  seek(index) {
    if (index < this.at) this.rewind();
    while (this.at < index) this.apply(this.moments[++this.at]);
  }

  apply([time, changes]) {
    for (let i = 0; i < changes.length; i += 7) {
      const region = this.region(changes[i]);
      const from = changes[i + 1];
      const to = Math.min(from + changes[i + 2], region.pages);
      const alone = changes[i + 3] === 0 || changes[i + 3] === 1 || changes[i + 3] === PC.UNKNOWN;
      for (let page = from; page < to; page++) {
        region.state[page] = changes[i + 3];
        region.start[page] = alone ? page : from;
        region.run[page] = alone ? 1 : to - from;
        region.holder[page] = changes[i + 4];
        region.since[page] = changes[i + 5] < 0 ? -1 : time - changes[i + 5];
        region.pieces[page] = changes[i + 6];
      }
    }
  }

  // How the free pages of a region are distributed; null if nothing is known about the region.
  spread(id) {
    if (!this.has(id)) return null;
    const {state, pages} = this.region(id);
    const sum = {free: 0, cached: 0, held: 0, unknown: 0, runs: 0, longest: 0, pages};
    let run = 0;
    for (let page = 0; page < pages; page++) {
      const free = state[page] === 0;
      if (free) sum.free++;
      else if (state[page] === 1) sum.cached++;
      else if (state[page] === PC.UNKNOWN) sum.unknown++;
      else sum.held++;
      run = free ? run + 1 : 0;
      if (run === 1) sum.runs++;
      sum.longest = Math.max(sum.longest, run);
    }
    return sum;
  }
};
