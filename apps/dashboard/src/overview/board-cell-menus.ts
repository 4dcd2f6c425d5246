import { Injectable } from '@angular/core';
import { LazyPart } from '../shell/lazy-part';
import type { BoardCellMenu } from './board-cell-menu';

/** What makes the menus of all cells: it is loaded when somebody comes to one. */
@Injectable({ providedIn: 'root' })
export class BoardCellMenus extends LazyPart<BoardCellMenu> {
  constructor() {
    super(() => import('./board-cell-menu').then((menu) => menu.BoardCellMenu));
  }
}
