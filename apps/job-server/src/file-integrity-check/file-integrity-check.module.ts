import { Module, type DynamicModule } from '@nestjs/common';
import { resolve } from 'node:path';
import { BaselineStore } from './baseline-store.ts';
import { DataFolder } from './data-folder.ts';
import { FileIntegrityCheck } from './file-integrity-check.ts';

@Module({})
export class FileIntegrityCheckModule {
  /** `dataDir`: where baselines are kept; it is passed by when files are compared. */
  static forRoot(dataDir: string): DynamicModule {
    const path = resolve(dataDir);
    return {
      module: FileIntegrityCheckModule,
      providers: [
        FileIntegrityCheck,
        { provide: BaselineStore, useValue: new BaselineStore(path) },
        { provide: DataFolder, useValue: new DataFolder(path) },
      ],
    };
  }
}
