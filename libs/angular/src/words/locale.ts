/** `LOCALE_ID` of the application, as `provideJobEvents()` reads it. */
let current = 'en';

export function useLocale(locale: string): void {
  current = locale;
}

/** What is made once for a locale: a format costs far more to make than to use. */
export function perLocale<Value>(make: (locale: string) => Value): () => Value {
  let made: { readonly locale: string; readonly value: Value } | undefined;
  return () => {
    if (made?.locale !== current) made = { locale: current, value: make(current) };
    return made.value;
  };
}

const dateFormats = perLocale(() => new Map<string, Intl.DateTimeFormat>());

/** A format for dates and times in the locale of the application; in plain English day before month, on a 24-hour clock. */
export function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const made = dateFormats().get(key);
  if (made) return made;
  const format = new Intl.DateTimeFormat(/^en(-US)?$/.test(current) ? 'en-GB' : current, options);
  dateFormats().set(key, format);
  return format;
}
