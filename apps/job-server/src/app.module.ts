import { Module, type DynamicModule } from '@nestjs/common';
import { JobEventsModule } from '@jobwire/nest';
import { AuthLogScanModule } from './auth-log-scan/auth-log-scan.module.ts';
import { DiskUsageScanModule } from './disk-usage-scan/disk-usage-scan.module.ts';
import { FileIntegrityCheckModule } from './file-integrity-check/file-integrity-check.module.ts';
import { ScanRootsModule } from './scan-roots/scan-roots.module.ts';
import type { Settings } from './settings.ts';

/** The job server: its jobs, and everything around them from `@jobwire/nest`. */
@Module({})
export class AppModule {
  static withSettings(settings: Settings): DynamicModule {
    const { scanRoots, dataDir, store, redis, retention, outbox, stream } = settings;
    const { serverId, serverName, leaseMs, schedules } = settings;
    return {
      module: AppModule,
      imports: [
        JobEventsModule.forRoot({
          ...{ store, redis, dataDir, retention, outbox, stream },
          ...{ serverId, serverName, leaseMs, schedules },
        }),
        ScanRootsModule.forRoot(scanRoots),
        DiskUsageScanModule,
        FileIntegrityCheckModule.forRoot(dataDir),
        AuthLogScanModule,
      ],
    };
  }
}
