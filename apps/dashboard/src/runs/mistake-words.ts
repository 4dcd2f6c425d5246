import { formatCount } from '@jobwire/angular';
import type { RunQueryMistake } from '@jobwire/events';

/** What is wrong with a query, and what to write. */
export function describeMistake(mistake: RunQueryMistake): string {
  switch (mistake.type) {
    case 'too-many-terms':
      return $localize`:Of a query:Use at most ${formatCount(mistake.most)}:TERMS: terms.`;
    case 'open-quote':
      return $localize`:Of a query:The quote is not closed. Write a second " at its end.`;
    case 'lone-minus':
      return $localize`:Of a query:A minus has nothing after it.`;
    case 'empty-field':
      return $localize`:Of a query:"${mistake.field}:FIELD::" has nothing after it.`;
    case 'unknown-field': {
      const fields = mistake.known.map((field) => `${field}:`).join(' ');
      return $localize`:Of a query:There is no "${mistake.field}:FIELD::". Use ${fields}:FIELDS: or put the text in quotes.`;
    }
    case 'missing-value':
      return $localize`:Of a query:There is a value missing beside the comma.`;
    case 'unknown-value':
      return $localize`:Of a query:"${mistake.field}:FIELD::" is one of ${mistake.known.join(', ')}:VALUES:.`;
    case 'second-duration':
      return $localize`:Of a query:Give one duration. For a span write two terms.`;
    case 'bad-duration':
      return $localize`:Of a query:Write it as duration:>5m or duration:<30s, with ms, s, m, h or d.`;
  }
}
