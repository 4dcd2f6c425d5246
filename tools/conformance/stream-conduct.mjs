import { comparePositions, parsePosition } from './position.mjs';
import { show } from './rule-broken.mjs';

const NAMES = new Set(['hello', 'job', 'ping']);

/** What must hold on every stream of the run, whatever it was opened for. */
export class StreamConduct {
  messages = 0;
  #faults = { first: [], names: [], order: [], data: [] };

  observe(message, previous) {
    this.messages++;
    const { name, id, body, data } = message;
    if (!previous !== (name === 'hello'))
      this.#note('first', `${name ?? 'a message'} is message ${previous ? 'two or later' : 'one'}`);
    if (!NAMES.has(name)) this.#note('names', `event: ${name}`);
    if (!parsePosition(id)) this.#note('order', `${name} has id ${show(id)}`);
    else if (previous && !isInOrder(message, previous)) {
      this.#note('order', `${name} ${id} after ${previous.name} ${previous.id}`);
    }
    if (body === undefined) this.#note('data', `${name} has data ${show(data)}`);
    else if (name === 'job' && body.position !== id)
      this.#note('data', `job ${id} has position ${show(body.position)}`);
    else if (name === 'job' && body.epochMs !== parsePosition(id)?.epochMs) {
      this.#note('data', `job ${id} has epochMs ${show(body.epochMs)}`);
    } else if (NAMES.has(name) && name !== 'job' && body.type !== name) {
      this.#note('data', `${name} has type ${show(body.type)}`);
    }
  }

  /** What was wrong of one kind, as text; `undefined` where nothing was. */
  faults(kind) {
    const [first, ...others] = this.#faults[kind];
    return first && `${first}${others.length > 0 ? `, and ${others.length} more like it` : ''}`;
  }

  #note(kind, fault) {
    this.#faults[kind].push(fault);
  }
}

function isInOrder({ name, id }, previous) {
  if (!parsePosition(previous.id)) return true;
  const order = comparePositions(id, previous.id);
  return name === 'job' ? order > 0 : order >= 0;
}
