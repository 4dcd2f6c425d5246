import { inject, Injectable, Injector, type Type } from '@angular/core';
import type { MatDialogConfig, MatDialogRef } from '@angular/material/dialog';

/** Opens dialogs. What they need is loaded with the first one: the page is there without it. */
@Injectable({ providedIn: 'root' })
export class Dialogs {
  readonly #injector = inject(Injector);

  async open<Content, Data = unknown, Result = unknown>(
    load: () => Promise<Type<Content>>,
    config: MatDialogConfig<Data>,
  ): Promise<MatDialogRef<Content, Result>> {
    const [{ MatDialog }, content] = await Promise.all([import('@angular/material/dialog'), load()]);
    return this.#injector.get(MatDialog).open<Content, Data, Result>(content, config);
  }
}
