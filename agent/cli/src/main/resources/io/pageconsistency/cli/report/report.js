'use strict';
// The page as a whole: the selected JVM, the moment, the theme, the keys.
PC.Report = class {
  constructor(data) {
    this.data = data;
    this.films = new Map();
    this.faults = new PC.Faults(this);
    this.map = new PC.PageMap(this);
    this.occupancy = new PC.Occupancy(this);
    this.holders = new PC.Holders(this);
    this.coverage = new PC.Coverage(this);
  }

  begin() {
    this.theme(this.wanted());
    this.head();
    this.faults.draw();
    this.coverage.draw();
    const select = PC.byId('jvm');
    PC.fill(select, this.data.jvms.map((jvm, i) => PC.el('option', {value: i}, (this.isHit(i) ? '● ' : '') + jvm.name)));
    PC.byId('jvm-label').style.display = this.data.jvms.length > 1 ? '' : 'none';
    select.addEventListener('change', () => this.show(Number(select.value)));
    const hit = this.data.jvms.findIndex((_, i) => this.isHit(i));
    this.show(Math.max(0, hit));
    PC.byId('theme').addEventListener('click', () => this.theme(this.isDark() ? 'light' : 'dark'));
    PC.byId('help').addEventListener('click', () => PC.byId('keys').showModal());
    document.addEventListener('keydown', event => this.key(event));
    this.navigation();
  }

  isHit(i) { return this.data.faults.some(fault => fault.counted && fault.jvms.some(each => each.jvm === i)); }

  head() {
    const {verdict} = this.data;
    const words = {red: 'Violation', amber: 'No violation, but look', green: 'No violation', off: 'Nothing was checked'}[verdict.light];
    const first = this.data.faults.find(fault => fault.counted);
    PC.byId('light').className = verdict.light;
    PC.byId('light').setAttribute('aria-label', 'Traffic light: ' + verdict.light);
    const heading = document.querySelector('h1');
    heading.className = verdict.light;
    heading.textContent = first ? first.kind + ': ' + first.summary : words;
    document.title = heading.textContent + ' – page consistency';
    PC.byId('sentence').textContent = verdict.sentence.charAt(0).toUpperCase() + verdict.sentence.slice(1) + '. ' + this.scope();
    PC.fill(PC.byId('notes'), verdict.notes.map(note => PC.el('li', {}, note)));
    PC.byId('foot').textContent = 'page-consistency ' + this.data.version + '. Times are those of this browser’s time zone. Drawn with uPlot (MIT), D3 (ISC) and d3-flame-graph (Apache-2.0).';
  }

  scope() {
    const starts = this.data.jvms.map(jvm => jvm.start).filter(time => time !== null);
    const ends = this.data.jvms.map(jvm => jvm.end).filter(time => time !== null);
    return PC.counted(this.data.jvms.length, 'JVM') + (starts.length ? ', ' + PC.date(Math.min(...starts)) + ' to ' + PC.date(Math.max(...ends)) + ' ' + PC.zone(Math.max(...ends)) : '') + '.';
  }

  show(i) {
    this.index = i;
    PC.byId('jvm').value = i;
    const jvm = this.data.jvms[i];
    if (!this.films.has(i)) this.films.set(i, new PC.Film(jvm));
    this.occupancy.show(jvm);
    this.map.show(jvm, this.films.get(i));
    this.holders.show(jvm);
    this.momentChanged();
  }

  momentChanged() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.occupancy.fragmentation(this.films.get(this.index)), 80);
  }

  faultOf(jvm, finding) {
    const i = this.data.jvms.indexOf(jvm);
    const is = sequence => this.data.faults.find(fault => fault.occurrences.some(each => each.jvm === i && each.sequence === sequence));
    return is(finding.sequence) || is(finding.cause);
  }

  showOnMap(occurrence) {
    if (this.index !== occurrence.jvm) this.show(occurrence.jvm);
    this.map.showFinding(occurrence);
    PC.byId('pages').scrollIntoView({behavior: 'smooth'});
  }

  showFault(fault) {
    const i = this.data.faults.indexOf(fault);
    this.faults.current = i;
    const element = document.querySelector('[data-fault="' + i + '"]');
    element.open = true;
    element.scrollIntoView({behavior: 'smooth'});
  }

  wanted() {
    let kept = null;
    try { kept = localStorage.getItem('page-consistency-theme'); } catch (e) { /* Not every browser keeps something for files. */ }
    return kept || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  isDark() { return document.documentElement.dataset.theme === 'dark'; }

  theme(name) {
    document.documentElement.dataset.theme = name;
    document.documentElement.style.colorScheme = name;
    PC.byId('theme').textContent = name === 'dark' ? 'Light' : 'Dark';
    try { localStorage.setItem('page-consistency-theme', name); } catch (e) { /* As above. */ }
    if (this.map.region) {
      this.map.draw();
      this.occupancy.draw();
      this.momentChanged();
    }
  }

  navigation() {
    const counted = this.data.faults.filter(fault => fault.counted).length;
    const all = this.data.faults.length;
    if (all) document.querySelector('nav a').append(PC.el('b', {class: counted ? 'bad' : ''}, String(all)));
    const links = [...document.querySelectorAll('nav a')];
    const here = new IntersectionObserver(entries => entries.forEach(entry => {
      if (entry.isIntersecting) links.forEach(link => link.classList.toggle('here', link.hash === '#' + entry.target.id));
    }), {rootMargin: '-10% 0px -75% 0px'});
    document.querySelectorAll('section').forEach(section => here.observe(section));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || PC.byId('keys').open || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== 'range') return;
    const onButton = event.target.tagName === 'BUTTON' || event.target.tagName === 'SUMMARY';
    const range = event.target.type === 'range';
    const jvms = this.data.jvms.length;
    const actions = {
      n: () => this.faults.step(1), p: () => this.faults.step(-1), c: () => this.faults.copyCurrent(), v: () => { this.map.nextViolation(); PC.byId('pages').scrollIntoView(); },
      d: () => this.theme(this.isDark() ? 'light' : 'dark'), '?': () => PC.byId('keys').showModal(), '+': () => this.map.zoom(1), '-': () => this.map.zoom(-1), 0: () => this.map.fit(),
      '[': () => this.show((this.index + jvms - 1) % jvms), ']': () => this.show((this.index + 1) % jvms),
    };
    if (!range) Object.assign(actions, {ArrowLeft: () => this.map.step(-1), ArrowRight: () => this.map.step(1)});
    if (!onButton) actions[' '] = () => this.map.play();
    const link = document.querySelector('nav a[data-key="' + CSS.escape(event.key) + '"]');
    if (link) { document.querySelector(link.hash).scrollIntoView({behavior: 'smooth'}); document.querySelector(link.hash).focus({preventScroll: true}); event.preventDefault(); }
    else if (actions[event.key]) { actions[event.key](); event.preventDefault(); }
  }
};

PC.report = new PC.Report(JSON.parse(PC.byId('data').textContent));
PC.report.begin();
