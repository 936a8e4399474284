'use strict';
// Words, elements and colours that all parts of the report use.
const PC = {};

PC.bytes = n => {
  if (n === null || n === undefined || n < 0) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) { n /= 1024; unit++; }
  return (unit === 0 ? n : n.toFixed(1)) + ' ' + units[unit];
};
PC.number = n => Number(n).toLocaleString('en-US');
PC.counted = (n, what) => PC.number(n) + ' ' + what + (n === 1 ? '' : 's');
PC.percent = (part, all) => all > 0 ? (100 * part / all).toFixed(part > 0 && part < all / 10 ? 1 : 0) + ' %' : '–';

const two = (n, digits = 2) => String(n).padStart(digits, '0');
PC.clock = ms => { const d = new Date(ms); return two(d.getHours()) + ':' + two(d.getMinutes()) + ':' + two(d.getSeconds()); };
PC.precise = ms => PC.clock(ms) + '.' + two(new Date(ms).getMilliseconds(), 3);
PC.date = ms => { const d = new Date(ms); return d.getFullYear() + '-' + two(d.getMonth() + 1) + '-' + two(d.getDate()) + ' ' + PC.clock(ms); };
// The other outputs use UTC, while a browser has a time zone of its own.
PC.zone = ms => {
  const minutes = -new Date(ms).getTimezoneOffset();
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return 'UTC' + (minutes ? (minutes < 0 ? '−' : '+') + h + (m ? ':' + two(m) : '') : '');
};
PC.duration = ms => {
  if (ms === null || ms === undefined || ms < 0) return 'unknown';
  if (ms < 1000) return Math.round(ms) + ' ms';
  const s = ms / 1000;
  if (s < 60) return (s < 10 ? s.toFixed(1) : Math.round(s)) + ' s';
  const m = Math.floor(s / 60);
  if (m < 60) return m + ' min ' + Math.round(s % 60) + ' s';
  const h = Math.floor(m / 60);
  return h < 48 ? h + ' h ' + m % 60 + ' min' : Math.floor(h / 24) + ' days';
};

// Shortens 'a.b.C.method(C.java:12)' to 'C.method:12'.
PC.shortCall = call => {
  if (!call) return 'not on record';
  const open = call.indexOf('(');
  const name = open < 0 ? call : call.slice(0, open);
  const line = /:(\d+)\)$/.exec(call);
  return name.split('.').slice(-2).join('.') + (line ? ':' + line[1] : '');
};

// A call that may be wrapped between names, but not within one.
PC.breakable = call => call.split(/(?<=\.)(?=[^(]*\()|(?=\()/).map((part, i) => i ? [PC.el('wbr'), part] : part);

// Scrolls an element so that a line is in its middle. The page itself does not scroll.
PC.scrollInto = line => {
  const box = line.parentElement;
  const offset = line.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (offset + line.clientHeight > box.clientHeight) box.scrollTop += offset - box.clientHeight / 2;
};

// Flattens lists of lists, and drops what is missing.
PC.there = children => children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false);

// Text from recordings becomes text nodes only, never markup.
PC.el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'class') element.className = value;
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(element.style, value);
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...PC.there(children));
  return element;
};
PC.byId = id => document.getElementById(id);
PC.fill = (element, ...children) => { element.replaceChildren(...PC.there(children)); return element; };
PC.colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

PC.copy = async (text, button) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch (e) {
    // Pages that are opened from a disk may not be allowed to do this.
    const area = PC.el('textarea', {style: {position: 'fixed', opacity: 0}});
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  PC.copied = text;
  if (button) {
    const was = button.textContent;
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = was; }, 1200);
  }
};

PC.tip = (event, ...children) => {
  const tip = PC.byId('tip');
  if (!children.length) { tip.hidden = true; return; }
  PC.fill(tip, children);
  tip.hidden = false;
  const x = Math.min(event.clientX + 16, innerWidth - tip.offsetWidth - 8);
  const below = event.clientY + 18;
  const y = below + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : below;
  tip.style.left = Math.max(4, x) + 'px';
  tip.style.top = Math.max(4, y) + 'px';
};
