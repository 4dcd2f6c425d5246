import { comparePositions } from '../conformance/position.mjs';

/** What was seen at each position, whoever saw it: one text a position, however many clients there are. */
export class Sightings {
  #texts = new Map();
  /** Where two have seen different events at one position. */
  conflicts = [];

  /** @returns The position, as the text that all share. */
  note(event, clientName) {
    const text = JSON.stringify(event);
    const seen = this.#texts.get(event.position);
    if (seen === undefined) {
      this.#texts.set(event.position, { position: event.position, text, clientName });
      return event.position;
    }
    if (seen.text !== text) this.conflicts.push({ position: event.position, text, clientName });
    return seen.position;
  }

  [Symbol.iterator]() {
    return this.#texts.values();
  }
}

/**
 * What one client was told. A segment is a stretch without a gap: it begins after `start`, and everything after that has to
 * be in it, up to the next gap or the end.
 */
export class ClientRecord {
  segments = [];
  /** What it was told, and when, besides events. */
  journal = [];
  /** What must not happen to a client. */
  faults = [];
  /** Where it stands, as far as it knows. */
  position;
  /** How long after the end of all harm it had everything. */
  caughtUpMs = 0;
  #sightings;

  constructor({ name, filter = {}, sightings }) {
    this.name = name;
    this.filter = filter;
    this.#sightings = sightings;
  }

  /** A connection begins. `asked`: where the client wanted to begin, where it said so. */
  begin({ start, gap, head, asked }) {
    const at = Date.now();
    const last = this.segments.at(-1);
    this.note(`hello at ${start}, head ${head}${gap ? `, gap ${gap}` : ''}`);
    if (last && !gap) return;
    this.segments.push({
      start: gap ? start : (asked ?? start),
      gap,
      head,
      at,
      cursor: this.position ?? asked,
      positions: [],
    });
    this.position = start;
  }

  event(event) {
    const segment = this.segments.at(-1);
    if (!segment) return this.faults.push(`event ${event.position} came before hello`);
    const position = this.#sightings.note(event, this.name);
    segment.positions.push(position);
    this.moveTo(position);
  }

  /** A sign of life says how far all is known. */
  moveTo(position) {
    if (!(comparePositions(position, this.position) <= 0)) this.position = position;
  }

  note(what) {
    this.journal.push({ at: Date.now(), what });
  }
}
