import { Module, type DynamicModule } from '@nestjs/common';
import { ScanRoots } from './scan-roots.ts';

/** Says to all jobs which folders they may read. */
@Module({})
export class ScanRootsModule {
  static forRoot(roots: readonly string[] | undefined): DynamicModule {
    return {
      module: ScanRootsModule,
      global: true,
      providers: [{ provide: ScanRoots, useValue: new ScanRoots(roots, process.cwd()) }],
      exports: [ScanRoots],
    };
  }
}
