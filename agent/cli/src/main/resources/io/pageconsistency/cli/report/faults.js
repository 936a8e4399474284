'use strict';
// The findings: each root cause with the stacks of both parties.
PC.Faults = class {
  constructor(report) {
    this.report = report;
    this.list = PC.byId('fault-list');
    this.current = -1;
  }

  draw() {
    const {faults} = this.report.data;
    if (!faults.length) {
      const checked = this.report.data.jvms.some(jvm => jvm.checked);
      PC.fill(this.list, PC.el('p', {class: 'none'}, checked
        ? 'Nothing. Every allocation and free of the covered pools agreed with the record of their pages.'
        : 'Nothing, but nothing was checked either: see coverage below.'));
      return;
    }
    PC.fill(this.list, faults.map((fault, i) => this.fault(fault, i)));
    this.list.firstChild.open = true;
    this.current = 0;
  }

  jvmNames(fault) {
    return fault.jvms.map(each => this.report.data.jvms[each.jvm].name + (each.count > 1 ? ' (' + PC.number(each.count) + ')' : ''));
  }

  fault(fault, i) {
    const first = fault.occurrences[0];
    const details = PC.el('details', {class: 'fault' + (fault.counted ? '' : ' soft'), 'data-fault': i});
    const where = fault.jvms.length === 1 ? this.jvmNames(fault)[0] : fault.jvms.length + ' JVMs';
    details.append(PC.el('summary', {},
      PC.el('span', {class: 'what'}, PC.el('span', {class: 'kind'}, fault.kind),
        fault.summary + (fault.suspect ? ' (suspect, not counted)' : fault.counted ? '' : ' (not counted as a violation)')),
      PC.el('span', {class: 'times'}, (fault.count === 1 ? 'once' : PC.number(fault.count) + ' times') + ' in ' + where),
      PC.el('span', {class: 'pair'},
        PC.el('span', {}, fault.blamed ? 'guilty call' : 'noticed by'), PC.el('code', {class: fault.blamed ? 'guilty' : ''}, fault.guilty || 'not on record'),
        fault.earlier ? [PC.el('span', {}, fault.earlierRole), PC.el('code', {}, fault.earlier)] : [])));
    // Drawn only when it becomes visible, because there may be hundreds.
    details.addEventListener('toggle', () => {
      if (details.open) {
        this.current = i;
        if (!details.querySelector('.body')) {
          details.append(this.body(fault, first));
          details.querySelectorAll('.stack .guilty').forEach(PC.scrollInto);
        }
      }
    });
    return details;
  }

  body(fault, first) {
    const facts = [['memory', this.memory(fault, first)], ['thread', first.thread || 'not recorded'], ['first', PC.date(first.time)],
      ['in', this.jvmNames(fault).join(', ')]];
    if (fault.followUps) facts.push(['follow-ups', PC.counted(fault.followUps, 'finding') + ' from the same fault, not counted']);
    if (fault.fingerprint) facts.push(['fingerprint', fault.fingerprint]);
    const stacks = PC.el('div', {class: 'stacks'},
      this.stack(fault.blamed ? 'The call at fault' : 'Who noticed it', first.thread, first.stack, first.guilty),
      this.party('Given back before by', first.freedBy, fault.earlier),
      this.party('Taken by', first.allocatedBy, fault.earlier));
    const actions = PC.el('div', {class: 'actions'},
      PC.el('button', {onclick: e => PC.copy(this.text(fault), e.target)}, 'Copy all of it'),
      first.region ? PC.el('button', {onclick: () => this.report.showOnMap(first)}, 'Show on the page map') : null);
    return PC.el('div', {class: 'body'},
      PC.el('div', {class: 'facts'}, facts.map(([name, value]) => PC.el('span', {}, name + ' ', PC.el('b', {}, value)))),
      stacks, this.occurrences(fault), this.help(fault), actions);
  }

  memory(fault, first) {
    if (!first.region) return 'a buffer of ' + fault.allocator + '; its pages are not on record';
    return (first.pages > 1 ? 'pages ' + first.page + ' to ' + (first.page + first.pages - 1) : 'page ' + first.page)
      + (first.address ? ' at ' + first.address : '') + ', region ' + first.region + ' (' + fault.allocator + ')';
  }

  stack(title, thread, frames, guilty, more, when) {
    const at = frames.indexOf(guilty);
    const text = frames.map(frame => '    at ' + frame).join('\n');
    return PC.el('div', {class: 'stack'},
      PC.el('header', {}, PC.el('b', {}, title), PC.el('span', {}, (thread ? '“' + thread + '”' : '') + (when ? ', ' + when : '')),
        frames.length ? PC.el('button', {onclick: e => PC.copy(text, e.target), title: 'Copy this stack'}, 'Copy') : null),
      PC.el('pre', {tabindex: 0}, frames.length
        ? frames.map((frame, i) => PC.el('div', {class: i === at ? 'guilty' : i < at ? 'pool' : ''}, PC.breakable(frame))) : 'not on record',
        more ? PC.el('div', {class: 'pool'}, '… ' + more + ' more') : null));
  }

  party(title, party, marked) {
    return party ? this.stack(title, party.thread, party.stack, this.caller(party, marked), party.more, party.when) : null;
  }

  caller(party, marked) {
    return party.stack.includes(marked) ? marked : party.caller;
  }

  occurrences(fault) {
    if (fault.occurrences.length < 2) return null;
    return PC.el('details', {}, PC.el('summary', {}, 'Where and when it was met'),
      PC.el('table', {class: 'plain'}, PC.el('tr', {}, ['JVM', 'time', 'thread', 'memory', ''].map(h => PC.el('th', {}, h))),
        fault.occurrences.map(each => PC.el('tr', {}, [this.report.data.jvms[each.jvm].name, PC.date(each.time), each.thread || '–',
          this.memory(fault, each)].map(text => PC.el('td', {}, text)),
          PC.el('td', {}, each.region ? PC.el('button', {onclick: () => this.report.showOnMap(each)}, 'map') : null)))));
  }

  help(fault) {
    const text = (this.report.data.help || {})[fault.kind];
    if (!text) return null;
    const parts = text.split(/^## /m).slice(1).filter(part => !part.startsWith('An example'));
    return PC.el('details', {open: this.report.data.faults.length === 1}, PC.el('summary', {}, 'What it means, what usually causes it, what to do'),
      parts.map(part => {
        const [title, ...lines] = part.split('\n');
        return [PC.el('h3', {}, title), ...lines.join('\n').trim().split(/\n\n+|\n(?=- |\d+\. )/).map(block =>
          PC.el('p', {}, block.replace(/\*{1,2}([^*]+)\*{1,2}/g, '$1').replace(/`([^`]+)`/g, '$1').replace(/\[([^\]]+)\]\([^)]+\)/g, '$1').replace(/^- /, '• ')))];
      }).flat());
  }

  text(fault) {
    const first = fault.occurrences[0];
    const lines = [fault.kind + ': ' + fault.summary, (fault.blamed ? 'guilty call: ' : 'noticed by: ') + (fault.guilty || 'not on record')];
    if (fault.earlier) lines.push(fault.earlierRole + ': ' + fault.earlier);
    lines.push('memory: ' + this.memory(fault, first), 'seen: ' + PC.number(fault.count) + ' in ' + this.jvmNames(fault).join(', ')
      + ', first ' + new Date(first.time).toISOString());
    const add = (title, {thread, when, stack}) => { lines.push('', title + ' "' + thread + '"' + (when ? ', ' + when : '')); stack.forEach(frame => lines.push('    at ' + frame)); };
    add(fault.blamed ? 'at fault' : 'noticed by', first);
    if (first.freedBy) add('given back before by', first.freedBy);
    if (first.allocatedBy) add('taken by', first.allocatedBy);
    return lines.join('\n') + '\n';
  }

  step(by) {
    const all = this.report.data.faults.length;
    if (!all) return;
    const opened = this.list.querySelectorAll('details.fault[open]');
    opened.forEach(each => { each.open = false; });
    this.current = ((this.current + by) % all + all) % all;
    const next = this.list.querySelector('[data-fault="' + this.current + '"]');
    next.open = true;
    next.querySelector('summary').focus();
    next.scrollIntoView({block: 'start', behavior: 'smooth'});
  }

  copyCurrent() {
    const fault = this.report.data.faults[this.current];
    if (fault) PC.copy(this.text(fault), this.list.querySelector('[data-fault="' + this.current + '"] .actions button'));
  }
};
