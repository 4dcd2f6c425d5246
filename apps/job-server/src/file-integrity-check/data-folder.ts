/** Where this program keeps its own data: an absolute path. */
export class DataFolder {
  constructor(readonly path: string) {}
}
