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

/** A format for dates and times in the locale of the application; in plain English day before month, on a 24-hour clock. */
export function createDateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(/^en(-US)?$/.test(current) ? 'en-GB' : current, options);
}
