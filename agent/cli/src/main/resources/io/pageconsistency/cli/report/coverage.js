'use strict';
// The agent's coverage in each JVM, and what was not checked.
PC.Coverage = class {
  constructor(report) { this.report = report; }

  draw() {
    PC.fill(PC.byId('coverage-list'), this.report.data.jvms.map(jvm => this.jvm(jvm)));
  }

  jvm(jvm) {
    const facts = [['program', jvm.program], ['Java', jvm.java], ['agent', jvm.agent], ['recorded', jvm.start === null ? 'nothing of the agent' : PC.date(jvm.start) + ' to ' + PC.date(jvm.end)],
      ['tracked', PC.bytes(jvm.trackedBytes)], ['direct buffers of the JVM', PC.bytes(jvm.directBytes)], ['looks at the whole record', PC.number(jvm.validations)],
      ['page events', PC.number(jvm.operations)], ['files', jvm.files.map(file => file.split(/[/\\]/).pop()).join(', ')]].filter(([, value]) => value);
    const bad = [jvm.doubt && jvm.name + ' ' + jvm.doubt, ...jvm.problems,
      jvm.swallowedErrors > 0 && PC.counted(jvm.swallowedErrors, 'error') + ' inside the agent, which is a defect: please report it',
      jvm.findingsLeftOut > 0 && PC.counted(jvm.findingsLeftOut, 'finding') + ' more are in the recording, and not shown',
      jvm.film.incomplete && 'The page map leaves out some regions: there are too many pages'].filter(Boolean);
    return PC.el('div', {class: 'jvm'}, PC.el('h3', {}, jvm.name),
      PC.el('div', {class: 'facts'}, facts.map(([name, value]) => PC.el('span', {}, name + ' ', PC.el('b', {}, value)))),
      bad.map(text => PC.el('p', {class: 'meh'}, text)),
      jvm.modules.length ? PC.el('div', {class: 'wide'}, PC.el('table', {class: 'plain'}, PC.el('tr', {}, ['pool', 'copy of the library', 'classes hooked', 'first event seen', ''].map(h => PC.el('th', {}, h))),
        jvm.modules.map(module => PC.el('tr', {}, PC.el('td', {}, module.module), PC.el('td', {}, module.where || '–'), PC.el('td', {}, module.woven + ' of ' + module.declared),
          PC.el('td', {class: module.firstEventSeen ? 'ok' : 'meh'}, module.firstEventSeen ? '✓ yes' : 'no'),
          PC.el('td', {class: module.refused ? 'bad' : ''}, module.refused ? 'not covered: ' + module.refused : ''))))) : PC.el('p', {class: 'none'}, 'No status of the agent is in the recording.'));
  }
};
