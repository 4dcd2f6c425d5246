/** The machine this process runs jobs on. */
export class ServerIdentity {
  constructor(
    readonly serverId: number,
    readonly name: string,
  ) {}
}
