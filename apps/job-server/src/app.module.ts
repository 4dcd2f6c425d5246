import { Module, type DynamicModule } from '@nestjs/common';
import { JobEventsModule } from '@jobwire/nest';
import type { Settings } from './settings.ts';

/** The job server: its jobs, and everything around them from `@jobwire/nest`. */
@Module({})
export class AppModule {
  static withSettings({ store, dataDir, serverId, serverName, retention, stream }: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [JobEventsModule.forRoot({ store, dataDir, serverId, serverName, retention, stream })],
    };
  }
}
